import type { Problem } from "./problem.ts";

/** A list that is read in pages: how far it was read. */
export interface Pages {
  /** What was asked for. Answers to another question are ignored. */
  readonly question: string;
  /** Where the next page begins; `undefined`: all pages are read. */
  readonly nextCursor?: string;
  readonly phase: "none" | "loading" | "ready" | "failed";
  readonly problem?: Problem;
}

/** One page, as it was read. */
export interface Page {
  readonly question: string;
  readonly nextCursor: string | undefined;
  /** It has the newest rows, which may be there already. */
  readonly isFirst: boolean;
}

/** A page is being read. @param none the empty list, for a new question. */
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
  /** The page reaches the rows that are there. If not, those are dropped, because there may be a gap. */
  readonly meets: boolean;
  /** There are older rows than those of this page. */
  readonly goesOn: boolean;
  /** Where the next page begins. */
  readonly cursor: string | undefined;
}

/** How a page joins the rows that are there. @param known for each row of the page: is it there already? */
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
