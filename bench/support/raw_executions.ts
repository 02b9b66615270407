import type { Job } from "../../scheduler/model/job.ts";
import { minute } from "../../scheduler/model/time.ts";
import { addDueTogether } from "../../scheduler/store/firing/due.ts";
import { addExecution } from "../../scheduler/store/history/executions.ts";
import { addJob } from "../../scheduler/store/jobs/jobs.ts";
import { Commit } from "../../scheduler/store/kv/commit.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { processUse } from "./process_use.ts";
import { aJob, aRun, benchDatabase, rawBatches, writeRaw } from "./seeds.ts";

/** How many executions a second the raw rows come to, and the CPU time of 1,000 in seconds. */
export interface RawRate {
  readonly rate: number;
  readonly cpuPer1000: number;
}

/** The number of jobs that one commit of a fire checks. */
const jobsAFire = 100;

/**
 * Writes the rows that every scheduler with this layout must write, ready-made and without the scheduler: each job and
 * its due entry after the fire, the execution with its indexes as it starts, its end, and the entries of the feed.
 */
export async function rawExecutions(jobs: number): Promise<RawRate> {
  await using bench = await benchDatabase();
  const { db } = bench;
  const boundary = Math.floor(Date.now() / minute) * minute;
  const [fires, ends] = [new Commit(), new Commit()];
  const seeds = new Commit();
  const movedOn: Job[] = [];
  for (let i = 0; i < jobs; i++) {
    const job = aJob(boundary, { name: `job ${i}` });
    addJob(seeds, undefined, job);
    const { running, ended } = aRun(job, boundary);
    const moved = {
      ...job,
      nextRunAt: boundary + minute,
      firedUntil: boundary,
      active: [running.id],
    };
    fires.set(keys.job.at(job.id), moved).delete(keys.due.at(boundary, job.id));
    fires.changed({ kind: "job", id: job.id, categoryId: job.categoryId });
    movedOn.push(moved);
    addExecution(fires, running);
    ends.set(keys.execution.at(ended.id), ended);
    ends.changed({
      kind: "execution",
      id: ended.id,
      categoryId: job.categoryId,
      state: "succeeded",
    });
  }
  for (let i = 0; i < jobs; i += jobsAFire) {
    addDueTogether(fires, movedOn.slice(i, i + jobsAFire), `fire ${i}`);
  }
  await writeRaw(db, rawBatches(seeds.mutations));
  const feed = (things: Commit["things"]) =>
    Array.from({ length: Math.ceil(things.length / 250) }, (_, i) => ({
      key: ["change", crypto.randomUUID()] as const,
      value: { id: "", at: 0, things: things.slice(i * 250, i * 250 + 250) },
    }));
  const batches = [fires, ends].flatMap(({ mutations, things }) => [
    ...rawBatches([...mutations, ...feed(things)]),
  ]);
  const [startedAt, cpuBefore] = [performance.now(), processUse().cpuSeconds];
  await writeRaw(db, batches);
  return {
    rate: jobs / ((performance.now() - startedAt) / 1000),
    cpuPer1000: (processUse().cpuSeconds - cpuBefore) / jobs * 1000,
  };
}
