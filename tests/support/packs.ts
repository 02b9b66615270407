import assert from "node:assert/strict";
import type { JobId, PackId } from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { snapshotOf } from "../../scheduler/model/job_snapshot.ts";
import { readPresentJob } from "../../scheduler/store/jobs/present_job.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";

const all = { limit: 100_000 };

/** The packs: for each the time at which it is due, and its jobs. */
export async function packsOf(db: Database): Promise<{ id: PackId; at: number; jobs: JobId[] }[]> {
  const rows = await db.list(keys.due.all, all);
  const packs = rows.filter(({ value }) => value.pack !== undefined);
  return await Promise.all(packs.map(async ({ key }) => {
    const id = key.at(-1) as PackId;
    const record = await db.get(keys.pack.at(id));
    return { id, at: Number(key.at(-2)), jobs: record.value?.jobs.map(({ id }) => id) ?? [] };
  }));
}

/** The job as it is now, wherever its next fire time stands. */
export async function jobNow(db: Database, id: JobId, now = 0): Promise<Job | undefined> {
  return (await readPresentJob(db, id, now))?.job;
}

/** Checks that each job is due at one place, and that all records of the packs say the same. */
export async function mustBeWhole(db: Database): Promise<void> {
  const rows = await db.list(keys.due.all, all);
  const jobs = new Map((await db.list(keys.job.all, all)).map(({ value }) => [value.id, value]));
  const packed = new Set<JobId>();
  let packs = 0;
  for (const { key, value } of rows) {
    if (value.pack === undefined) continue;
    const id = key.at(-1) as PackId;
    const record = (await db.get(keys.pack.at(id))).value;
    packs++;
    assert.equal(record?.revision, value.pack.revision);
    assert.equal(record?.jobs.length, value.pack.count);
    assert.equal((await db.get(keys.pack.dueAt(id))).value, key.at(-2));
    for (const member of record?.jobs ?? []) {
      const job = jobs.get(member.id);
      assert.ok(job !== undefined && job.pack === id && !packed.has(job.id));
      assert.deepEqual(snapshotOf(job), member);
      packed.add(job.id);
    }
  }
  assert.equal(
    (await db.list({ prefix: ["pack"], schema: keys.setAside.all.schema }, all)).length,
    packs,
  );
  for (const { id, nextRunAt, pack, paused } of jobs.values()) {
    assert.equal(pack !== undefined, packed.has(id), "a job says whether it is in a pack");
    if (pack !== undefined) assert.ok(nextRunAt === undefined && !paused);
    if (nextRunAt === undefined) continue;
    const named = rows.filter(({ key, value }) =>
      key.at(-2) === nextRunAt && value.ids.includes(id)
    );
    assert.ok(named.length > 0, "a job with a next run has a due entry");
  }
}
