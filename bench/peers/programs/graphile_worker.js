import {
  asked,
  finish,
  groups,
  load,
  measure,
  nextRunMs,
  Runs,
  together,
  until,
  warmUpJobs,
} from "./measure.js";

const { default: pg } = await load("pg");
const { Logger, makeWorkerUtils, run } = await load("graphile-worker");

const connectionString = `postgres://postgres@127.0.0.1:${asked.port}/postgres`;
/** More than the workers of one process use, and fewer than PostgreSQL takes. */
const maxPoolSize = 25;
const preset = {
  worker: {
    connectionString,
    concurrentJobs: asked.atOnce,
    maxPoolSize,
    localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  },
};
const addJobs = "graphile_worker.add_jobs(array(" +
  "select json_populate_recordset(null::graphile_worker.job_spec, $1::json)))";
/** As long as a record of an execution. */
const body = "x".repeat(200);

const logger = new Logger(() => () => {});
const pool = new pg.Pool({ connectionString, max: 4 });
await pool.query("drop schema if exists graphile_worker cascade");
await (await makeWorkerUtils({ connectionString, logger })).migrate();
await pool.query(`
  drop table if exists public.history;
  create table public.history (
    id bigserial primary key, job int, status int, started timestamptz, ended timestamptz, body text
  );
  create index on public.history (job, id)`);

/** graphile-worker deletes what has ended, so the history is a table of its own, written with the next run. */
const again = together((jobs) =>
  pool.query(
    `with next as (select ${addJobs})
     insert into public.history (job, status, started, ended, body)
     select job, 1, now(), now(), $3 from unnest($2::int[]) job where (select count(*) from next) >= 0`,
    [JSON.stringify(jobs.map((job) => spec(job, Date.now() + nextRunMs))), jobs, body],
  )
);

await fill(warmUpJobs);
await drain(warmUpJobs, new Runs());

const runs = new Runs();
await fill(asked.jobs);
await pool.query("analyze"); // the statistics as autovacuum would leave them
await measure(() => drain(asked.jobs, runs, true));
runs.mustBeOnce();
if (asked.isRecurring) {
  const wanted = asked.jobs + warmUpJobs;
  const next = await count("graphile_worker._private_jobs where run_at > now()");
  const history = await count("public.history");
  if (next !== wanted || history !== wanted) throw new Error(`${next} next runs, ${history} rows`);
}
finish();

function spec(job, runAt) {
  const at = runAt === undefined ? {} : { run_at: new Date(runAt) };
  return { identifier: "job", payload: { job }, ...at };
}

async function fill(jobs) {
  for (const group of groups(jobs)) {
    const specs = JSON.stringify(group.map((job) => spec(job)));
    await pool.query(`select count(*) from ${addJobs}`, [specs]);
  }
}

async function drain(jobs, runs, staysOn = false) {
  const taskList = {
    job: async ({ job }) => {
      runs.ran(job);
      if (asked.isRecurring) await again(job);
      runs.ended++;
    },
  };
  const runner = await run({ preset, logger, noHandleSignals: true, taskList });
  await until(() => runs.ended >= jobs);
  const due = "graphile_worker._private_jobs where run_at <= now()";
  await until(async () => await count(due) === 0);
  if (!staysOn) await runner.stop();
}

async function count(rows) {
  return Number((await pool.query(`select count(*) from ${rows}`)).rows[0].count);
}
