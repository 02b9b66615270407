import type { LogEntry } from "../../../routes/contract/logs.ts";
import type { SecurityLogEntry } from "../../../routes/contract/security_logs.ts";
import type { ChangesEvent } from "../../state/server_event.ts";
import type { Problem } from "../../state/problem.ts";

/** An entry of either log; the server gives entries no id, so what they say is theirs. */
export type AuditRow =
  & { readonly key: string; readonly at: string; readonly who: string }
  & (
    | { readonly kind: "jobs"; readonly entry: LogEntry }
    | { readonly kind: "security"; readonly entry: SecurityLogEntry }
  );

export type AuditKind = AuditRow["kind"];

/** One of the two logs, as far as it was read. */
export interface AuditPages {
  readonly question: string;
  /** Newest first. */
  readonly rows: readonly AuditRow[];
  /** In the whole range, as the server counted. */
  readonly total: number;
  readonly nextCursor?: string;
  readonly phase: "none" | "loading" | "ready" | "failed";
  readonly problem?: Problem;
}

export type AuditState = { readonly [K in AuditKind]: AuditPages };

export type AuditEvent =
  | { readonly type: "audit_loading"; readonly kind: AuditKind; readonly question: string }
  | {
    readonly type: "audit_page";
    readonly kind: AuditKind;
    readonly question: string;
    readonly rows: readonly AuditRow[];
    readonly total: number;
    readonly nextCursor: string | undefined;
    readonly isFirst: boolean;
  }
  | {
    readonly type: "audit_failed";
    readonly kind: AuditKind;
    readonly question: string;
    readonly problem: Problem;
  };

export const mostEntries = 2000;

const noPages: AuditPages = { question: "", rows: [], total: 0, phase: "none" };
export const initialAudit: AuditState = { jobs: noPages, security: noPages };

export function reduceAudit(state: AuditState, event: AuditEvent | ChangesEvent): AuditState {
  switch (event.type) {
    case "audit_loading": {
      const before = state[event.kind];
      const pages = before.question === event.question ? before : noPages;
      const { question, kind } = event;
      return { ...state, [kind]: { ...pages, question, phase: "loading" } };
    }
    case "audit_page": {
      const before = state[event.kind];
      return event.question === before.question
        ? { ...state, [event.kind]: withPage(before, event) }
        : state;
    }
    case "audit_failed": {
      const before = state[event.kind];
      if (event.question !== before.question) return state;
      const phase = before.rows.length > 0 ? "ready" : "failed";
      return { ...state, [event.kind]: { ...before, phase, problem: event.problem } };
    }
    case "changes": {
      if (state.jobs.phase === "none") return state;
      const told = event.events.flatMap((told) => told.type === "log" ? rowOfLog(told.log) : []);
      const known = new Set(state.jobs.rows.map(({ key }) => key));
      const fresh = told.filter(({ key }) => !known.has(key) && known.add(key));
      if (fresh.length === 0) return state;
      const rows = inOrder([...fresh, ...state.jobs.rows]);
      const total = state.jobs.total + fresh.length;
      return { ...state, jobs: { ...state.jobs, rows, total } };
    }
    default:
      return state;
  }
}

function withPage(
  pages: AuditPages,
  { rows, total, nextCursor, isFirst }: Extract<AuditEvent, { type: "audit_page" }>,
): AuditPages {
  const { problem: _, nextCursor: before, ...rest } = pages;
  const known = new Set(pages.rows.map(({ key }) => key));
  const meets = !isFirst || rows.some(({ key }) => known.has(key));
  const fresh = rows.filter(({ key }) => !known.has(key));
  const goesOn = isFirst && meets && pages.rows.length > rows.length;
  const cursor = goesOn ? before : nextCursor;
  const all = inOrder(meets ? [...pages.rows, ...fresh] : rows);
  const isFull = all.length >= mostEntries;
  return {
    ...rest,
    rows: all,
    total,
    phase: "ready",
    ...(cursor === undefined || isFull ? {} : { nextCursor: cursor }),
  };
}

function inOrder(rows: readonly AuditRow[]): AuditRow[] {
  return rows.toSorted((a, b) => a.at === b.at ? 0 : a.at < b.at ? 1 : -1).slice(0, mostEntries);
}

export function rowOfLog(entry: LogEntry): AuditRow {
  const { created_time: at, user: who, event, job_id, description } = entry;
  // Of two runs that were started in the same millisecond the execution's id tells them apart.
  const what = description.length <= 32 ? description : "";
  return { kind: "jobs", key: [at, event, job_id, who, what].join(" "), at, who, entry };
}

export function rowOfSecurity(entry: SecurityLogEntry): AuditRow {
  const { created_time: at, user: who, kind, event, subject, address } = entry;
  const key = [at, kind, event, subject, who, address].join(" ");
  return { kind: "security", key, at, who, entry };
}
