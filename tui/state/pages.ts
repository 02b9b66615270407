import type { Problem } from "./problem.ts";

/** How far a list was read that comes in pages. */
export interface Pages {
  /** What was asked for: rows of another question are none of these. */
  readonly question: string;
  /** Where the next page begins; not there when all are read. */
  readonly nextCursor?: string;
  readonly phase: "none" | "loading" | "ready" | "failed";
  readonly problem?: Problem;
}

/** One page, as it was read. */
export interface Page {
  readonly question: string;
  readonly nextCursor: string | undefined;
  /** The newest rows: they may be read again over what is there. */
  readonly isFirst: boolean;
}

/** A page is being read. @param none what stands where another question was asked before. */
export function loadingPages<P extends Pages>(pages: P, none: P, question: string): P {
  const before = pages.question === question ? pages : none;
  return { ...before, question, phase: "loading" };
}

export function failedPages<P extends Pages>(
  pages: P,
  question: string,
  problem: Problem,
  hasRows: boolean,
): P {
  if (question !== pages.question) return pages;
  return { ...pages, phase: hasRows ? "ready" : "failed", problem };
}

export interface Joined<P> {
  /** Without problem and cursor. */
  readonly pages: Omit<P, "problem" | "nextCursor">;
  /** A first page that does not reach the rows that are there would leave a gap: then those go. */
  readonly meets: boolean;
  /** The rows that are there go on behind this page. */
  readonly goesOn: boolean;
  /** Where the next page begins. */
  readonly cursor: string | undefined;
}

/** How a page joins the rows that are there. @param known which of its rows are there already. */
export function joinPage<P extends Pages>(
  { problem: _, nextCursor: before, ...pages }: P,
  { isFirst, nextCursor }: Page,
  known: readonly boolean[],
  rowCount: number,
): Joined<P> {
  const meets = !isFirst || known.includes(true);
  const goesOn = isFirst && meets && rowCount > known.length;
  return { pages, meets, goesOn, cursor: goesOn ? before : nextCursor };
}
