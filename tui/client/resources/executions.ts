import { followLog, type FollowOptions, type LogFollowed } from "../following.ts";
import type { CallOptions, Http, MakeOptions } from "../http.ts";
import { eachOf } from "../pages.ts";
import { pathOf } from "../request.ts";
import type {
  Execution,
  ExecutionList,
  ExecutionLog,
  ExecutionRef,
  ListExecutionsOfJobQuery,
  ListExecutionsQuery,
  RetryRequest,
  RunAnswer,
  RunRequest,
} from "../types.ts";

/** The calls about executions. */
export class Executions {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** One page, or the whole range without `limit`. Without a range: the last ten minutes. */
  list(query: ListExecutionsQuery = {}, options?: CallOptions): Promise<ExecutionList> {
    return this.#http.call({ path: "executions", query }, options);
  }
  /** Each execution of the range, read page by page. Without a range: the last ten minutes. */
  each(query: ListExecutionsQuery = {}, options?: CallOptions): AsyncGenerator<Execution> {
    const entries = (list: ExecutionList) => list.executions;
    return eachOf(this.#http, "executions", query, entries, options);
  }
  /** Each execution of a job, read page by page. */
  eachOfJob(
    jobId: string,
    query: ListExecutionsOfJobQuery = {},
    options?: CallOptions,
  ): AsyncGenerator<Execution> {
    const entries = (list: ExecutionList) => list.executions;
    return eachOf(this.#http, pathOf`jobs/${jobId}/executions`, query, entries, options);
  }
  get(id: string, options?: CallOptions): Promise<Execution> {
    return this.#http.call({ path: pathOf`executions/${id}` }, options);
  }
  /** Runs a job now, or at `run_at`. */
  run(jobId: string, request: RunRequest = {}, options?: MakeOptions): Promise<RunAnswer> {
    return this.#http.make({ path: pathOf`executions/${jobId}`, body: request }, options);
  }
  /** Runs an execution that has ended once more. */
  retry(id: string, request: RetryRequest = {}, options?: MakeOptions): Promise<RunAnswer> {
    return this.#http.make({ path: pathOf`executions/${id}/retry`, body: request }, options);
  }
  stop(id: string, options?: CallOptions): Promise<ExecutionRef> {
    return this.#http.call({ method: "DELETE", path: pathOf`executions/${id}` }, options);
  }
  log(id: string, options?: CallOptions): Promise<ExecutionLog> {
    return this.#http.call({ path: pathOf`executions/${id}/logs` }, options);
  }
  /** The output: the lines that are there, then each new one, and at last the end. */
  follow(id: string, options: FollowOptions = {}): AsyncGenerator<LogFollowed> {
    return followLog(this.#http, id, options);
  }
}
