import {
  asked,
  finish,
  groups,
  load,
  measure,
  nextRunMs,
  Runs,
  tellError,
  together,
  warmUpJobs,
} from "./measure.js";

const { Queue, Worker } = await load("bullmq");

const connection = { host: "127.0.0.1", port: asked.port };
const workerCount = 4;
const concurrency = 100;

const queue = new Queue("bench", { connection, defaultJobOptions: { removeOnComplete: false } });
await queue.waitUntilReady();
await queue.obliterate({ force: true });
const again = together((jobs) => add(jobs, { delay: nextRunMs }));

let runs = new Runs();
let done = completed(warmUpJobs);
const workers = Array.from({ length: workerCount }, startWorker);
await fill(warmUpJobs);
for (const worker of workers) worker.run();
await done.promise;
await Promise.all(workers.map((worker) => worker.pause()));

await queue.obliterate({ force: true });
await queue.resume();
runs = new Runs();
await fill(asked.jobs);
done = completed(asked.jobs);
await measure(async () => {
  for (const worker of workers) worker.resume();
  await done.promise;
});
runs.mustBeOnce();
const counts = await queue.getJobCounts("completed", "delayed");
if (counts.completed !== asked.jobs || asked.isRecurring && counts.delayed !== asked.jobs) {
  throw new Error(`${counts.completed} completed, ${counts.delayed} next runs`);
}
finish();

function startWorker() {
  const worker = new Worker(queue.name, async ({ data }) => {
    runs.ran(data.job);
    if (asked.isRecurring) await again(data.job);
  }, { connection, concurrency, autorun: false });
  worker.on("completed", () => done.ended());
  worker.on("error", tellError);
  return worker;
}

function completed(goal) {
  const { promise, resolve } = Promise.withResolvers();
  let count = 0;
  return { promise, ended: () => ++count === goal && resolve() };
}

async function fill(jobs) {
  for (const group of groups(jobs)) await add(group, {});
}

function add(jobs, opts) {
  return queue.addBulk(jobs.map((job) => ({ name: "job", data: { job }, opts })));
}
