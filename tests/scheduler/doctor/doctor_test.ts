import assert from "node:assert/strict";
import { examine } from "../../../scheduler/doctor/doctor.ts";
import { readConfig } from "../../../scheduler/config.ts";
import { createUser } from "../../../scheduler/store/access/users.ts";
import { isEnded, start } from "../../../scheduler/model/execution.ts";
import type { ClaimId, WorkerId } from "../../../scheduler/model/ids.ts";
import { newId } from "../../../scheduler/model/ids.ts";
import { draftSchedule } from "../../../scheduler/model/schedule.ts";
import { day, minute } from "../../../scheduler/model/time.ts";
import { fireDue } from "../../../scheduler/store/firing/fire.ts";
import { gatherDue } from "../../../scheduler/store/firing/gather.ts";
import { noteTick } from "../../../scheduler/store/firing/ticks.ts";
import { findJob } from "../../../scheduler/store/jobs/jobs.ts";
import { Commit, commit } from "../../../scheduler/store/kv/commit.ts";
import { type Database, openDatabase } from "../../../scheduler/store/kv/database.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { recordSteps } from "../../../scheduler/store/running/record_steps.ts";
import { seedCategories } from "../../../scheduler/store/access/categories.ts";
import { aJob, aUserDraft } from "../../support/builders.ts";
import { storedChannel } from "../../support/channels.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { storeAsBefore } from "../../support/former/sheets.ts";
import { mustBeWhole } from "../../support/packs.ts";
import {
  aLease,
  broken,
  claimed,
  done,
  executionAt,
  runNowAt,
  stepsOf,
  storedJob,
} from "../../support/store.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

type Given = Partial<Parameters<typeof examine>[0]>;

/** What the doctor says of the records; settings and zone data depend on the machine. */
async function found(db: Database, clock: FakeClock, given: Given = {}) {
  const { findings } = await examine({
    db,
    clock,
    settings: readConfig({}),
    surroundings: { hasTimezone: true },
    ...given,
  });
  return findings.filter(({ check }) => !["zone data", "channels"].includes(check));
}

/** A database in a file with all kinds of records, made as the service makes them. */
async function livedIn() {
  const folder = await temporaryFolder();
  const clock = new FakeClock();
  const db = await openDatabase(`${folder.path}/carillon.db`);
  await seedCategories(db, clock.now());
  await createUser(db, aUserDraft(), clock.now(), () => []);
  const jobs = [];
  for (let i = 0; i < 6; i++) {
    jobs.push(await storedJob(db, aJob(clock.now(), { name: `job ${i}` })));
  }
  const alone = await storedJob(
    db,
    aJob(clock.now(), {
      name: "alone",
      key: "alone",
      schedule: draftSchedule({ minute: "7" }, "UTC"),
    }),
  );
  await gatherDue(db, clock.now(), clock.now() - 1);
  const lease = await aLease(db, clock);
  const ends: Parameters<typeof recordSteps>[1][] = [];
  let n = 0;
  await fireDue(db, clock.now(), {
    take: (room) => ({
      lease,
      claimId: `${lease.workerId.slice(0, 28)}${String(n++).padStart(4, "0")}` as ClaimId,
      room,
      taken: (one) => ends.push(stepsOf(one, n === 1 ? broken : done, clock.now())),
      dropped: () => {},
    }),
  });
  for (const steps of ends) await recordSteps(db, steps, clock.now());
  const ran = await runNowAt(db, alone, clock.now());
  await recordSteps(db, stepsOf(await claimed(db, lease, clock), broken, clock.now()), clock.now());
  const waiting = await runNowAt(db, alone, clock.now());
  await noteTick(db, clock.now());
  return {
    db,
    clock,
    jobs,
    alone,
    lease,
    ran,
    waiting,
    async [Symbol.asyncDispose]() {
      db.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test("examine() finds nothing in a database that is well", async () => {
  await using world = await livedIn();

  assert.deepEqual(await found(world.db, world.clock), []);
});

Deno.test("examine() finds nothing in a database of a former version, and what is wrong in its rows by job", async () => {
  await using world = await livedIn();
  const { db, clock } = world;
  await storeAsBefore(db);
  assert.deepEqual(await found(db, clock), []);
  const [row] = await Array.fromAsync(db.kv.list({ prefix: ["execution_by_job"] }));
  assert.ok(row !== undefined);
  await db.kv.delete(row.key);
  await db.kv.set([...row.key.slice(0, -1), `${String(row.key.at(-1))}ff`], row.value);

  const mended = await found(db, clock, { fix: true });

  assert.deepEqual(
    mended.map(({ check, count, fixed }) => [check, count, fixed]),
    [["missing index entries", 1, 1], ["needless index entries", 1, 1]],
  );
  assert.deepEqual(await found(db, clock), []);
});

/** Rows of each index, and what becomes of the index when it loses them or gets others. */
const indexes = [
  "job_by_name",
  "job_by_category",
  "job_by_key",
  "run_of",
  "strip",
  "execution_by_category",
  "execution_by_state",
  "sheet_by_category",
  "queue",
  "user_by_name",
  "user_by_category",
  "category_by_name",
  "audit_by_category",
  "audit_by_job",
  "audit_by_user",
];

for (const index of indexes) {
  Deno.test(`examine() finds and mends what is wrong in ${index}`, async () => {
    await using world = await livedIn();
    const { db, clock } = world;
    const rows = await Array.fromAsync(db.kv.list({ prefix: [index] }));
    const [row] = rows;
    assert.ok(row !== undefined);
    await db.kv.delete(row.key);
    const last = row.key.at(-1);
    const needless = [
      ...row.key.slice(0, -1),
      last instanceof Uint8Array ? Uint8Array.of(...last, 255) : `${String(last)}ff`,
    ];
    await db.kv.set(needless, index.endsWith("_name") ? "nobody" : row.value);

    const seen = await found(db, clock);
    const mended = await found(db, clock, { fix: true });

    assert.deepEqual(
      seen.map(({ check, count }) => [check, count]),
      [["missing index entries", 1], ["needless index entries", 1]],
    );
    assert.deepEqual(mended.map(({ fixed }) => fixed), [1, 1]);
    assert.deepEqual(await found(db, clock), []);
    const after = await db.kv.get(row.key);
    assert.deepEqual(after.value, row.value);
  });
}

Deno.test("examine() finds and mends jobs that are due and have no row", async () => {
  await using world = await livedIn();
  const { db, clock, alone, jobs } = world;
  const due = await Array.fromAsync(db.kv.list({ prefix: ["due"] }));
  for (const { key } of due) await db.kv.delete(key);
  const [packId] = await Array.fromAsync(db.kv.list({ prefix: ["pack"] }));
  await db.kv.delete(packId?.key ?? []);

  const seen = await found(db, clock);
  await found(db, clock, { fix: true });

  assert.deepEqual(seen.map(({ text }) => /entry in (\w+)/.exec(text)?.[1]), [
    "pack_member",
    "due",
  ]);
  assert.deepEqual(await found(db, clock), []);
  for (const { id } of [alone, ...jobs]) {
    assert.ok((await findJob(db, id))?.nextRunAt !== undefined);
  }
  await mustBeWhole(db);
});

Deno.test("examine() finds and mends a pack whose due row is gone", async () => {
  await using world = await livedIn();
  const { db, clock, jobs } = world;
  for await (const { key, value } of db.kv.list<{ pack?: unknown }>({ prefix: ["due"] })) {
    if (value.pack !== undefined) await db.kv.delete(key);
  }

  const seen = await found(db, clock);
  await found(db, clock, { fix: true });

  assert.deepEqual(seen.map(({ text }) => /entry in (\w+)/.exec(text)?.[1]), ["pack_due"]);
  assert.deepEqual(await found(db, clock), []);
  for (const { id } of jobs) assert.ok((await findJob(db, id))?.nextRunAt !== undefined);
});

Deno.test("examine() finds and releases executions that no worker has", async () => {
  await using world = await livedIn();
  const { db, clock, waiting } = world;
  const entry = await db.get(keys.execution.at(waiting));
  assert.ok(entry.value?.state === "scheduled" && entry.value.readyAt !== undefined);
  const { value } = entry;
  const holder = {
    workerId: newId<WorkerId>(0),
    claimId: newId<ClaimId>(0),
    hostname: "h",
    pid: 1,
  };
  await commit(
    db,
    new Commit().set(keys.execution.at(waiting), start(value, holder, clock.now()))
      .delete(keys.queue.at(value.job.categoryId, value.readyAt ?? 0, waiting)),
    clock.now(),
  );

  const seen = await found(db, clock);
  const [mended] = await found(db, clock, { fix: true });

  assert.deepEqual(seen.map(({ check, examples }) => [check, examples]), [
    ["stuck executions", [waiting]],
  ]);
  assert.equal(mended?.fixed, 1);
  assert.ok(isEnded(await executionAt(db, waiting)));
  assert.deepEqual(await found(db, clock), []);
});

Deno.test("examine() names records that cannot be read", async () => {
  await using world = await livedIn();
  const { db, clock, jobs: [first] } = world;
  assert.ok(first !== undefined);
  await db.kv.set(["session", 7, "x"], { isNoSession: true });

  const [finding] = await found(db, clock);

  assert.equal(finding?.check, "unreadable records");
  assert.deepEqual(finding.examples, ['["session",7,"x"]']);
});

Deno.test("examine() tells of ticks that do not come, and of history that stays", async () => {
  await using world = await livedIn();
  const { db, clock } = world;
  clock.advance(40 * day);

  const seen = await found(db, clock);

  assert.deepEqual([...new Set(seen.map(({ check }) => check))], ["tick", "retention"]);
});

Deno.test("examine() tells of risky settings", async () => {
  await using world = await livedIn();
  const { db, clock } = world;
  const risky = { ALLOW_SHELL_JOBS: "true", SHELL_CATEGORIES: "*", CORS_ORIGINS: "*" };

  const seen = await found(db, clock, {
    settings: readConfig(risky),
    surroundings: { hasTimezone: false, isUnscoped: true },
  });

  assert.deepEqual([...new Set(seen.map(({ check }) => check))], ["settings"]);
  assert.equal(seen.length, 5);
});

Deno.test("examine() tells when nobody is told of alarms, and which channels fail", async () => {
  await using world = await livedIn();
  const { db, clock } = world;
  const told = async () => {
    const { findings } = await examine({ db, clock, settings: readConfig({}) });
    return findings.filter(({ check }) => check === "channels");
  };
  const none = await told();
  const channel = await storedChannel(db, clock.now());
  const well = await told();
  await db.kv.set(keys.channel.health(channel.id).parts, { failingSince: clock.now() });

  const [failing] = await told();

  assert.deepEqual([none.length, well.length], [1, 0]);
  assert.deepEqual(failing?.examples, [channel.name]);
});

Deno.test("examine() says how far it looked when its time is over", async () => {
  await using world = await livedIn();
  const { db, clock } = world;
  const [row] = await Array.fromAsync(db.kv.list({ prefix: ["job_by_name"] }));
  await db.kv.delete(row?.key ?? []);

  const seen = await found(db, clock, { mostMs: -minute });

  assert.deepEqual(seen.map(({ check, severity }) => [check, severity]), [["indexes", "info"]]);
});
