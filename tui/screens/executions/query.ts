import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import {
  type ExecutionState,
  executionStates,
  executionTriggers,
  failureStates,
} from "../../../routes/contract/facts.ts";
import { type Fields, matches, parseFilter, type Term, wordsOf } from "../../components/filter.ts";
import type { Query } from "../../server/http.ts";
import { memo } from "../../cache/memo.ts";
import { isDate } from "../../texts/format.ts";
import { type Calendar, dayNamed } from "./days.ts";
import type { State } from "../../state.ts";

/** The words that `state:` takes for each state. */
export const stateWords: Readonly<Record<ExecutionState, readonly string[]>> = {
  scheduled: ["scheduled", "waiting"],
  running: ["running"],
  stopping: ["stopping"],
  stopped: ["stopped"],
  failed: ["failed"],
  succeeded: ["succeeded", "ok"],
  timeout: ["timeout"],
  "scheduled error": ["scheduled_error", "error"],
};
/** The value of `state:` that finds all failures. */
export const failureWords = failureStates.map((state) => stateWords[state][0]).join(",");

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const units: Readonly<Record<string, number>> = { m: minute, h: hour, d: day, w: 7 * day };
const usualSince = "24h";

/** The range of time. */
export type TimeRange =
  | { readonly kind: "since"; readonly text: string; readonly ms: number }
  | { readonly kind: "ever" }
  /** Executions that were due on a day. */
  | { readonly kind: "on"; readonly text: string; readonly from: number; readonly to: number }
  /** Executions that ended, or were due, in a minute, an hour or a day of UTC: `2026-11-22t14`. */
  | { readonly kind: "at"; readonly text: string; readonly from: number; readonly to: number };

/** What a filter of executions asks for: the part that the server answers, and the rest. */
export interface ExecutionAsk {
  readonly states?: ReadonlySet<ExecutionState>;
  readonly jobId?: string;
  readonly categoryId?: number;
  readonly trigger?: string;
  readonly text?: string;
  readonly range: TimeRange;
  /** Due at this time or before. */
  readonly until?: string;
  /** Terms that the dashboard applies by itself. */
  readonly rest: readonly Term[];
  /** Ranges of time that the dashboard applies by itself: `!on:mon`, `on:mon,wed`. */
  readonly others: readonly OtherRanges[];
}

interface OtherRanges {
  readonly ranges: readonly TimeRange[];
  readonly isNot: boolean;
}

export const askOf = memo((
  filter: string,
  jobs: ReadonlyMap<string, Job>,
  categories: State["categories"]["byId"],
  today: string,
  zone: string,
): ExecutionAsk => {
  const rest: Term[] = [];
  const others: OtherRanges[] = [];
  let ask: ExecutionAsk = { range: { kind: "ever" }, rest, others };
  let range: TimeRange | undefined;
  for (const term of parseFilter(filter)) {
    const [value = ""] = term.values;
    const isOne = term.values.length === 1 && !term.isNot && !term.isFuzzy;
    const states = term.field === "state" ? statesNamed(term) : undefined;
    const ranges = term.values.map((it) => rangeNamed(term.field, it, { today, zone }))
      .filter((it) => it !== undefined);
    const [found] = ranges;
    if (states !== undefined) ask = { ...ask, states: both(ask.states, states) };
    else if (isOne && found !== undefined) range = found;
    else if (found !== undefined && ranges.length === term.values.length) {
      others.push({ ranges, isNot: term.isNot });
      if (!term.isNot) range = around(ranges) ?? { kind: "ever" };
    } else if (isOne && term.field === "until" && momentNamed(value) !== undefined) {
      ask = { ...ask, until: value };
    } else {
      const known = isOne ? knownTerm(term.field, value, jobs, categories) : {};
      ask = { ...ask, ...known };
      if (Object.keys(known).length === 0) rest.push(term);
      if (isOne && term.field === "" && value.length > (ask.text?.length ?? 0)) {
        ask = { ...ask, text: value };
      }
    }
  }
  const usual: TimeRange = ask.jobId === undefined && ask.until === undefined
    ? { kind: "since", text: usualSince, ms: day }
    : { kind: "ever" };
  return { ...ask, range: range ?? usual };
});

/** The days from the first to the last of several; `undefined`: not all of them are days. */
function around(ranges: readonly TimeRange[]): TimeRange | undefined {
  const days = ranges.filter((range) => range.kind === "on");
  if (days.length < ranges.length) return undefined;
  const from = Math.min(...days.map((day) => day.from));
  const to = Math.max(...days.map((day) => day.to));
  return { kind: "on", text: days.map(({ text }) => text).join(","), from, to };
}

function both(a: ReadonlySet<ExecutionState> | undefined, b: ReadonlySet<ExecutionState>) {
  return a === undefined ? b : new Set([...a].filter((state) => b.has(state)));
}

function statesNamed({ values, isNot }: Term): ReadonlySet<ExecutionState> | undefined {
  const named = new Set(values.flatMap((value) => {
    const whole = executionStates.filter((state) => stateWords[state].includes(value));
    if (whole.length > 0) return whole;
    return executionStates.filter((state) =>
      stateWords[state].some((word) => word.startsWith(value))
    );
  }));
  return new Set(executionStates.filter((state) => named.has(state) !== isNot));
}

/** Whether `until:` knows the value. */
export function untilNamed(value: string): boolean {
  return momentNamed(value) !== undefined;
}

export function rangeNamed(
  field: string,
  value: string,
  calendar: Calendar = { today: "2026-01-01", zone: "UTC" },
): TimeRange | undefined {
  if (field === "on") {
    const day = dayNamed(value, calendar);
    return day === undefined ? undefined : { kind: "on", text: value, ...day };
  }
  if (field === "at") {
    const size = { 10: day, 13: hour, 16: minute }[value.length];
    const from = momentNamed(value);
    if (size === undefined || from === undefined) return undefined;
    return { kind: "at", text: value, from, to: from + size };
  }
  if (field !== "since") return undefined;
  if (value === "ever" || value === "all") return { kind: "ever" };
  const ms = spanMs(value);
  return ms === undefined ? undefined : { kind: "since", text: value, ms };
}

/** `30m`, `2h`, `3d`, `1w` in milliseconds. */
export function spanMs(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d{1,4})([mhdw])$/.exec(text) ?? [];
  const ms = Number(count) * (units[unit] ?? Number.NaN);
  return ms > 0 ? ms : undefined;
}

/** The first moment of a date or time in UTC that may be cut short. */
function momentNamed(value: string): number | undefined {
  const form = "2026-01-01t00:00:00.000z";
  if (!/^\d{4}-\d\d-\d\d(t\d\d(:\d\d(:\d\d(\.\d{3})?)?)?z?)?$/.test(value)) return undefined;
  if (!isDate(value.slice(0, form.indexOf("t")))) return undefined;
  const bare = value.replace("z", "");
  const at = Date.parse((bare + form.slice(bare.length)).toUpperCase());
  return Number.isNaN(at) ? undefined : at;
}

function knownTerm(
  field: string,
  value: string,
  jobs: ReadonlyMap<string, Job>,
  categories: State["categories"]["byId"],
): Pick<ExecutionAsk, "jobId" | "categoryId" | "trigger"> {
  if (field === "job") {
    if (/^[0-9a-f]{32}$/.test(value)) return { jobId: value };
    const named = [...jobs.values()].filter(({ name }) => name.toLowerCase() === value);
    const [only] = named;
    return named.length === 1 && only !== undefined ? { jobId: only.job_id } : {};
  }
  if (field === "category") {
    const one = [...categories.values()].find(({ id, name }) =>
      String(id) === value || name.toLowerCase() === value
    );
    return one === undefined ? {} : { categoryId: one.id };
  }
  const trigger = field === "trigger" ? executionTriggers.find((it) => it === value) : undefined;
  return trigger === undefined ? {} : { trigger };
}

/** A text that is equal for equal questions. The present time is no part of it. */
export function questionOf(ask: ExecutionAsk): string {
  const { rest: _, others: __, states, ...asked } = ask;
  return JSON.stringify({ ...asked, states: states === undefined ? null : [...states] });
}

/** The query parameters of a question. */
export function queryOf(ask: ExecutionAsk, now: number): Query {
  const { states, jobId, categoryId, trigger, text, range, until } = ask;
  const isAll = states === undefined || states.size === executionStates.length;
  const iso = (at: number) => new Date(at).toISOString();
  const untilAt = until === undefined ? undefined : momentNamed(until);
  return {
    ...(isAll ? {} : { state: [...states].map((it) => it.replace(" ", "_")).join(",") }),
    job_id: jobId,
    category_id: categoryId || undefined,
    trigger,
    q: text,
    ...(range.kind === "at"
      ? {
        updated_range_start: iso(range.from),
        updated_range_end: iso(range.to - 1),
        // Bounds the part of the history that the server reads. An execution that was due a day before has ended by
        // then.
        time_range_start: iso(range.from - day),
        time_range_end: iso(range.to),
      }
      : range.kind === "on"
      ? { time_range_start: iso(range.from), time_range_end: iso(range.to - 1) }
      : {
        time_range_start: range.kind === "since" ? iso(now - range.ms) : iso(0),
        // Executions for a later time are included.
        time_range_end: iso(untilAt ?? now + 367 * day),
      }),
  };
}

/** Whether an execution matches. */
export function isAsked(
  ask: ExecutionAsk,
  execution: Execution,
  now: number,
  category: string,
): boolean {
  const { states, jobId, categoryId, trigger, range, until, rest, others } = ask;
  const { state, job, scheduled_time: due } = execution;
  if (states !== undefined && !states.has(state)) return false;
  if (jobId !== undefined && job.job_id !== jobId) return false;
  if (categoryId && job.category_id !== categoryId) return false;
  if (trigger !== undefined && execution.trigger !== trigger) return false;
  if (until !== undefined && due.toLowerCase() > until) return false;
  if (!isWithin(range, execution, now)) return false;
  const isKept = ({ ranges, isNot }: OtherRanges) =>
    ranges.some((one) => isWithin(one, execution, now)) !== isNot;
  if (!others.every(isKept)) return false;
  return rest.every((term) => matches([term], fieldsFor(term, execution, category)));
}

/** Whether an execution was due in the range; one in `at:` ended in it. */
export function isWithin(range: TimeRange, execution: Execution, now: number): boolean {
  const { scheduled_time: due, updated_time: ended } = execution;
  switch (range.kind) {
    case "ever":
      return true;
    case "since":
      return Date.parse(due) >= now - range.ms;
    case "on":
      return Date.parse(due) >= range.from && Date.parse(due) < range.to;
    case "at":
      return Date.parse(ended) >= range.from && Date.parse(ended) < range.to;
  }
}

/** A word without a field is searched in the same fields as on the server. */
function fieldsFor({ field }: Term, execution: Execution, category: string): Fields {
  const { job, description, result } = execution;
  if (field === "") return lowered(job.name, description, result);
  return {
    ...lowered(job.name, description, result),
    job: job.name.toLowerCase(),
    category: category.toLowerCase(),
    trigger: execution.trigger,
    reason: execution.reason.toLowerCase(),
    host: execution.hostname.toLowerCase(),
    class: job.job_class_string.toLowerCase(),
    attempt: String(execution.attempt),
    id: execution.execution_id,
  };
}

function lowered(name: string, description: string, result: string): Fields {
  return {
    name: name.toLowerCase(),
    description: description.toLowerCase(),
    result: result.toLowerCase(),
  };
}

/** The filter with another value for a field; without a value, the filter without the field. */
export function withField(filter: string, field: string, value?: string): string {
  const others = wordsOf(filter).filter((word) => !new RegExp(`^!?~?${field}:`, "i").test(word));
  if (value === undefined) return others.join(" ");
  const quoted = /\s/.test(value) ? `"${value.replaceAll('"', "")}"` : value;
  return [`${field}:${quoted}`, ...others].join(" ");
}
