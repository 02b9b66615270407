import type { App } from "../app.ts";
import type { Past } from "../state/executions.ts";

const pageSize = 1000;
/** What a page may hold at most when it tells the last executions too. */
const historyPageSize = 100;
const mostPast = 12;
/** The runs that are read at first. */
const recentMs = 24 * 3_600_000;

/** Reads everything: what the feed cannot tell, because nobody listened. */
export class Reader {
  readonly #app: App;
  #reading: Promise<void> | undefined;
  #isAskedAgain = false;

  constructor(app: App) {
    this.#app = app;
  }

  /** Asked while it reads, it reads once more: what it has read by then may be older than the question. */
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
        readCategories(app),
        readAccount(app),
      ]);
      await readHistories(app);
    } while (this.#isAskedAgain);
  }
}

async function readJobs(app: App): Promise<void> {
  const client = await app.client();
  app.dispatch({ type: "jobs_loading" });
  let cursor: string | undefined;
  do {
    const answer = await client.jobs({ limit: pageSize, cursor });
    if (!answer.ok) return app.dispatch({ type: "jobs_failed" });
    cursor = answer.value.next_cursor;
    app.dispatch({ type: "jobs_page", jobs: answer.value.jobs, isLast: cursor === undefined });
  } while (cursor !== undefined);
}

/** The last runs of each job: many small pages, so after all that is needed at once. */
async function readHistories(app: App): Promise<void> {
  const client = await app.client();
  const include = `last_executions:${mostPast}`;
  let cursor: string | undefined;
  do {
    const answer = await client.jobs({ limit: historyPageSize, include, cursor });
    if (!answer.ok) return;
    cursor = answer.value.next_cursor;
    const histories = answer.value.jobs.map(({ job_id: jobId, last_executions = [] }) => {
      const past = last_executions.map((one): Past => ({
        execution_id: one.execution_id,
        state: one.state,
        at: one.scheduled_time,
        duration_ms: one.duration_ms,
        description: "",
      }));
      return { jobId, past };
    }).filter(({ past }) => past.length > 0);
    // An older server leaves the parameter alone, and would be asked in vain for each page.
    if (histories.length === 0) return;
    app.dispatch({ type: "history_known", histories });
  } while (cursor !== undefined);
}

async function readExecutions(app: App): Promise<void> {
  const client = await app.client();
  app.dispatch({ type: "executions_loading" });
  const from = new Date(app.state.now - recentMs).toISOString();
  const answer = await client.executions({ time_range_start: from, limit: pageSize });
  if (!answer.ok) return app.dispatch({ type: "executions_failed" });
  app.dispatch({ type: "executions_page", executions: answer.value.executions });
}

export async function readCategories(app: App): Promise<void> {
  const answer = await (await app.client()).categories();
  if (answer.ok) app.dispatch({ type: "categories_read", categories: answer.value.categories });
  else app.dispatch({ type: "categories_failed" });
}

/** The rights may have changed since the token was given. */
async function readAccount(app: App): Promise<void> {
  const answer = await (await app.client()).verify();
  if (answer.ok) app.dispatch({ type: "account_known", account: answer.value.user });
}

const statsMs = { minutes: 3_600_000, hours: 7 * 24 * 3_600_000 } as const;

/** The figures of the home screen; where the server has none, the screen counts the runs at hand. */
export async function readStats(app: App): Promise<void> {
  const client = await app.client();
  await Promise.all((["minutes", "hours"] as const).map(async (of) => {
    const from = new Date(app.state.now - statsMs[of]).toISOString();
    const bucket = of === "minutes" ? "minute" : "hour";
    const answer = await client.stats({ time_range_start: from, bucket });
    if (answer.ok) app.dispatch({ type: "stats_read", of, stats: answer.value });
  }));
}
