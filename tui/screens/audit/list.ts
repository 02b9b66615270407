import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import { refusalOf } from "../../state/rights.ts";
import { type Fields, matches, parseFilter } from "../../components/filter.ts";
import { fieldsOfRows } from "../../components/filter_fields.ts";
import type { FilterField } from "../../terminal/filter_field.ts";
import type { Query } from "../../server/http.ts";
import { memo } from "../../cache/memo.ts";
import type { State } from "../../state.ts";
import { type AuditKind, type AuditRow, rowOfLog } from "./state.ts";
import { cursorIndex, listOf, type ListState } from "../../state/lists.ts";

export const auditLists = { jobs: "audit.jobs", security: "audit.security" } as const;

const day = 86_400_000;
const usualDays = 7;
const events = [
  "added",
  "modified",
  "deleted",
  "paused",
  "resumed",
  "custom_run",
  "stopped",
  "alarm_acknowledged",
  "alarm_snoozed",
  "alarm_closed",
  "key_renewed",
];

/** The log that is shown. Only admins may see the log of access. */
export function kindOf(state: State): AuditKind {
  return state.view.pane === 1 && mayReadSecurity(state) ? "security" : "jobs";
}

export function mayReadSecurity(state: State): boolean {
  return refusalOf(state, "admin") === undefined;
}

/** The part of a filter that the server answers: `since:30d`, `since:ever`. The default is the last week. */
export function auditQuery(filter: string, jobs: ReadonlyMap<string, Job>) {
  let ask: { user?: string; event?: string; job_id?: string } = {};
  let days: number | undefined = usualDays;
  for (const { field, values: [value = ""], isNot, isFuzzy, values } of parseFilter(filter)) {
    if (isNot || isFuzzy || values.length !== 1) continue;
    if (field === "event" && events.includes(value)) ask = { ...ask, event: value };
    if (field === "job") {
      const named = [...jobs.values()].filter(({ name }) => name.toLowerCase() === value);
      const id = /^[0-9a-f]{32}$/.test(value)
        ? value
        : named.length === 1
        ? named[0]?.job_id
        : undefined;
      if (id !== undefined) ask = { ...ask, job_id: id };
    }
    const [, count, unit] = /^(\d{1,4})([hdw])$/.exec(value) ?? [];
    if (field !== "since") continue;
    if (value === "ever" || value === "all") days = undefined;
    else if (count !== undefined) {
      days = Number(count) * ({ h: 1 / 24, d: 1, w: 7 }[unit ?? ""] ?? 1);
    }
  }
  return { ...ask, days };
}

export function auditQuestion(filter: string, jobs: ReadonlyMap<string, Job>): string {
  return JSON.stringify(auditQuery(filter, jobs));
}

/** The query parameters. The security log can only be filtered by time. */
export function auditParameters(
  filter: string,
  jobs: ReadonlyMap<string, Job>,
  now: number,
  kind: AuditKind,
): Query {
  const { days, ...ask } = auditQuery(filter, jobs);
  const from = days === undefined ? 0 : now - days * day;
  return {
    ...(kind === "jobs" ? ask : {}),
    time_range_start: new Date(from).toISOString(),
  };
}

export const rowsOf = memo((rows: readonly AuditRow[], list: ListState): readonly AuditRow[] => {
  const terms = parseFilter(list.filter).filter(({ field }) => field !== "since");
  const found = terms.length === 0
    ? [...rows]
    : rows.filter((row) => matches(terms, fieldsOf(row)));
  const { sort, isReversed } = list;
  if (sort === "" || sort === "time") return isReversed ? found.toReversed() : found;
  const sign = isReversed ? -1 : 1;
  const keyOf = (row: AuditRow) =>
    (sort === "who" ? row.who : sort === "action" ? row.entry.event : objectOf(row)).toLowerCase();
  return found.sort((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    return left === right ? 0 : left < right ? -sign : sign;
  });
});

/** The thing that the entry is about. */
export function objectOf(row: AuditRow): string {
  return row.kind === "jobs" ? row.entry.job_name : row.entry.subject;
}

/** The fields that the filter of a log knows. */
export const auditFields = memo((rows: readonly AuditRow[]): FilterField[] => {
  const names = [
    "user",
    "event",
    ...(rows[0]?.kind === "security" ? ["object", "kind", "address"] : ["job"]),
  ];
  const counted = fieldsOfRows(rows, names, fieldsOf);
  const since: FilterField = {
    name: "since",
    values: () => ["24h", "7d", "30d", "ever"].map((value) => ({ value })),
    isKnown: (value) => /^(\d{1,4}[hdw]|ever|all)$/.test(value),
  };
  return [...counted, since, { name: "text" }];
});

function fieldsOf(row: AuditRow): Fields {
  const { entry } = row;
  return {
    user: row.who.toLowerCase(),
    event: entry.event,
    ...(row.kind === "jobs" ? { job: `${row.entry.job_name.toLowerCase()} ${row.entry.job_id}` } : {
      object: row.entry.subject.toLowerCase(),
      kind: row.entry.kind,
      address: row.entry.address,
    }),
    text: entry.description.toLowerCase(),
    at: row.at.toLowerCase(),
  };
}

export function auditNeedsMore(state: State, kind: AuditKind, height: number): boolean {
  const pages = state.audit[kind];
  if (pages.nextCursor === undefined || pages.phase !== "ready") return false;
  const list = listOf(state.lists, auditLists[kind]);
  const ids = rowsOf(pages.rows, list).map(({ key }) => key);
  return ids.length - Math.max(0, cursorIndex(list, ids)) < height * 3;
}

/** An entry, from either log or from the facts of a job. */
export function auditRow(state: State, key: string): AuditRow | undefined {
  const { audit, facts } = state;
  const known = [...audit.jobs.rows, ...audit.security.rows].find((row) => row.key === key);
  if (known !== undefined) return known;
  for (const { logs = [] } of facts.values()) {
    const row = logs.map(rowOfLog).find((row) => row.key === key);
    if (row !== undefined) return row;
  }
  return undefined;
}
