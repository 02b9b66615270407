import type { LogEntry } from "../../../routes/contract/history/logs.ts";
import type { SecurityLogEntry } from "../../../routes/contract/history/security_logs.ts";
import { failedPages, joinPage, loadingPages, type Page, type Pages } from "../../state/pages.ts";
import type { ChangesEvent } from "../../state/server/server_event.ts";
import type { Problem } from "../../state/problem.ts";

/** An entry of either log. Entries have no id, so the key is made of their content. */
export type AuditRow =
  & { readonly key: string; readonly at: string; readonly who: string }
  & (
    | { readonly kind: "jobs"; readonly entry: LogEntry }
    | { readonly kind: "security"; readonly entry: SecurityLogEntry }
  );

export type AuditKind = AuditRow["kind"];

/** The pages of one log that were read. */
export interface AuditPages extends Pages {
  /** Newest first. */
  readonly rows: readonly AuditRow[];
  /** The number of entries in the whole range, by the server. */
  readonly total: number;
}

export type AuditState = { readonly [K in AuditKind]: AuditPages };

interface AuditPage extends Page {
  readonly type: "audit_page";
  readonly kind: AuditKind;
  readonly rows: readonly AuditRow[];
  readonly total: number;
}

export type AuditEvent =
  | { readonly type: "audit_loading"; readonly kind: AuditKind; readonly question: string }
  | AuditPage
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
      const { kind, question } = event;
      return { ...state, [kind]: loadingPages(state[kind], noPages, question) };
    }
    case "audit_page": {
      const before = state[event.kind];
      return event.question === before.question
        ? { ...state, [event.kind]: withPage(before, event) }
        : state;
    }
    case "audit_failed": {
      const { kind, question, problem } = event;
      const hasRows = state[kind].rows.length > 0;
      return { ...state, [kind]: failedPages(state[kind], question, problem, hasRows) };
    }
    case "changes": {
      if (state.jobs.phase === "none") return state;
      const told = event.events.flatMap((told) => told.type === "log" ? rowOfLog(told.log) : []);
      const known = new Set(state.jobs.rows.map(({ key }) => key));
      const fresh = told.filter(({ key }) => !known.has(key) && known.add(key));
      if (fresh.length === 0) return state;
      const rows = inOrder([...fresh, ...state.jobs.rows]);
      const counted = fresh.filter((row) => isCounted(state.jobs.question, row));
      const total = state.jobs.total + counted.length;
      return { ...state, jobs: { ...state.jobs, rows, total } };
    }
    default:
      return state;
  }
}

/** Whether the server's total, which is of its part of the filter, counts the entry: see `auditQuery()`. */
function isCounted(question: string, { entry, kind }: AuditRow): boolean {
  const { event, job_id } = askedIn(question);
  if (kind !== "jobs") return true;
  return (event === undefined || event === entry.event) &&
    (job_id === undefined || job_id === entry.job_id);
}

function askedIn(question: string): { readonly event?: string; readonly job_id?: string } {
  try {
    return JSON.parse(question);
  } catch {
    return {};
  }
}

function withPage(before: AuditPages, page: AuditPage): AuditPages {
  const { rows, total } = page;
  const keys = new Set(before.rows.map(({ key }) => key));
  const known = rows.map(({ key }) => keys.has(key));
  const { pages, meets, cursor } = joinPage(before, page, known, before.rows.length);
  const all = inOrder(meets ? [...before.rows, ...rows.filter((_, i) => !known[i])] : rows);
  const isFull = all.length >= mostEntries;
  return {
    ...pages,
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
  // Two runs may start in the same millisecond: the id of the execution makes the keys differ.
  const what = description.length <= 32 ? description : "";
  return { kind: "jobs", key: [at, event, job_id, who, what].join(" "), at, who, entry };
}

export function rowOfSecurity(entry: SecurityLogEntry): AuditRow {
  const { created_time: at, user: who, kind, event, subject, address } = entry;
  const key = [at, kind, event, subject, who, address].join(" ");
  return { kind: "security", key, at, who, entry };
}
