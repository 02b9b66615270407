import type { CallOptions, ChangeOptions, Http, MakeOptions, Tagged } from "../http.ts";
import { eachOf } from "../pages.ts";
import { pathOf } from "../request.ts";
import type {
  Crontab,
  CrontabRequest,
  Job,
  JobClass,
  JobClassList,
  JobEdit,
  JobList,
  JobPauseRequest,
  JobRef,
  ListedJob,
  ListJobsQuery,
  NewJob,
  SchedulePreview,
  SchedulePreviewRequest,
} from "../types.ts";

/** The calls about jobs. */
export class Jobs {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** One page, or the whole list without `limit`. */
  list(query: ListJobsQuery = {}, options?: CallOptions): Promise<JobList> {
    return this.#http.call({ path: "jobs", query }, options);
  }
  /** Each job of the list, read page by page. */
  each(query: ListJobsQuery = {}, options?: CallOptions): AsyncGenerator<ListedJob> {
    // A page that includes the last executions has at most 100 jobs.
    const asked = query.include === undefined ? query : { limit: 100, ...query };
    return eachOf(this.#http, "jobs", asked, (list: JobList) => list.jobs, options);
  }
  get(id: string, options?: CallOptions): Promise<Job> {
    return this.#http.call({ path: pathOf`jobs/${id}` }, options);
  }
  /** The job, and its version for `change()`. */
  getTagged(id: string, options?: CallOptions): Promise<Tagged<Job>> {
    return this.#http.tagged({ path: pathOf`jobs/${id}` }, options);
  }
  create(job: NewJob, options?: MakeOptions): Promise<JobRef> {
    return this.#http.make({ path: "jobs", body: job }, options);
  }
  /** Fields that are not sent keep their values. */
  change(id: string, edit: JobEdit, options?: ChangeOptions): Promise<JobRef> {
    return this.#http.change({ path: pathOf`jobs/${id}`, body: edit }, options);
  }
  delete(id: string, options?: CallOptions): Promise<JobRef> {
    return this.#http.call({ method: "DELETE", path: pathOf`jobs/${id}` }, options);
  }
  pause(id: string, options?: CallOptions): Promise<JobRef> {
    return this.#http.call({ method: "PATCH", path: pathOf`jobs/${id}` }, options);
  }
  /** Pauses a job with a reason; with `until` the pause ends by itself. */
  pauseUntil(id: string, pause: JobPauseRequest, options?: CallOptions): Promise<JobRef> {
    const path = pathOf`jobs/${id}/pause`;
    return this.#http.call({ method: "POST", path, body: pause }, options);
  }
  resume(id: string, options?: CallOptions): Promise<JobRef> {
    return this.#http.call({ method: "OPTIONS", path: pathOf`jobs/${id}` }, options);
  }
  async classes(options?: CallOptions): Promise<readonly JobClass[]> {
    const list = await this.#http.call<JobClassList>({ path: "job_classes" }, options);
    return list.job_classes;
  }
  /** What a schedule means, and when it fires next. */
  preview(schedule: SchedulePreviewRequest, options?: CallOptions): Promise<SchedulePreview> {
    const path = "schedules/preview";
    return this.#http.call({ method: "POST", path, body: schedule }, options);
  }
  /** What each line of a crontab becomes. Makes nothing. */
  readCrontab(crontab: CrontabRequest, options?: CallOptions): Promise<Crontab> {
    return this.#http.call({ method: "POST", path: "schedules/crontab", body: crontab }, options);
  }
}
