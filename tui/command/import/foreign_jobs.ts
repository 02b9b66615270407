import type { Carillon } from "../../client/mod.ts";
import type { Untaken } from "./untaken.ts";

/** The cron fields of a job, under the names of the API. */
export type CronFields = Readonly<Record<string, string>>;

export interface Scheduled {
  readonly fields: CronFields;
  readonly timezone?: string;
}

/** What a source holds for one thing: jobs with ids of their own, or why there are none. */
export interface Taken {
  readonly jobs: readonly Readonly<Record<string, unknown>>[];
  readonly untaken: readonly Untaken[];
  readonly notes: readonly string[];
}

export function notTaken(what: string, reason: string): Taken {
  return { jobs: [], untaken: [{ what, reason }], notes: [] };
}

/** The id of a job that was made of this: a second import finds it. */
export async function jobIdOf(identity: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identity));
  return new Uint8Array(hash).toHex().slice(0, 32);
}

/**
 * What a crontab expression becomes: one schedule, or two where cron joins day and weekday by OR. The server has the reader.
 * @returns a text that says why not.
 */
export async function schedulesOf(
  client: Carillon,
  expression: string,
  timezone: string | undefined,
): Promise<readonly Scheduled[] | string> {
  // A `?` is a `*` in the crons that know it, other than Quartz.
  const times = expression.trim().replace(/(^|\s)\?(?=\s|$)/g, "$1*");
  const crontab = await client.jobs.readCrontab({
    text: `${times} /x`,
    form: "user",
    ...(timezone === undefined ? {} : { timezone }),
  });
  const [line] = crontab.lines;
  if (line === undefined || line.kind !== "job") {
    return line?.reason || `${JSON.stringify(expression)} is no schedule`;
  }
  return line.jobs.map(({ job }) => {
    const { month, day, week, day_of_week, hour, minute } = job;
    return { fields: { month, day, week, day_of_week, hour, minute }, timezone: job.timezone };
  });
}

/** The same job for each of its schedules, with names and ids of their own. */
export async function jobsOf(
  identity: string,
  name: string,
  schedules: readonly Scheduled[],
  job: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>[]> {
  return await Promise.all(schedules.map(async ({ fields, timezone }, i) => ({
    job_id: await jobIdOf(i === 0 ? identity : `${identity} (${i + 1})`),
    name: i === 0 ? name : `${name} (${i + 1})`,
    ...job,
    ...fields,
    ...(timezone === undefined ? {} : { timezone }),
  })));
}

/** A whole number within the bounds of a field; `undefined` for what is none. */
export function bounded(value: unknown, least: number, most: number): number | undefined {
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  return Math.min(Math.max(Math.trunc(value), least), most);
}

/** The fields that are known. */
export function known(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
