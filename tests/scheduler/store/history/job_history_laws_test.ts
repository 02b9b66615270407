import assert from "node:assert/strict";
import fc from "fast-check";
import { examine } from "../../../../scheduler/doctor/doctor.ts";
import { type Execution, isEnded, type Running } from "../../../../scheduler/model/execution.ts";
import { type JobId, slotOf } from "../../../../scheduler/model/ids.ts";
import { editJob } from "../../../../scheduler/model/job.ts";
import { draftSchedule } from "../../../../scheduler/model/schedule.ts";
import { minute, second } from "../../../../scheduler/model/time.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { gatherDue } from "../../../../scheduler/store/firing/gather.ts";
import { releaseAllWaiting } from "../../../../scheduler/store/firing/waiting.ts";
import {
  forgetExecutions,
  forgetSheets,
  forgetStays,
} from "../../../../scheduler/store/history/retention.ts";
import { idsOnOpenSheets } from "../../../../scheduler/store/history/sheet_sources.ts";
import { changeJob, deleteJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { type Database, sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { type JobRowRange, listRowsOfJobs } from "../../../../scheduler/store/kv/job_rows.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { newestRows } from "../../../../scheduler/store/kv/open_ends.ts";
import type { Lease } from "../../../../scheduler/store/running/leases.ts";
import { type Claimed, claimNext } from "../../../../scheduler/store/running/queue.ts";
import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { Room } from "../../../support/room.ts";
import {
  aLease,
  allExecutions,
  anAudit,
  broken,
  done,
  keysOf,
  recoverSilent,
  runNowAt,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

const schedules = ["*", "*/2"].map((minute) => draftSchedule({ minute }, "UTC"));

type Command =
  | { readonly kind: "minute"; readonly room: number; readonly ends: boolean }
  | { readonly kind: "end"; readonly claim: number; readonly most: number; readonly ok: boolean }
  | { readonly kind: "rename" | "reschedule" | "run" | "delete"; readonly job: number }
  | { readonly kind: "gather" | "add" | "crash" }
  | { readonly kind: "forget"; readonly minutes: number };

const job = fc.nat({ max: 7 });
const weighed = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const command: fc.Arbitrary<Command> = fc.oneof(
  weighed(
    10,
    fc.record({
      kind: fc.constant("minute" as const),
      room: fc.constantFrom(0, 3, 100, 100, 100),
      ends: fc.boolean(),
    }),
  ),
  weighed(
    5,
    fc.record({
      kind: fc.constant("end" as const),
      claim: fc.nat({ max: 3 }),
      most: fc.integer({ min: 1, max: 6 }),
      ok: fc.boolean(),
    }),
  ),
  weighed(
    4,
    fc.record({
      kind: fc.constantFrom("rename" as const, "reschedule" as const, "run" as const),
      job,
    }),
  ),
  weighed(1, fc.record({ kind: fc.constant("delete" as const), job })),
  weighed(
    2,
    fc.record({ kind: fc.constantFrom("gather" as const, "add" as const, "crash" as const) }),
  ),
  weighed(
    1,
    fc.record({ kind: fc.constant("forget" as const), minutes: fc.integer({ min: 0, max: 8 }) }),
  ),
);

/** Jobs that are packed, changed, fired and ended, and the lists of their executions. */
class Trial {
  readonly #clock: FakeClock;
  readonly #db: Database;
  readonly #jobs: JobId[] = [];
  /** Those that were deleted too. */
  readonly #all: JobId[] = [];
  #lease: Lease;
  #open: { readonly claimed: Claimed; readonly rest: Running[] }[] = [];

  constructor(db: Database, clock: FakeClock, lease: Lease) {
    this.#db = db;
    this.#clock = clock;
    this.#lease = lease;
  }

  async do(command: Command): Promise<unknown> {
    const [db, now] = [this.#db, this.#clock.now()];
    const chosen = "job" in command ? this.#jobs[command.job % this.#jobs.length] : undefined;
    switch (command.kind) {
      case "minute":
        return await this.#minute(command.room, command.ends);
      case "end":
        return await this.#end(command.claim, command.most, command.ok);
      case "gather":
        return await this.#gather();
      case "add":
        return await this.add();
      case "crash":
        this.#open = [];
        await recoverSilent(db, now);
        return this.#lease = await aLease(db, this.#clock);
      case "forget":
        return await this.#forget(now - command.minutes * minute);
      case "delete":
        if (chosen === undefined || this.#jobs.length < 3) return;
        this.#jobs.splice(this.#jobs.indexOf(chosen), 1);
        return await deleteJob(db, chosen, (one) => anAudit(one, "deleted", now), now);
      case "run": {
        const entry = chosen && await db.get(keys.job.at(chosen));
        return entry?.value && await runNowAt(db, entry.value, now);
      }
      case "rename":
      case "reschedule":
        return chosen && await this.#edit(chosen, command.kind === "reschedule");
    }
  }

  async add(): Promise<void> {
    const n = this.#all.length;
    const schedule = schedules[n % 2] ?? draftSchedule({}, "UTC");
    const policy = { maxRetries: n % 2, retryDelaySeconds: 0, maxInstances: 2 };
    const made = aJob(this.#clock.now(), { name: `job ${n}`, schedule, policy });
    const { id } = await storedJob(this.#db, made);
    this.#jobs.push(id);
    this.#all.push(id);
  }

  async check(limit: number): Promise<void> {
    const executions = await allExecutions(this.#db);
    for (const [id, rows] of await newestRows(this.#db, this.#all, limit)) {
      const own = executions.filter((one) => one.job.id === id && isListed(one));
      assert.deepEqual(rows.map((row) => row.id), idsOf(own).reverse().slice(0, limit));
      for (const { mark, ...row } of rows) {
        const found = own.find((one) => one.id === row.id);
        if (mark === 1 || found === undefined || !isEnded(found)) continue;
        const { state, job: { categoryId }, startedAt, endedAt } = found;
        assert.deepEqual(mark, [state, categoryId, startedAt, endedAt]);
      }
    }
    await this.#checkRanges(executions, limit);
  }

  /** Every part of a list has what the whole list has there. */
  async #checkRanges(executions: readonly Execution[], limit: number): Promise<void> {
    const all = await listRowsOfJobs(this.#db, this.#all, { limit: 1000 });
    for (const id of this.#all) {
      const open = await idsOnOpenSheets(this.#db, id);
      const rows = all.get(id)?.map((row) => row.id) ?? [];
      const named = new Set([...rows, ...open]);
      const own = idsOf(executions.filter((one) => one.job.id === id));
      assert.deepEqual([...named].toSorted(), own);
      assert.deepEqual(rows, rows.toSorted());
      const [from, before] = [rows[1], rows.at(-2)];
      if (from === undefined || before === undefined || from >= before) continue;
      const part = rows.filter((one) => one >= from && one < before);
      const range: JobRowRange = { from, before, limit };
      const oldest = await listRowsOfJobs(this.#db, [id], range);
      assert.deepEqual(oldest.get(id)?.map((row) => row.id), part.slice(0, limit));
      const newest = await listRowsOfJobs(this.#db, [id], { ...range, newestFirst: true });
      assert.deepEqual(newest.get(id)?.map((row) => row.id), part.toReversed().slice(0, limit));
    }
  }

  /** All ends; then the doctor finds the indexes whole, and retention leaves nothing. */
  async finish(): Promise<void> {
    const [db, clock] = [this.#db, this.#clock];
    do {
      while (this.#open.length > 0) await this.#end(0, 100, true);
      const claimed = await claimNext(db, this.#lease, 100, clock.now());
      const rest = claimed?.executions.slice() ?? [];
      if (claimed !== undefined && rest.length > 0) this.#open.push({ claimed, rest });
      clock.advance(minute);
      await releaseAllWaiting(db, clock.now());
    } while (this.#open.length > 0 || (await keysOf(db, "queue", "waiting")).length > 0);
    await this.check(5);
    const { findings } = await examine({ db, clock });
    const faults = findings.filter(({ check }) => /index|unreadable|stuck/.test(check));
    assert.deepEqual(faults, []);
    for (const id of this.#jobs) {
      await deleteJob(db, id, (one) => anAudit(one, "deleted", clock.now()), clock.now());
    }
    clock.advance(minute);
    await this.#forget(clock.now());
    const tables = ["sheet", "sheet_ends", "strip", "run_of", "execution", "pack"];
    assert.deepEqual(await keysOf(db, ...tables, "pack_of", "pack_of_until"), []);
  }

  async #minute(room: number, ends: boolean): Promise<void> {
    const clock = this.#clock;
    clock.advance(minute - clock.now() % minute - 10 * second);
    await this.#gather();
    clock.advance(10 * second);
    const taker = new Room(this.#lease, room);
    await fireDue(this.#db, clock.now(), taker);
    for (const claimed of taker.claimed) {
      this.#open.push({ claimed, rest: claimed.executions.slice() });
    }
    clock.advance(second);
    if (ends) { while (this.#open.length > 0) await this.#end(0, 100, true); }
  }

  async #gather(): Promise<void> {
    const now = this.#clock.now();
    await gatherDue(this.#db, now + 75 * second, now);
  }

  async #end(which: number, most: number, ok: boolean): Promise<void> {
    const chosen = this.#open[which % this.#open.length];
    if (chosen === undefined) return;
    const { claimed, rest } = chosen;
    const some = rest.splice(0, most);
    const steps = stepsOf(claimed, ok ? done : broken, this.#clock.now(), some);
    const last = steps.at(-1);
    if (last !== undefined) steps[steps.length - 1] = { ...last, isLast: rest.length === 0 };
    assert.deepEqual(await recordSteps(this.#db, steps, this.#clock.now()), []);
    if (rest.length === 0) this.#open = this.#open.filter((one) => one !== chosen);
  }

  async #edit(id: JobId, isRescheduled: boolean): Promise<void> {
    const now = this.#clock.now();
    await changeJob(this.#db, id, (one) => {
      const other = one.schedule.minute === "*" ? schedules[1] : schedules[0];
      const schedule = isRescheduled ? other ?? one.schedule : one.schedule;
      const job = editJob(one, { ...one, name: `name ${one.version}`, schedule }, now);
      return { job, audit: anAudit(one, "modified", now) };
    }, now);
  }

  async #forget(before: number): Promise<void> {
    for (const forget of [forgetExecutions, forgetSheets, forgetStays]) {
      while (await forget(this.#db, before));
    }
  }
}

/** Whether the index by job names it: what runs on a sheet is found by the claim of the sheet. */
function isListed(execution: Execution): boolean {
  const isOnSheet = slotOf(execution.id) !== undefined && execution.attempt === 1;
  return isEnded(execution) || !isOnSheet || execution.state === "scheduled";
}

function idsOf(executions: readonly Execution[]): string[] {
  return executions.map(({ id }) => id).toSorted();
}

Deno.test("a job's lists hold each of its executions once, whatever happens to the job and its pack", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { minLength: 5, maxLength: 40 }),
      fc.boolean(),
      async (commands, isShared) => {
        const clock = new FakeClock();
        await using db = await seededDatabase(clock, isShared ? sharedServerLimits : undefined);
        const trial = new Trial(db, clock, await aLease(db, clock));
        for (let i = 0; i < 5; i++) await trial.add();
        for (const [i, one] of commands.entries()) {
          await trial.do(one);
          await trial.check(1 + i % 4);
        }
        await trial.finish();
      },
    ),
    { numRuns: 20 },
  );
});
