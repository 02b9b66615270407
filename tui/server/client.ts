import { LoggedIn, Verified } from "../../routes/contract/access/auth.ts";
import { ApiKeyList, ApiKeyRef, MadeApiKey } from "../../routes/contract/access/api_keys.ts";
import { Category, CategoryList, CategoryRef } from "../../routes/contract/access/categories.ts";
import { CrontabAnswer } from "../../routes/contract/jobs/crontabs.ts";
import { ExecutionLog } from "../../routes/contract/history/execution_logs.ts";
import {
  Execution,
  ExecutionList,
  ExecutionRef,
} from "../../routes/contract/history/executions.ts";
import { JobClassList } from "../../routes/contract/jobs/job_classes.ts";
import { JobRef } from "../../routes/contract/jobs/jobs.ts";
import { LogList } from "../../routes/contract/history/logs.ts";
import { RunAnswer } from "../../routes/contract/jobs/runs.ts";
import { SchedulePreview } from "../../routes/contract/jobs/schedules.ts";
import { SecurityLogList } from "../../routes/contract/history/security_logs.ts";
import { SessionRef } from "../../routes/contract/access/sessions.ts";
import { Stats } from "../../routes/contract/history/stats.ts";
import { Upcoming } from "../../routes/contract/jobs/upcoming.ts";
import { User, UserList, UserRef } from "../../routes/contract/access/users.ts";
import { followEvents, followLog } from "./following.ts";
import { cleanOutput } from "../terminal/output_text.ts";
import { type Answer, Http, type Query } from "./http.ts";
import { type Body, ifMatch, onlyOnce, WatchingCalls } from "./watching_calls.ts";
import { Job, JobList } from "./older_answers.ts";

export type { Followed, LogFollowed } from "./following.ts";

/** Older servers return the id only. */
const Ran = RunAnswer.partial({ state: true, description: true });

/** The API of the service: one method for each endpoint. Answers are checked by the contract; failures are values. */
export class Client extends WatchingCalls {
  readonly #server: string;
  readonly #fetch: typeof fetch;

  /** @param lapsed is called when the server refuses the token. */
  constructor(server: string, lapsed: () => void, fetchLike: typeof fetch = fetch) {
    super(new Http(server, lapsed, fetchLike));
    this.#server = server;
    this.#fetch = fetchLike;
  }

  get token(): string | undefined {
    return this.http.token;
  }

  setToken(token: string | undefined): void {
    this.http.token = token;
  }
  /** After this, no call returns and no stream yields: the user has gone to another server or account. */
  close(): void {
    this.http.close();
  }
  /**
   * Logs in at any server. This client keeps its own server and token.
   * @param known a token that this server gave the same user before, expired or not. It makes this device a known
   * one, which need not wait when others at its address failed to log in.
   */
  logIn(server: string, username: string, password: string, known?: string) {
    const http = new Http(server, () => {}, this.#fetch);
    http.token = known;
    const body = { username, password };
    return http.call({ method: "POST", path: "auth/login", body, schema: LoggedIn });
  }
  /** Ends the log-in at the server. The answer comes also after this client was closed. */
  logOut() {
    const http = new Http(this.#server, () => {}, this.#fetch);
    http.token = this.http.token;
    return http.call({ method: "POST", path: "auth/logout", schema: SessionRef });
  }
  verify() {
    return this.http.call({ path: "auth/verify", schema: Verified });
  }

  jobs(query: Query = {}) {
    return this.http.call({ path: "jobs", query, schema: JobList });
  }
  job(id: string) {
    return this.http.call({ path: `jobs/${id}`, schema: Job });
  }
  /** The job with its texts unchanged, because a form sends them back. Clean them before they are drawn. */
  jobToEdit(id: string) {
    return this.http.call({ path: `jobs/${id}`, schema: Job, raw: true });
  }
  /** @param once an idempotency key: the server creates the job once, even if the request is sent twice. */
  createJob(body: Body, once?: string) {
    return this.http.call({
      method: "POST",
      path: "jobs",
      body,
      schema: JobRef,
      ...onlyOnce(once),
    });
  }
  /** @param etag of the version that was edited. The answer is 412 when the job has changed since. */
  changeJob(id: string, body: Body, etag?: string) {
    return this.http.call({
      method: "PUT",
      path: `jobs/${id}`,
      body,
      schema: JobRef,
      ...ifMatch(etag),
    });
  }
  deleteJob(id: string) {
    return this.http.call({ method: "DELETE", path: `jobs/${id}`, schema: JobRef });
  }
  /** @param body the reason, the end, and what becomes of the fires meanwhile. */
  pauseJob(id: string, body?: Body) {
    return body === undefined
      ? this.http.call({ method: "PATCH", path: `jobs/${id}`, schema: JobRef })
      : this.http.call({ method: "POST", path: `jobs/${id}/pause`, body, schema: JobRef });
  }
  resumeJob(id: string) {
    return this.http.call({ method: "OPTIONS", path: `jobs/${id}`, schema: JobRef });
  }
  jobExecutions(id: string, query: Query = {}) {
    return this.http.call({ path: `jobs/${id}/executions`, query, schema: ExecutionList });
  }
  jobClasses() {
    return this.http.call({ path: "job_classes", schema: JobClassList });
  }

  executions(query: Query = {}) {
    return this.http.call({ path: "executions", query, schema: ExecutionList });
  }
  execution(id: string) {
    return this.http.call({ path: `executions/${id}`, schema: Execution });
  }
  runJob(id: string, body?: Body) {
    const given = body === undefined ? {} : { body };
    return this.http.call({ method: "POST", path: `executions/${id}`, ...given, schema: Ran });
  }
  retryExecution(id: string, body?: Body) {
    const given = body === undefined ? {} : { body };
    const path = `executions/${id}/retry`;
    return this.http.call({ method: "POST", path, ...given, schema: Ran });
  }
  stopExecution(id: string) {
    return this.http.call({ method: "DELETE", path: `executions/${id}`, schema: ExecutionRef });
  }
  /** The messages keep the colours and carriage returns of the program. */
  async executionLog(id: string): Promise<Answer<ExecutionLog>> {
    const call = { path: `executions/${id}/logs`, schema: ExecutionLog, raw: true };
    const answer = await this.http.call(call);
    if (!answer.ok) return answer;
    const logs = answer.value.logs.map((line) => ({ ...line, message: cleanOutput(line.message) }));
    return { ...answer, value: { ...answer.value, logs } };
  }

  logs(query: Query = {}) {
    return this.http.call({ path: "logs", query, schema: LogList });
  }

  securityLogs(query: Query = {}) {
    const asked = { ...query, kind: "security" };
    return this.http.call({ path: "logs", query: asked, schema: SecurityLogList });
  }
  stats(query: Query = {}) {
    return this.http.call({ path: "stats", query, schema: Stats });
  }
  /** The fires of a time range; without one, of the next ten minutes. */
  upcoming(query: Query = {}) {
    return this.http.call({ path: "upcoming", query, schema: Upcoming });
  }
  /** What schedule fields or a crontab expression mean. The details of a failure name the wrong field. */
  previewSchedule(body: Body, signal?: AbortSignal) {
    const path = "schedules/preview";
    return this.http.call({ method: "POST", path, body, signal, schema: SchedulePreview });
  }
  /** What each line of a crontab becomes, with its texts unchanged, because they are sent back to make jobs. */
  readCrontab(body: Body) {
    const path = "schedules/crontab";
    return this.http.call({ method: "POST", path, body, schema: CrontabAnswer, raw: true });
  }

  apiKeys(query: Query = {}) {
    return this.http.call({ path: "api_keys", query, schema: ApiKeyList });
  }
  createApiKey(body: Body, once?: string) {
    return this.http.call({
      method: "POST",
      path: "api_keys",
      body,
      schema: MadeApiKey,
      ...onlyOnce(once),
    });
  }
  deleteApiKey(id: number) {
    return this.http.call({ method: "DELETE", path: `api_keys/${id}`, schema: ApiKeyRef });
  }

  categories() {
    return this.http.call({ path: "categories", schema: CategoryList });
  }
  category(id: number) {
    return this.http.call({ path: `categories/${id}`, schema: Category });
  }
  /** As jobToEdit(). */
  categoryToEdit(id: number) {
    return this.http.call({ path: `categories/${id}`, schema: Category, raw: true });
  }
  createCategory(body: Body, once?: string) {
    return this.http.call({
      method: "POST",
      path: "categories",
      body,
      schema: CategoryRef,
      ...onlyOnce(once),
    });
  }
  changeCategory(id: number, body: Body, etag?: string) {
    const path = `categories/${id}`;
    return this.http.call({ method: "PUT", path, body, schema: CategoryRef, ...ifMatch(etag) });
  }
  deleteCategory(id: number) {
    return this.http.call({ method: "DELETE", path: `categories/${id}`, schema: CategoryRef });
  }

  users(query: Query = {}) {
    return this.http.call({ path: "users", query, schema: UserList });
  }
  user(id: number) {
    return this.http.call({ path: `users/${id}`, schema: User });
  }
  /** As jobToEdit(). */
  userToEdit(id: number) {
    return this.http.call({ path: `users/${id}`, schema: User, raw: true });
  }
  createUser(body: Body, once?: string) {
    return this.http.call({
      method: "POST",
      path: "users",
      body,
      schema: UserRef,
      ...onlyOnce(once),
    });
  }
  changeUser(id: number, body: Body, etag?: string) {
    return this.http.call({
      method: "PUT",
      path: `users/${id}`,
      body,
      schema: UserRef,
      ...ifMatch(etag),
    });
  }
  /** @param apiKeys what becomes of the API keys that the user made. Without it, the answer is 409 if there are any. */
  deleteUser(id: number, apiKeys?: "revoke" | "keep") {
    const query = { api_keys: apiKeys };
    return this.http.call({ method: "DELETE", path: `users/${id}`, query, schema: UserRef });
  }

  /** The events after `lastEventId`. Ends with the connection and never throws. */
  events(lastEventId: string | undefined, signal: AbortSignal) {
    return followEvents(this.http, lastEventId, signal);
  }
  /** The output lines of an execution: those that are there, then each new one. */
  followLog(id: string, signal: AbortSignal) {
    return followLog(this.http, id, signal);
  }
}
