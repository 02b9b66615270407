import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** What bench/peers/peers.ts asks for: { port, jobs, isRecurring, atOnce, serverPid }. */
export const asked = JSON.parse(process.argv[2]);

/** Loads a package of package.json. Deno's checks of this folder know only the packages of deno.json. */
export const load = (name) => import(name);

/** The next run of a recurring job: later than the bench ends. */
export const nextRunMs = 3_600_000;
export const warmUpJobs = 1000;
export const mostAtOnce = 1000;

/** Counts the runs of each job. */
export class Runs {
  #counts = new Uint8Array(asked.jobs);
  ended = 0;

  ran(job) {
    this.#counts[job]++;
  }

  /** @throws when a job did not run once. */
  mustBeOnce() {
    const wrong = this.#counts.filter((count) => count !== 1).length;
    if (wrong > 0) throw new Error(`${wrong} jobs did not run once`);
  }
}

let measured;

/** Notes how long the work took, with the CPU time of the worker and of the database. */
export async function measure(work) {
  const [startedAt, worker, database] = [performance.now(), ownCpu(), serverCpu()];
  await work();
  measured = {
    seconds: (performance.now() - startedAt) / 1000,
    workerCpuSeconds: ownCpu() - worker,
    databaseCpuSeconds: serverCpu() - database,
  };
}

/** Ends the program with the figures as its last line. */
export function finish() {
  process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));
}

export function tellError({ message }) {
  process.stderr.write(`${message}\n`);
}

export async function until(isTrue, pauseMs = 1) {
  while (!(await isTrue())) await new Promise((done) => setTimeout(done, pauseMs));
}

/** The jobs of a range in groups of the size in which they are added. */
export function groups(count) {
  return Array.from({ length: Math.ceil(count / mostAtOnce) }, (_, group) => {
    const first = group * mostAtOnce;
    return Array.from({ length: Math.min(mostAtOnce, count - first) }, (_, i) => first + i);
  });
}

/** Collects what several runs write for 2 ms, so that one call writes it. */
export function together(write) {
  let batch;
  return (item) => {
    batch ??= startBatch();
    batch.items.push(item);
    const { written } = batch;
    if (batch.items.length >= mostAtOnce) batch.flush();
    return written;
  };

  function startBatch() {
    const { promise: written, resolve, reject } = Promise.withResolvers();
    const started = { items: [], written, flush };
    setTimeout(flush, 2);
    return started;

    function flush() {
      if (batch !== started) return;
      batch = undefined;
      write(started.items).then(resolve, reject);
    }
  }
}

function ownCpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** CPU seconds of the database: its first process, the children of it, and those that have ended. */
function serverCpu() {
  const children = new Map();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? statOf(name) : undefined;
    if (stat === undefined) continue;
    children.set(stat.parent, [...children.get(stat.parent) ?? [], stat]);
  }
  let seconds = 0;
  const left = [statOf(asked.serverPid)];
  for (let stat = left.pop(); stat !== undefined; stat = left.pop()) {
    seconds += stat.seconds;
    left.push(...children.get(stat.pid) ?? []);
  }
  return seconds;
}

function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number);
    // utime, stime, and those of ended children, in ticks of 10 ms.
    const [own, ofSystem, ofChildren, ofTheirSystem] = fields.slice(11, 15);
    const seconds = (own + ofSystem + ofChildren + ofTheirSystem) / 100;
    return { pid: Number(pid), parent: fields[1], seconds };
  } catch {
    return undefined; // it has ended
  }
}
