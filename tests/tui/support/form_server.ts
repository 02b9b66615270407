import type { ApiKey } from "../../../routes/contract/access/api_keys.ts";
import type { Category } from "../../../routes/contract/access/categories.ts";
import type { JobClass } from "../../../routes/contract/jobs/job_classes.ts";
import { CrontabRequest } from "../../../routes/contract/jobs/crontabs.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { SchedulePreview } from "../../../routes/contract/jobs/schedules.ts";
import { crontabAnswer, type CrontabServer } from "../../../routes/schedules/crontab.ts";
import type { User } from "../../../routes/contract/access/users.ts";
import type { Client } from "../../../tui/server/client.ts";
import type { Answer, Failure } from "../../../tui/server/http.ts";
import { aJob, good, iso, start } from "./builders.ts";

export const awesome = "simple_scheduler.jobs.sample_job.AwesomeJob";
export const program = "carillon.jobs.ProgramJob";
export const shell = "simple_scheduler.jobs.shell_job.ShellJob";

export const jobClasses: readonly JobClass[] = [
  {
    job_class_string: awesome,
    notes: "Returns its arguments.",
    available: true,
    arguments: [
      { name: "first", type: "any", description: "Returned as it is.", required: true },
      { name: "second", type: "string", description: "A text.", required: false },
    ],
    example: ["one", "two"],
  },
  {
    job_class_string: shell,
    notes: "Runs a program.",
    available: true,
    arguments: [
      { name: "program", type: "string", description: "Its path.", required: true },
      { name: "...arguments", type: "string", description: "Passed on.", required: false },
    ],
    example: ["df", "-h"],
  },
  {
    job_class_string: program,
    notes: "Runs a command of a crontab.",
    available: true,
    arguments: [
      { name: "program", type: "string", description: "Its path.", required: true },
      { name: "...arguments", type: "any", description: "Passed on.", required: false },
    ],
    example: ["sh", "-c", "true", {}],
  },
];

export function aCategory(given: Partial<Category> = {}): Category {
  return {
    id: 1,
    name: "default",
    description: "",
    created_at: iso(start),
    updated_at: iso(start),
    ...given,
  };
}

export function aUser(given: Partial<User> = {}): User {
  return {
    id: 1,
    username: "admin",
    category_id: 0,
    is_admin: true,
    is_permission: true,
    created_at: iso(start - 86_400_000),
    updated_at: iso(start - 86_400_000),
    ...given,
  };
}

export function aKey(given: Partial<ApiKey> = {}): ApiKey {
  return {
    id: 1,
    name: "reports",
    category_id: 1,
    access: "read",
    expires_at: "",
    created_by: "admin",
    created_at: iso(start),
    last_used_at: "",
    ...given,
  };
}

export function aPreview(given: Partial<SchedulePreview> = {}): SchedulePreview {
  return {
    month: "*",
    day: "*",
    week: "*",
    day_of_week: "*",
    hour: "*",
    minute: "*/20",
    timezone: "Asia/Taipei",
    description: "every 20 minutes",
    descriptions: { en: "every 20 minutes", "zh-TW": "每 20 分鐘" },
    fires: [0, 20, 40].map((minutes) => ({
      time: iso(start + minutes * 60_000),
      local_time: `2026-11-22T14:${String(minutes).padStart(2, "0")}:00+08:00`,
      moved_from: "",
    })),
    ...{ not_on: [], only_on: [], starts_at: "", ends_at: "", excluded: [] },
    note: "",
    ...given,
  };
}

export function refusal(
  status: number,
  error: string,
  details: Failure["details"] = [],
): Promise<Answer<never>> {
  return Promise.resolve({ ok: false, failure: { status, code: "bad", error, details } });
}

/** Reads a crontab as the server does, or as a test decides. */
type CrontabReading = (body: unknown) => ReturnType<Client["readCrontab"]>;

/** A server that keeps one job and records the requests. */
export class FormServer {
  job: Job;
  readonly asked: { what: string; body: unknown; etag?: string | undefined; once?: string }[] = [];
  /** The answer to the next change. */
  refuses: Promise<Answer<never>> | undefined;
  /** The jobs that the crontab import finds. */
  crontabJobs: CrontabServer["jobs"] = [];
  readsCrontab: CrontabReading = (body) =>
    good(crontabAnswer(CrontabRequest.parse(body), {
      now: start,
      timeZone: "Asia/Taipei",
      runsAs: "carillon",
      home: "/home/carillon",
      jobs: this.crontabJobs,
    }));
  previews: Answer<SchedulePreview> = { ok: true, value: aPreview() };

  constructor(job: Job = aJob()) {
    this.job = job;
  }

  readonly client: Partial<Client> = {
    jobClasses: () => good({ job_classes: [...jobClasses] }),
    job: () => good(this.job),
    jobToEdit: () =>
      Promise.resolve({ ok: true, value: this.job, etag: `"v${this.job.version}"` } as const),
    previewSchedule: (body) => {
      this.asked.push({ what: "preview", body });
      return Promise.resolve(this.previews);
    },
    readCrontab: (body) => {
      this.asked.push({ what: "crontab", body });
      return this.readsCrontab(body);
    },
    createJob: (body, once = "") => {
      this.asked.push({ what: "create", body, once });
      return this.#answer({ job_id: this.job.job_id });
    },
    changeJob: (id, body, etag) => {
      this.asked.push({ what: `change ${id}`, body, etag });
      if (etag !== undefined && etag !== `"v${this.job.version}"`) {
        return refusal(412, "It has been changed since.");
      }
      return this.#answer({ job_id: id });
    },
  };

  #answer<T>(value: T): Promise<Answer<T>> {
    const refused = this.refuses;
    this.refuses = undefined;
    return refused ?? good(value);
  }

  sent(): { what: string; body: unknown; etag?: string | undefined }[] {
    return this.asked.filter(({ what }) => what !== "preview" && what !== "crontab");
  }
}
