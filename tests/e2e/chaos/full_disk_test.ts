import assert from "node:assert/strict";
import { minute } from "../../../scheduler/model/time.ts";
import { seedCategories } from "../../../scheduler/store/access/categories.ts";
import { fireDue } from "../../../scheduler/store/firing/fire.ts";
import { findJob } from "../../../scheduler/store/jobs/jobs.ts";
import { type Database, openDatabase } from "../../../scheduler/store/kv/database.ts";
import { aJob } from "../../support/builders.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { allExecutions, storedJob } from "../../support/store.ts";
import { canMount, SmallDisk } from "./disks.ts";
import { eventually, Server, Sink, temporaryFolder } from "../server.ts";

const isPossible = await canMount();

/** A test with a disk of its own. */
function onSmallDisk(promise: string, act: (disk: SmallDisk) => Promise<void>): void {
  Deno.test({
    name: promise + (isPossible ? "" : " (skipped: this user may not mount a tmpfs)"),
    ignore: !isPossible,
    async fn() {
      await using folder = await temporaryFolder();
      await using disk = await SmallDisk.mount(`${folder.path}/disk`);
      assert.ok(disk !== undefined);
      await act(disk);
    },
  });
}

onSmallDisk(
  "a server whose disk is full says so, loses nothing, and gets well by itself",
  async (disk) => {
    await using sink = new Sink();
    await using server = await Server.start(disk.path, { LEASE_SECONDS: "60" });
    const each = await server.call("POST", "/jobs", {
      job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
      name: "each minute",
      pub_args: ["one", "two"],
      minute: "*",
    });
    const slow = await server.call("POST", "/jobs", {
      job_class_string: "simple_scheduler.jobs.curl_job.CurlJob",
      name: "slow",
      pub_args: [`${sink.url}/slow`, "GET"],
      month: "2",
      day: "30",
    });
    sink.delayMs = 3000;
    const { execution_id } = await server.call("POST", `/executions/${slow.job_id}`);
    await eventually("the slow run", () => Promise.resolve(sink.hits.size > 0));
    await disk.fill();

    const refused = await eventually("a refusal", async () => {
      await disk.fill();
      const response = await server.fetch("POST", "/categories", {
        name: crypto.randomUUID(),
        description: "x".repeat(500),
      });
      const body = await response.json();
      return response.status === 201 ? undefined : { status: response.status, body };
    });
    assert.deepEqual([refused.status, refused.body.code], [507, "storage_full"]);
    for (const path of ["/jobs", "/executions", "/stats", `/jobs/${each.job_id}`]) {
      await server.call("GET", path);
    }
    const logIn = await server.fetch("POST", "/auth/login", {
      username: "admin",
      password: "correct horse battery staple",
    });
    assert.equal(logIn.status, 200, await logIn.text());
    const ready = await fetch(`${server.url}/readyz`);
    assert.equal(ready.status, 503);
    assert.match(await ready.text(), /the disk is full/);
    await eventually("refused writes", async () => {
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      const count = /carillon_storage_refusals_total{reason="full"} (\d+)/.exec(metrics)?.[1];
      return Number(count) > 5;
    });
    const stuck = await server.call("GET", `/executions/${execution_id}`);
    assert.notEqual(stuck.state, "failed");

    await disk.makeRoom();
    await eventually("the end of the slow run", async () => {
      const { state } = await server.call("GET", `/executions/${execution_id}`);
      return state === "succeeded";
    });
    await eventually("readiness", async () => {
      const response = await fetch(`${server.url}/readyz`);
      await response.body?.cancel();
      return response.status === 200;
    });
    await server.call("POST", "/categories", { name: "room again", description: "" });
    await server.call("POST", `/executions/${each.job_id}`);
    await eventually("a run", async () => {
      const { executions } = await server.call("GET", `/jobs/${each.job_id}/executions`);
      return executions.some(({ state }: { state: string }) => state === "succeeded");
    });
    assert.equal(sink.hits.size, 1);
    const told = server.output.split("\n").filter((line) => line.includes("StorageFullError"));
    assert.ok(told.length > 0 && told.length < 8, server.output);
  },
);

onSmallDisk(
  "jobs that are due while the disk is full fire when there is room again",
  async (disk) => {
    const clock = new FakeClock();
    const db = await openDatabase(`${disk.path}/carillon.db`);
    try {
      await seedCategories(db, clock.now());
      const job = await storedJob(db, aJob(clock.now()));
      let [fired, refusal]: [number, unknown] = [0, undefined];
      // Pages that the database has already take some fires.
      while (refusal === undefined) {
        await disk.fill();
        clock.advance(minute);
        await fireDue(db, clock.now()).then((count) => fired += count, (error) => refusal = error);
      }
      const before = await countOf(db);

      await disk.makeRoom();
      clock.advance(minute);
      const count = await fireDue(db, clock.now());

      assert.match(String(refusal), /could not be fired: .*the disk is full/);
      assert.equal(before, fired);
      assert.ok(count > 0);
      assert.equal(await countOf(db), fired + count);
      assert.equal((await findJob(db, job.id))?.firedUntil, clock.now());
    } finally {
      db.close();
    }
  },
);

async function countOf(db: Database): Promise<number> {
  return (await allExecutions(db)).length;
}

onSmallDisk("a server that starts on a full disk works, or says why in one line", async (disk) => {
  {
    await using server = await Server.start(disk.path);
    assert.equal(await server.stop(), 0);
  }
  await disk.fill();

  const started = await Server.start(disk.path).catch((error: Error) => error);

  if (started instanceof Error) {
    // SQLite reports a full disk as an error of the disk where it cannot make its files.
    assert.match(started.message, /takes no writes, because the disk /);
    assert.doesNotMatch(started.message, /\n\s+at /);
  } else {
    await using server = started;
    await server.call("GET", "/jobs");
  }
});
