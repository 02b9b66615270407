import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import { type Fields, matches, parseFilter, type Term } from "../../components/filter.ts";
import { countFailures } from "../../../routes/contract/facts.ts";
import type { sortKeys } from "../../keys/sort_keys.ts";
import { durationsOf } from "../../state/durations.ts";
import type { Past } from "../../state/server/executions.ts";
import { cronText } from "../../texts/format.ts";
import { memo } from "../../cache/memo.ts";
import { SortedThings } from "../../cache/sorted.ts";
import {
  calendarNames,
  categoryName,
  conditionOf,
  dataTime,
  isFailingJob,
  lastEnded,
  lateBound,
  runningByJob,
} from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import { listOf } from "../../state/lists.ts";
import { isTimeField, timeTest } from "./time_terms.ts";

export type JobSort = keyof typeof sortKeys.jobs;

/** Sorts after every time. */
const never = "~";

const order = {
  running: 0,
  late: 1,
  failed: 2,
  stopped: 3,
  skipped: 4,
  ok: 5,
  never: 6,
  paused: 7,
} as const;

/** The jobs of the list, filtered and sorted. */
export function jobsInOrder(state: State): readonly Job[] {
  const list = listOf(state.lists, "jobs");
  const terms = parseFilter(list.filter);
  const by = (list.sort || "next") as JobSort;
  // Only these depend on executions and on the time. Otherwise the order stays until a job changes.
  const asksState = terms.some(({ field }) => field === "state");
  const needsState = asksState || list.sort === "state";
  const asksTime = terms.some(({ field }) => isTimeField(field));
  return sorted.of(state.jobs.byId, {
    deps: [
      state.categories.byId,
      state.calendars.byId,
      needsState ? state.executions : undefined,
      asksTime || bySorts.includes(list.sort) ? state.executions.history : undefined,
      asksTime ? state.executions.byId : undefined,
      // A job that leaves the range of time may stay for a minute.
      asksTime ? Math.floor(state.now / 60_000) : 0,
      asksTime ? state.prefs.timeMode : undefined,
      needsState ? lateBound(dataTime(state)) : "",
      needsState ? state.pauses : undefined,
      list.filter,
      list.sort,
    ],
    isReversed: list.isReversed,
    isShown: shownBy(state, terms, asksState),
    keyOf: (job) => sortKey(state, job, by),
  });
}

/** Whether a filter lets a job pass. */
function shownBy(state: State, terms: readonly Term[], asksState: boolean): (job: Job) => boolean {
  const tests = terms.map((term) => timeTest(state, term) ?? namedTest(state, term));
  const others = terms.filter((_, i) => tests[i] === undefined);
  return (job) => {
    if (terms.length === 0) return true;
    if (tests.some((test) => test?.(job) === false)) return false;
    const fields = fieldsOf(state, job);
    return matches(
      others,
      asksState ? { ...fields, state: statesOf(state, job).join(" ") } : fields,
    );
  };
}

/**
 * Whether a job is in a category, or uses a calendar, whose whole name the term has: `category:ops` is not about `devops`.
 * @returns `undefined`: the values are no whole names, so that they are looked for in the names.
 */
function namedTest({ categories, calendars }: State, { field, values, isNot, isFuzzy }: Term) {
  const named = field === "category"
    ? [...categories.byId.values()]
    : field === "calendar"
    ? [...calendars.byId.values()]
    : [];
  const wanted = named.filter(({ name }) => values.includes(name.toLowerCase()));
  const isWhole = values.every((value) => wanted.some(({ name }) => name.toLowerCase() === value));
  if (isFuzzy || named.length === 0 || !isWhole) return undefined;
  const ids = new Set(wanted.map(({ id }) => id));
  return ({ category_id, not_on, only_on }: Job): boolean =>
    (field === "category" ? [category_id] : [...not_on, ...only_on])
      .some((id) => ids.has(id)) !== isNot;
}

/** These orders change when an execution ends. */
const bySorts: readonly string[] = ["last", "history", "p50", "p95", "trend"];

const sorted = new SortedThings<Job>();

/** The ids of the jobs of the list, in their order. */
export const idsOf = memo((jobs: readonly Job[]): readonly string[] =>
  jobs.map(({ job_id }) => job_id)
);

function sortKey(state: State, job: Job, sort: JobSort): string {
  const { name, nextAndName } = lettersOf(job);
  switch (sort) {
    case "name":
      return name;
    case "state":
      return `${order[conditionOf(state, job)]}${name}`;
    case "last":
      return lastEnded(state.executions.history.get(job.job_id))?.at ?? "";
    case "category":
      return `${categoryName(state, job.category_id).toLowerCase()} ${name}`;
    case "next":
      return nextAndName;
    case "class":
      return `${job.job_class_string.split(".").at(-1)?.toLowerCase()} ${name}`;
    case "schedule":
      return `${cronText(job)} ${name}`;
    case "zone":
      return `${job.timezone} ${name}`;
    default:
      return `${mostFirst(figureOf(state.executions.history.get(job.job_id), sort))} ${name}`;
  }
}

/** What the column shows as a number; `undefined`: nothing. */
function figureOf(
  history: readonly Past[] | undefined,
  column: "history" | "p50" | "p95" | "trend",
): number | undefined {
  if (column !== "history") return durationsOf(history)?.[column];
  const { failed, counted } = countFailures((history ?? []).map(({ state }) => state));
  return counted === 0 ? undefined : failed / counted;
}

/** A text that sorts the largest number first, and none behind all. */
function mostFirst(figure: number | undefined): string {
  return figure === undefined ? never : (1e12 - figure * 1000).toFixed(0).padStart(15, "0");
}

/** The texts that filter and sort a job and depend on the job alone: they are made once for each job. */
const letters = new WeakMap<Job, ReturnType<typeof makeLetters>>();

function lettersOf(job: Job): ReturnType<typeof makeLetters> {
  let made = letters.get(job);
  if (made === undefined) letters.set(job, made = makeLetters(job));
  return made;
}

function makeLetters(job: Job) {
  const name = job.name.toLowerCase();
  return {
    name,
    nextAndName: `${job.next_run_time || never} ${name}`,
    class: job.job_class_string.toLowerCase(),
    next: job.next_run_time.toLowerCase(),
    cron: cronText(job),
    zone: job.timezone.toLowerCase(),
  };
}

/** The texts of a job that a filter searches. */
export function fieldsOf(state: State, job: Job): Fields {
  const { nextAndName: _, ...own } = lettersOf(job);
  const calendars = calendarNames(state, [...job.not_on, ...job.only_on]);
  return {
    ...own,
    ...(calendars === "" ? {} : { calendar: calendars.toLowerCase() }),
    category: categoryName(state, job.category_id).toLowerCase(),
    id: job.job_id,
  };
}

/** The words that `state:` knows. */
export const stateWords: readonly string[] = [...Object.keys(order), "active"];

/** The states that `state:` searches: all that hold for the job. */
export function statesOf(state: State, job: Job): string[] {
  return [
    conditionOf(state, job),
    job.paused ? "paused" : "active",
    isFailingJob(state.executions.history.get(job.job_id)) ? "failed" : "",
    runningByJob(state.executions.byId).has(job.job_id) ? "running" : "",
  ].filter((word) => word !== "");
}
