import { tellRead } from "./telling_reads.ts";
import type { App } from "../app.ts";
import { jobsByCalendar } from "../state/selectors.ts";
import { mostPast, type Past } from "../state/server/executions.ts";
import { seenCategory } from "../state/rights.ts";
import { goTo } from "./session.ts";
import type { Query } from "./http.ts";

const pageSize = 1000;
/** The largest page of jobs that includes their last executions. */
const historyPageSize = 100;
/** How far back executions are read at first. */
const recentMs = 24 * 3_600_000;

/** Reads everything that happened before the event stream began. */
export class Reader {
  readonly #app: App;
  #reading: Promise<void> | undefined;
  #isAskedAgain = false;

  constructor(app: App) {
    this.#app = app;
  }

  /** A call during a read makes it read once more, because that read may have begun before the change. */
  readAll(): Promise<void> {
    if (this.#reading !== undefined) {
      this.#isAskedAgain = true;
      return this.#reading;
    }
    this.#reading = this.#read().finally(() => this.#reading = undefined);
    return this.#reading;
  }

  async #read(): Promise<void> {
    const app = this.#app;
    do {
      this.#isAskedAgain = false;
      await Promise.all([
        readJobs(app),
        readExecutions(app),
        readRunning(app),
        // Before all others, because the head and the first pane of home tell of them.
        readFailing(app),
        readAlarms(app),
        readPauses(app),
        readCategories(app),
        readAccount(app),
      ]);
      // All histories include those of the jobs that fail, also where the server does not know the filter.
      // The page of a job names its calendars.
      if (jobsByCalendar(app.state.jobs.byId).size > 0) await readCalendars(app);
      if (await readHistories(app, {})) app.dispatch({ type: "counted", of: "failing" });
    } while (this.#isAskedAgain);
  }
}

async function readJobs(app: App): Promise<void> {
  const client = await app.client();
  app.dispatch({ type: "jobs_loading" });
  let cursor: string | undefined;
  do {
    const answer = await client.jobs({ limit: pageSize, cursor });
    tellRead(app, "jobs", answer);
    if (!answer.ok) return app.dispatch({ type: "jobs_failed" });
    cursor = answer.value.next_cursor;
    app.dispatch({ type: "jobs_page", jobs: answer.value.jobs, isLast: cursor === undefined });
  } while (cursor !== undefined);
  app.dispatch({ type: "counted", of: "jobs" });
}

/** Reads the last executions of each job. That takes many small pages, so it comes last. */
/** @returns whether all pages were read. */
async function readHistories(app: App, which: Query): Promise<boolean> {
  const client = await app.client();
  const include = `last_executions:${mostPast}`;
  let cursor: string | undefined;
  do {
    const answer = await client.jobs({ ...which, limit: historyPageSize, include, cursor });
    if (!answer.ok) return false;
    cursor = answer.value.next_cursor;
    const histories = answer.value.jobs.map(({ job_id: jobId, last_executions = [] }) => {
      const past = last_executions.map((one): Past => ({
        execution_id: one.execution_id,
        state: one.state,
        at: one.scheduled_time,
        ended: one.ended_time,
        duration_ms: one.duration_ms,
        description: one.description ?? "",
      }));
      return { jobId, past };
    }).filter(({ past }) => past.length > 0);
    // An older server ignores the parameter: asking for the other pages would give nothing either.
    const isOlder = answer.value.jobs.length > 0 &&
      answer.value.jobs.every((job) => job.last_executions === undefined);
    if (isOlder) return false;
    app.dispatch({ type: "history_known", histories });
  } while (cursor !== undefined);
  return true;
}

async function readFailing(app: App): Promise<void> {
  if (await readHistories(app, { state: "failing" })) {
    app.dispatch({ type: "counted", of: "failing" });
  }
}

async function readExecutions(app: App): Promise<void> {
  const client = await app.client();
  app.dispatch({ type: "executions_loading" });
  const from = new Date(app.state.now - recentMs).toISOString();
  const answer = await client.executions({ time_range_start: from, limit: pageSize });
  if (!answer.ok) return app.dispatch({ type: "executions_failed" });
  app.dispatch({ type: "executions_page", executions: answer.value.executions });
}

/** Reads all executions that run, however long ago they were due. */
async function readRunning(app: App): Promise<void> {
  const client = await app.client();
  let cursor: string | undefined;
  do {
    const query = { state: "running,stopping", limit: pageSize, cursor };
    const answer = await client.executions(query);
    tellRead(app, "running", answer);
    if (!answer.ok) return;
    cursor = answer.value.next_cursor;
    app.dispatch({ type: "executions_running", executions: answer.value.executions });
  } while (cursor !== undefined);
  app.dispatch({ type: "counted", of: "running" });
}

/** Reads the pauses of categories and of everything. An older server has none. */
async function readPauses(app: App): Promise<void> {
  const answer = await (await app.client()).pauses();
  if (answer.ok) app.dispatch({ type: "pauses_read", pauses: answer.value.pauses });
}

/** Reads all calendars. From then on the event stream tells of them. */
export async function readCalendars(app: App): Promise<void> {
  const client = await app.client();
  app.dispatch({ type: "calendars_loading" });
  const answer = await client.calendars();
  tellRead(app, "calendars", answer);
  if (answer.ok) app.dispatch({ type: "calendars_read", calendars: answer.value.calendars });
  else {
    const { error, status } = answer.failure;
    app.dispatch({ type: "calendars_failed", error, isMissing: status === 404 });
  }
}

/** Reads all open alarms. An older server has none. */
async function readAlarms(app: App): Promise<void> {
  const client = await app.client();
  app.dispatch({ type: "alarms_loading" });
  let cursor: string | undefined;
  do {
    const answer = await client.alarms({ state: "open", limit: pageSize, cursor });
    tellRead(app, "alarms", answer);
    if (!answer.ok) {
      const isMissing = answer.failure.status === 404;
      app.dispatch({ type: "alarms_failed", isMissing });
      if (isMissing) app.dispatch({ type: "counted", of: "alarms" });
      return;
    }
    cursor = answer.value.next_cursor;
    const { alarms } = answer.value;
    app.dispatch({ type: "alarms_page", alarms, isLast: cursor === undefined });
  } while (cursor !== undefined);
  app.dispatch({ type: "counted", of: "alarms" });
}

/** Reads all categories. From then on the event stream tells of them. */
export async function readCategories(app: App): Promise<void> {
  app.dispatch({ type: "categories_loading" });
  const answer = await (await app.client()).categories();
  tellRead(app, "categories", answer);
  if (answer.ok) app.dispatch({ type: "categories_read", categories: answer.value.categories });
  else app.dispatch({ type: "categories_failed", error: answer.failure.error });
}

/** Reads the account, because its rights may have changed since the token was issued. */
export async function readAccount(app: App): Promise<void> {
  const client = await app.client();
  const answer = await client.verify();
  if (!answer.ok) return;
  const { user: account } = answer.value;
  const { account: known, server } = app.state.session;
  if (known === undefined || seenCategory(known) === seenCategory(account)) {
    return app.dispatch({ type: "account_known", account });
  }
  // What the account must not see any more gets no events, so it would stay on the screen as it was.
  // Answers to what is being read now are of the old category, so the client is another one too.
  const { token } = client;
  goTo(app, {
    server,
    username: account.username,
    account,
    ...(token === undefined ? {} : { token }),
  });
  if (token !== undefined) await app.memory.saveToken(server, account.username, { token, account });
}
