import {
  asked,
  finish,
  groups,
  load,
  measure,
  mostAtOnce,
  nextRunMs,
  Runs,
  tellError,
  until,
  warmUpJobs,
} from "./measure.js";

const { default: pg } = await load("pg");
const { PgBoss } = await load("pg-boss");

const connectionString = `postgres://postgres@127.0.0.1:${asked.port}/postgres`;
/** No polling pause while there is work. */
const workOptions = {
  batchSize: mostAtOnce,
  localConcurrency: 2,
  pollingIntervalSeconds: 0.5,
  burstWhenBatchFull: true,
};

const pool = new pg.Pool({ connectionString, max: 2 });
await pool.query("drop schema if exists pgboss cascade");
const boss = new PgBoss({ connectionString, max: 10 });
boss.on("error", tellError);
await boss.start();

await fill("warm", warmUpJobs);
await drain("warm", warmUpJobs, new Runs());
await boss.offWork("warm");

const runs = new Runs();
await fill("measured", asked.jobs);
await pool.query("analyze"); // the statistics as autovacuum would leave them
await measure(() => drain("measured", asked.jobs, runs));
runs.mustBeOnce();
const next = await count("measured", "created");
if (asked.isRecurring && next !== asked.jobs) throw new Error(`${next} next runs`);
finish();

async function fill(queue, jobs) {
  await boss.createQueue(queue);
  for (const group of groups(jobs)) {
    await boss.insert(queue, group.map((job) => ({ data: { job } })));
  }
}

async function drain(queue, jobs, runs) {
  await boss.work(queue, workOptions, async (batch) => {
    for (const { data } of batch) runs.ran(data.job);
    if (asked.isRecurring) {
      const startAfter = new Date(Date.now() + nextRunMs);
      await boss.insert(queue, batch.map(({ data }) => ({ data, startAfter })));
    }
    runs.ended += batch.length;
  });
  await until(() => runs.ended >= jobs);
  await until(async () => await count(queue, "completed") >= jobs, 2);
}

async function count(queue, state) {
  const sql = "select count(*) from pgboss.job where name = $1 and state = $2";
  return Number((await pool.query(sql, [queue, state])).rows[0].count);
}
