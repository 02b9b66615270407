import type { Alarm } from "../../../routes/contract/alarms/alarms.ts";
import { alarmKinds } from "../../../routes/contract/facts.ts";
import type { FilterField } from "../../terminal/filter_field.ts";
import { type Fields, matches, parseFilter, type Term } from "../../components/filter.ts";
import { fieldsOfRows } from "../../components/filter_fields.ts";
import { memo } from "../../cache/memo.ts";
import { stageOf } from "../../state/inbox.ts";
import { folded } from "../../texts/reason.ts";
import { cursorIndex, listOf, type ListState } from "../../state/lists.ts";
import { categoryName } from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import { alarmList } from "./acts.ts";

type Parts = Pick<State, "alarms" | "lists" | "categories" | "now">;

/** The alarms that the filter of the list finds: the open ones first, then the closed ones, the newest first. */
export function alarmRows(state: Parts): readonly Alarm[] {
  const list = listOf(state.lists, alarmList);
  return rowsOf(state.alarms.byId, list, state.categories, Math.floor(state.now / 60_000));
}

const rowsOf = memo((
  byId: State["alarms"]["byId"],
  { filter, sort, isReversed }: ListState,
  categories: State["categories"],
  minute: number,
): readonly Alarm[] => {
  const terms = parseFilter(filter);
  const fields = (alarm: Alarm) => fieldsOf(alarm, categories, minute * 60_000);
  const found = [...byId.values()].filter((alarm) => matches(terms, fields(alarm)));
  const keys = sortKeys(categories, minute * 60_000);
  const keyOf = keys[sort as keyof typeof keys] ?? keys.opened;
  const sign = isReversed ? -1 : 1;
  return found.sort((a, b) => {
    if (a.state !== b.state) return a.state === "open" ? -1 : 1;
    const [left, right] = [keyOf(a), keyOf(b)];
    if (left !== right) return left < right ? -sign : sign;
    return a.opened_time === b.opened_time
      ? a.alarm_id < b.alarm_id ? 1 : -1
      : a.opened_time < b.opened_time
      ? 1
      : -1;
  });
});

/** What waits for a person comes first. */
const stages = ["open", "snoozed", "acknowledged", "closed"];

/** Each sorts upwards; the times and counts are turned, so that the largest comes first. */
const sortKeys = (categories: State["categories"], now: number) => ({
  opened: (alarm: Alarm) => -Date.parse(alarm.opened_time),
  job: (alarm: Alarm) => alarm.subject.name.toLowerCase(),
  kind: (alarm: Alarm) => alarmKinds.indexOf(alarm.kind),
  count: (alarm: Alarm) => -alarm.count,
  last: (alarm: Alarm) => -Date.parse(alarm.last_time),
  state: (alarm: Alarm) => stages.indexOf(stageOf(alarm, now)),
  alarm_category: (alarm: Alarm) =>
    categoryName({ categories } as State, alarm.category_id).toLowerCase(),
  reason: (alarm: Alarm) => folded(alarm.reason),
} as const);

function fieldsOf(alarm: Alarm, categories: State["categories"], now: number): Fields {
  return {
    job: `${alarm.subject.name.toLowerCase()} ${alarm.subject.id}`,
    kind: alarm.kind,
    state: stageOf(alarm, now),
    category: categoryName({ categories } as State, alarm.category_id).toLowerCase(),
    by: (alarm.acknowledged?.user ?? "").toLowerCase(),
    error: folded(alarm.reason),
    text: alarm.reason.toLowerCase(),
  };
}

/** The fields that the filter of the list knows. */
export function alarmFields(state: Parts): FilterField[] {
  const names = ["job", "kind", "state", "category", "by", "error", "text"];
  return fieldsOfRows(
    () => [...state.alarms.byId.values()],
    names,
    (alarm) => fieldsOf(alarm, state.categories, state.now),
  ).map((field) => field.name === "job" ? { ...field, values: () => jobNames(state) } : field);
}

function jobNames({ alarms }: Parts) {
  const names = [...alarms.byId.values()].map(({ subject }) => subject.name.toLowerCase());
  return [...new Set(names)].sort().map((value) => ({ value }));
}

/** The part of the filter that the server answers, for the closed alarms. */
export interface ClosedQuestion {
  /** No closed alarm matches the filter. */
  readonly isNone?: true;
  readonly kind?: string;
  readonly job_id?: string;
  readonly category_id?: number;
}

export function closedQuestion(state: Parts): ClosedQuestion {
  const terms = parseFilter(listOf(state.lists, alarmList).filter);
  if (terms.some((term) => term.field === "state" && !mayBeClosed(term))) return { isNone: true };
  const one = (field: string) => {
    const term = terms.find((it) => it.field === field && !it.isNot && !it.isFuzzy);
    return term?.values.length === 1 ? term.values[0] : undefined;
  };
  const [kind, job, category] = [one("kind"), one("job"), one("category")];
  const known = [...state.categories.byId.values()]
    .filter(({ name }) => name.toLowerCase() === category);
  return {
    ...(alarmKinds.some((it) => it === kind) && kind !== undefined ? { kind } : {}),
    ...(job !== undefined && /^[0-9a-f]{32}$/.test(job) ? { job_id: job } : {}),
    ...(known.length === 1 && known[0] !== undefined ? { category_id: known[0].id } : {}),
  };
}

function mayBeClosed({ values, isNot }: Term): boolean {
  return values.some((value) => "closed".includes(value)) !== isNot;
}

/** Whether the cursor comes near the end of the alarms that were read. */
export function alarmsNeedMore(state: Parts, height: number): boolean {
  const { nextCursor, phase } = state.alarms.closed;
  if (nextCursor === undefined || phase !== "ready") return false;
  const ids = alarmRows(state).map(({ alarm_id }) => alarm_id);
  const at = Math.max(0, cursorIndex(listOf(state.lists, alarmList), ids));
  return ids.length - at < height * 3;
}
