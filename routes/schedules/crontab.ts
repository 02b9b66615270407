import { wallTime } from "../../scheduler/cron/mod.ts";
import {
  type CrontabJob,
  type CrontabLine,
  keyOfProgram,
  programArgsOf,
  programJobClass,
  readCrontab,
} from "../../scheduler/cron/crontab/mod.ts";
import { describeSchedule } from "../../scheduler/cron/words/describe.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { draftSchedule, nextFire } from "../../scheduler/model/schedule.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { CrontabAnswer, CrontabRequest } from "../contract/jobs/crontabs.ts";
import { isoTime } from "../http/times.ts";
import { scheduleToWire } from "./wire.ts";

/** What the answer depends on besides the text. */
export interface CrontabServer {
  readonly now: Instant;
  /** The zone of lines without CRON_TZ, if the body names none. */
  readonly timeZone: string;
  /** The user that runs commands, and the home folder of that user. */
  readonly runsAs: string | undefined;
  readonly home: string | undefined;
  /** The jobs that the caller may see. */
  readonly jobs: Iterable<Pick<Job, "id" | "jobClass" | "pubArgs" | "schedule">>;
}

type LineAnswer = CrontabAnswer["lines"][number];
type JobAnswer = LineAnswer["jobs"][number];

/** What each line of a crontab becomes, and which of its jobs are there already. It makes nothing. */
export function crontabAnswer(sent: CrontabRequest, server: CrontabServer): CrontabAnswer {
  const { form, lines } = readCrontab(sent.text, {
    form: sent.form ?? undefined,
    path: sent.path ?? undefined,
    timeZone: sent.timezone ?? server.timeZone,
    runsAs: server.runsAs,
    home: server.home,
    takesOtherUsers: sent.other_users ?? undefined,
  });
  const existing = existingByKey(server.jobs);
  return {
    form,
    lines: lines.map((line) =>
      lineToWire(line, (job) => jobToWire(job, existing.get(job.key) ?? "", server.now))
    ),
  };
}

function existingByKey(jobs: CrontabServer["jobs"]): ReadonlyMap<string, string> {
  const existing = new Map<string, string>();
  for (const { id, jobClass, pubArgs, schedule } of jobs) {
    const key = keyOfProgram(schedule, schedule.timeZone, jobClass, pubArgs);
    if (key !== undefined) existing.set(key, id);
  }
  return existing;
}

function lineToWire(line: CrontabLine, toWire: (job: CrontabJob) => JobAnswer): LineAnswer {
  return {
    line: line.line,
    kind: line.kind,
    reason: line.kind === "refused" ? line.reason : "",
    field: line.kind === "refused" ? wireFieldOf(line.field) : "",
    notes: line.kind === "job" || line.kind === "variable" ? [...line.notes] : [],
    jobs: line.kind === "job" ? line.jobs.map(toWire) : [],
  };
}

function wireFieldOf(field: string | undefined): string {
  return field === "dayOfWeek" ? "day_of_week" : field ?? "";
}

function jobToWire(job: CrontabJob, existingId: string, now: Instant): JobAnswer {
  const schedule = draftSchedule(job.fields, job.timeZone);
  // A schedule that never fires is refused by readCrontab(); far beyond the present there may be no fire left.
  const fire = nextFire(schedule, now) ?? now;
  return {
    job: {
      name: job.name,
      job_class_string: programJobClass,
      pub_args: [...programArgsOf(job)],
      ...scheduleToWire(schedule),
      ...(job.delaySeconds === undefined ? {} : { jitter_seconds: job.delaySeconds }),
    },
    user: job.user ?? "",
    key: job.key,
    existing_job_id: existingId,
    descriptions: {
      en: describeSchedule(schedule, "en"),
      "zh-TW": describeSchedule(schedule, "zh-TW"),
    },
    next_fire: { time: isoTime(fire), local_time: wallTime(schedule.timeZone, fire) },
  };
}
