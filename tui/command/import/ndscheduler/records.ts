import type { ClassMap } from "../class_map.ts";
import type { Untaken } from "../untaken.ts";
import { fieldsOf, type Found, textOf } from "./found.ts";

/** The records of an import, as `POST /api/v1/import` takes them. */
export interface Records {
  readonly categories: readonly unknown[];
  readonly users: readonly unknown[];
  readonly jobs: readonly Readonly<Record<string, unknown>>[];
  readonly executions: readonly unknown[];
  readonly logs: readonly unknown[];
}

export interface Surroundings {
  readonly timeZone: string;
  readonly classes: ClassMap;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/** What the original does with every job, where its file does not say otherwise. */
const originalPolicy = { max_instances: 9, coalesce: false, misfire_grace_seconds: 3600 };
const day = 86_400_000;

/** An execution that did not end, with what it counts as once nobody can be running it any more. */
const endOfOpen: Readonly<Record<string, string>> = {
  scheduled: "scheduled error",
  running: "failed",
  stopping: "stopped",
};

/** @returns the records, and what is left out before the server is asked. */
export function recordsOf(found: Found, around: Surroundings): {
  readonly records: Records;
  readonly untaken: readonly Untaken[];
} {
  const untaken: Untaken[] = [];
  const deleted = deletedJobs(found);
  const ranByHand = new Map(
    found.logs.filter(({ event }) => event === "custom_run")
      .flatMap(({ description, job_id }) =>
        textOf(description) === undefined ? [] : [[description, job_id] as const]
      ),
  );
  const jobs = found.jobs.map((job) => jobRecord(job, around));
  const byId = new Map<unknown, Readonly<Record<string, unknown>>>([
    ...deleted,
    ...jobs.map((job) => [job.job_id, job] as const),
  ]);
  const executions = found.executions.flatMap((given) => {
    const { execution_id: id } = given;
    const jobId = textOf(given.job_id) ?? ranByHand.get(id);
    if (jobId === undefined) {
      const reason = "its job is deleted, and the API does not name it: add --database FILE";
      untaken.push({ what: `execution ${id}`, reason });
      return [];
    }
    const ended = endedForm(given, around.now);
    if (ended === undefined) {
      untaken.push({ what: `execution ${id}`, reason: "it has not ended: import again later" });
      return [];
    }
    const about = { ...executedJob(byId.get(jobId)), ...withoutNothing(given) };
    const trigger = ranByHand.has(id) ? { trigger: "manual" } : {};
    return [{ ...about, ...ended, job_id: jobId, timezone: around.timeZone, ...trigger }];
  });
  const categoryOf = (id: unknown) => byId.get(id)?.category_id;
  const logs = found.logs.map((log) => ({
    ...log,
    category_id: log.category_id ?? categoryOf(log.job_id) ?? 0,
  }));
  const categories = found.categories.map(withoutNulls);
  return { records: { categories, users: found.users, jobs, executions, logs }, untaken };
}

const cronNames = ["month", "day", "week", "day_of_week", "hour", "minute"];

function jobRecord(
  job: Readonly<Record<string, unknown>>,
  { timeZone, classes }: Surroundings,
): Readonly<Record<string, unknown>> {
  const { next_run_time, paused, ...given } = job;
  const { month, day, day_of_week, hour, minute, week } = given;
  return {
    ...originalPolicy,
    ...given,
    ...{ month, day, day_of_week, hour, minute, week },
    ...classes.mapped(given.job_class_string, given.pub_args),
    category_id: given.category_id ?? 0,
    timezone: given.timezone ?? timeZone,
    paused: next_run_time === undefined ? paused : next_run_time === "" || next_run_time === null,
  };
}

/** What an execution says of its job. */
function executedJob(job: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const names = ["name", "job_class_string", "pub_args", "category_id", ...cronNames];
  return Object.fromEntries(names.flatMap((name) => name in job ? [[name, job[name]]] : []));
}

/** Jobs that are gone, as the audit log describes them: whole where it has their deletion, otherwise by name. */
function deletedJobs({ logs }: Found): Map<unknown, Readonly<Record<string, unknown>>> {
  const jobs = new Map<unknown, Readonly<Record<string, unknown>>>();
  for (const { job_id, job_name, event, description } of logs) {
    const known = jobs.get(job_id);
    const whole = event === "deleted" ? jsonFields(description) : {};
    jobs.set(job_id, { name: job_name, ...known, ...whole });
  }
  return jobs;
}

function jsonFields(text: unknown): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(String(text)));
  } catch {
    return {};
  }
}

/** The end of an execution; `undefined` for one that may still be under way. */
function endedForm(
  { state, ended_time, scheduled_time, description }: Readonly<Record<string, unknown>>,
  now: number,
): Readonly<Record<string, unknown>> | undefined {
  const end = ended_time ?? scheduled_time;
  const instead = endOfOpen[String(state)];
  if (instead === undefined) return { ended_time: end };
  if (now - momentOf(end) < day) return undefined;
  const why = `it was ${state} in ndscheduler when it was imported`;
  return {
    ended_time: end,
    state: instead,
    description: [textOf(description), why].filter((text) => text !== undefined).join(" | "),
  };
}

/** The original writes UTC, with and without a zone. */
function momentOf(time: unknown): number {
  const text = String(time).replace(" ", "T");
  return Date.parse(/(Z|[-+]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
}

/** Fields that are null say nothing of a job that another record describes. */
function withoutNothing(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
  );
}

function withoutNulls(given: unknown): unknown {
  return typeof given === "object" && given !== null && !Array.isArray(given)
    ? withoutNothing(given as Readonly<Record<string, unknown>>)
    : given;
}
