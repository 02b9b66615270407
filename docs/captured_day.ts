/** The records behind the captures in docs/dashboard.md: always the same, at one moment that stands still. */
import type { JobId } from "../scheduler/model/ids.ts";
import type { Job } from "../scheduler/model/job.ts";
import type { Execution } from "../scheduler/model/execution.ts";
import { draftSchedule } from "../scheduler/model/schedule.ts";
import { hour, minute, second } from "../scheduler/model/time.ts";
import { writeLog } from "../scheduler/store/history/execution_logs.ts";
import { addJob } from "../scheduler/store/jobs/jobs.ts";
import { Commit, commit } from "../scheduler/store/kv/commit.ts";
import type { TestApi } from "../tests/support/app.ts";
import { aJob } from "../tests/support/builders.ts";
import {
  anEnded,
  aReady as ready,
  aRunning,
  aSkipped,
  storeExecutions,
} from "../tests/support/executions.ts";

const fireOf = (job: Job, at: number) => ready(job, at, { trigger: "schedule" });
const refused = { kind: "failed", reason: "ECONNREFUSED db:5432", result: "" } as const;
const rows = (count: number) =>
  ({ kind: "succeeded", result: `{"rows":${count},"table":"invoices"}` }) as const;

/** The job and the execution that the captures open. */
export interface CapturedDay {
  readonly job: JobId;
  readonly run: string;
  readonly jobs: readonly Job[];
}

export async function seedDay(api: TestApi): Promise<CapturedDay> {
  const minuteBegin = api.clock.now();
  // A moment within a minute, as it usually is.
  api.clock.advance(20 * second);
  const now = api.clock.now();
  const jobs = someJobs(now);
  const work = new Commit();
  for (const job of jobs) addJob(work, undefined, job);
  await commit(api.db, work, now);
  const [billing, digest, backup] = jobs as [Job, Job, Job];
  const failed = anEnded(fireOf(billing, minuteBegin - 5 * minute), refused, 340);
  const executions = [...pastOf(jobs, minuteBegin), failed, ...presentOf(digest, backup, now)];
  await storeExecutions(api.db, executions, now);
  await writeOutput(api, failed);
  return { job: billing.id, run: failed.id, jobs };
}

/** Further alarms: one of the same error text as an open one, and one that somebody looks after. */
export async function seedInbox(api: TestApi, { jobs }: CapturedDay): Promise<void> {
  const now = api.clock.now();
  const [, , , warmUp, japanese] = jobs as [Job, Job, Job, Job, Job];
  const end = (job: Job, ago: number, reason: string) =>
    anEnded(fireOf(job, now - ago), { kind: "failed", reason, result: "" }, 900);
  const ends = [
    end(japanese, 30 * minute, "ECONNREFUSED db:5433"),
    end(warmUp, 12 * minute, "HTTP 503 from cache-2"),
  ];
  await storeExecutions(api.db, ends, now);
  const { alarms } = (await api.admin.get(`/alarms?job_id=${warmUp.id}&state=open`)).body;
  const note = { note: "the cache restarts" };
  await api.admin.post(`/alarms/${alarms[0].alarm_id}/acknowledge`, note);
}

/** Calendars of days, of weekly windows and of single times, and jobs that use them. */
export async function seedCalendars(api: TestApi, { jobs }: CapturedDay): Promise<void> {
  const day = (from: string, name: string) => ({ from, name });
  const calendars = [
    {
      ...{ name: "Holidays", timezone: "Asia/Taipei", description: "Days without exports" },
      dates: [
        { from: "2026-02-27", to: "2026-03-01", name: "Peace memorial" },
        day("2026-04-03", "Children's day"),
        day("2026-04-06", "Tomb sweeping day"),
        day("2026-05-01", "Workers' day"),
      ],
    },
    {
      ...{ name: "Nights", timezone: "UTC" },
      windows: [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "22:00", to: "06:00" }],
    },
    { ...{ name: "Month end", timezone: "UTC" }, dates: [day("2026-03-31", "The books close")] },
  ];
  const ids: number[] = [];
  for (const calendar of calendars) {
    ids.push((await api.admin.post("/calendars", calendar)).body.id);
  }
  const [holidays, , monthEnd] = ids;
  const [billing, digest] = jobs as [Job, Job];
  await api.admin.put(`/jobs/${billing.id}`, { not_on: [holidays] });
  await api.admin.put(`/jobs/${digest.id}`, { not_on: [holidays, monthEnd] });
}

function someJobs(now: number): Job[] {
  let made = 0;
  const job = (name: string, cron: Record<string, string>, zone = "UTC", more = {}) =>
    withFixedId(aJob(now + made++, { name, schedule: draftSchedule(cron, zone), ...more }));
  const named = [
    job("billing-export", { minute: "*/15" }, "UTC", { pubArgs: ["db:5432", "invoices"] }),
    job("mail-digest", { minute: "*/5" }),
    job("nightly-db-backup", { minute: "0", hour: "2" }),
    job("search-warmup", { minute: "*/10" }),
    job("夜間バックアップ", { minute: "30" }, "Asia/Tokyo"),
  ];
  // All at once, an hour from now: a pile-up.
  const reports = Array.from(
    { length: 24 },
    (_, i) =>
      job(`report-${String(i + 1).padStart(2, "0")}`, {
        minute: "0",
        hour: String((new Date(now).getUTCHours() + 1) % 24),
      }),
  );
  return [...named, ...reports];
}

/** The first digits of an id are its time. The other ones are random, but a capture shows some of them. */
function withFixedId(job: Job): Job {
  return { ...job, id: `${job.id.slice(0, 13)}0008${"0".repeat(15)}` as JobId };
}

/** The ends of the last hours, and fires that nobody ran while no server was up. */
function pastOf(jobs: readonly Job[], now: number): Execution[] {
  const [billing, digest, , warmUp, japanese] = jobs as [Job, Job, Job, Job, Job];
  const every = (job: Job, ms: number, count: number, one: (at: number, i: number) => Execution) =>
    Array.from({ length: count }, (_, i) => one(now - (count - i) * ms + jobs.indexOf(job), i));
  return [
    ...every(
      billing,
      15 * minute,
      11,
      (at, i) => anEnded(fireOf(billing, at), i > 7 ? refused : rows(41 + i), 300 + i * 7),
    ),
    ...every(digest, 5 * minute, 30, (at, i) => {
      const fire = fireOf(digest, at);
      return i === 12 || i === 13 ? aSkipped(fire) : anEnded(fire, rows(i), 700 + (i % 3) * 40);
    }),
    ...every(warmUp, 10 * minute, 12, (at) => anEnded(fireOf(warmUp, at), rows(3), 255)),
    ...every(japanese, hour, 4, (at) => anEnded(fireOf(japanese, at), rows(9), 610)),
  ];
}

/** One that has just begun, and one that runs for long. */
function presentOf(digest: Job, backup: Job, now: number): Execution[] {
  return [
    aRunning(fireOf(digest, now - 4 * second)),
    aRunning(fireOf(backup, now - 12 * minute)),
  ];
}

async function writeOutput(api: TestApi, { id, scheduledAt }: Execution): Promise<void> {
  const lines = [
    ["info", "connecting to db:5432"],
    ["info", "reading table invoices since 2026-03-02T09:45:00Z"],
    ["warn", "no answer for 250 ms"],
    ["error", "ECONNREFUSED db:5432"],
    ["info", "nothing was exported"],
  ] as const;
  const written = lines.map(([level, message], i) => ({
    at: scheduledAt + second + i * 80,
    attempt: 1,
    level,
    message,
  }));
  await writeLog(api.db, id, 0, { attempt: 1, lines: written }, undefined, api.clock.now());
}
