import assert from "node:assert/strict";
import { examine } from "../../../scheduler/doctor/doctor.ts";
import { hashOf, KeyHashes, onlyInFirst } from "../../../scheduler/doctor/key_hashes.ts";
import { clockFindings, workerStamps } from "../../../scheduler/doctor/processes.ts";
import { zoneFindings } from "../../../scheduler/doctor/upkeep.ts";
import { minute, second } from "../../../scheduler/model/time.ts";
import { renewLease } from "../../../scheduler/store/running/leases.ts";
import { aJob } from "../../support/builders.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { aLease, runNowAt, seededDatabase, storedJob } from "../../support/store.ts";

Deno.test("clockFindings() names workers that live and whose clocks differ", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const [right, ahead, behind] = [
    await aLease(db, clock),
    await aLease(db, clock),
    await aLease(db, clock),
  ];
  await aLease(db, new FakeClock("2020-01-01T00:00:00Z")); // it does not live: nobody renews it
  const before = await workerStamps(db);
  await renewLease(db, right, clock.now());
  await renewLease(db, ahead, clock.now() + 12 * second);
  await renewLease(db, behind, clock.now() - 3 * minute);

  const [finding] = await clockFindings(db, before, clock);

  assert.equal(finding?.count, 2);
  assert.deepEqual(finding.examples?.map((text) => text.replace(/^.*: /, "")).toSorted(), [
    "12 s ahead",
    "180 s behind",
  ]);
});

Deno.test("zoneFindings() tells of zone data that is old", () => {
  const clock = new FakeClock("2026-06-01T00:00:00Z");

  assert.deepEqual(zoneFindings(clock, "2099a"), []);
  assert.match(zoneFindings(clock, "2020a")[0]?.text ?? "", /that of 2020a, and Deno has 20/);
});

Deno.test("onlyInFirst() gives the hashes that the second set has not", () => {
  const [first, second] = [new KeyHashes(), new KeyHashes()];
  for (let i = 0; i < 5000; i++) first.add(["key", i]);
  for (let i = 4999; i >= 0; i--) if (i % 1000 !== 7) second.add(["key", i]);

  const found = onlyInFirst(first, second, 10);

  assert.deepEqual(
    found,
    new Set(
      [7, 1007, 2007, 3007, 4007].map((i) => hashOf(["key", i]))
        .toSorted((a, b) => a - b),
    ),
  );
  assert.equal(onlyInFirst(first, second, 2).size, 2);
  assert.equal(onlyInFirst(second, first, 10).size, 0);
});

Deno.test("examine() looks at a database that is no file as well", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  await runNowAt(db, job, clock.now());
  const [row] = await Array.fromAsync(db.kv.list({ prefix: ["queue"] }));
  assert.ok(row !== undefined);
  await db.kv.delete(row.key);

  const { findings, rows } = await examine({ db, clock, fix: true });

  const [missing] = findings.filter(({ check }) => check === "missing index entries");
  assert.equal(missing?.fixed, 1);
  assert.ok(rows > 10);
  assert.equal((await db.kv.get(row.key)).value, 1);
});
