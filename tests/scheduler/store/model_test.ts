import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Ended,
  type Execution,
  giveBack,
  type Held,
  isEnded,
  isHeld,
  type Outcome,
  type Running,
  type Scheduled,
} from "../../../scheduler/model/execution.ts";
import { finish } from "../../../scheduler/model/execution.ts";
import { makeUpCap } from "../../../scheduler/model/fire.ts";
import { type ClaimId, type JobId, newId } from "../../../scheduler/model/ids.ts";
import { editJob, type Job, pauseJob, resumeJob } from "../../../scheduler/model/job.ts";
import type { JobPolicy } from "../../../scheduler/model/job_policy.ts";
import { minute, second } from "../../../scheduler/model/time.ts";
import { type Database, sharedServerLimits } from "../../../scheduler/store/kv/database.ts";
import { fireDue } from "../../../scheduler/store/firing/fire.ts";
import { gatherDue } from "../../../scheduler/store/firing/gather.ts";
import { releaseAllWaiting } from "../../../scheduler/store/firing/waiting.ts";
import { stopExecution } from "../../../scheduler/store/firing/stop.ts";
import { changeJob } from "../../../scheduler/store/jobs/jobs.ts";
import { findExecution } from "../../../scheduler/store/history/executions.ts";
import {
  endLease,
  type Lease,
  leaseMs,
  recoverLost,
  renewLease,
} from "../../../scheduler/store/running/leases.ts";
import { LeaseWatch } from "../../../scheduler/store/running/lease_watch.ts";
import { type Claimed, claimNext } from "../../../scheduler/store/running/queue.ts";
import { recordSteps } from "../../../scheduler/store/running/record_steps.ts";
import { runNow, startLater } from "../../../scheduler/store/firing/run_now.ts";
import { aJob } from "../../support/builders.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { jobNow, mustBeWhole } from "../../support/packs.ts";
import {
  aLease,
  allExecutions,
  anAudit,
  broken,
  done,
  keysOf,
  runNowAt,
  seededDatabase,
  storedJob,
} from "../../support/store.ts";

type Command =
  | { readonly kind: "tick" | "sweep" | "fall back" | "gather" }
  | { readonly kind: "tick and take" | "tick and change"; readonly worker: number }
  | { readonly kind: "advance"; readonly seconds: number }
  | { readonly kind: "claim"; readonly worker: number; readonly most: number }
  | { readonly kind: "renew" | "leave" | "crash"; readonly worker: number }
  | { readonly kind: "end"; readonly worker: number; readonly which: number; readonly ok: boolean }
  | { readonly kind: "end and stop"; readonly worker: number; readonly ok: boolean }
  | { readonly kind: "stop"; readonly which: number }
  | { readonly kind: "run now" | "pause or resume"; readonly job: number }
  | { readonly kind: "run"; readonly job: number; readonly request: RunWish };

interface RunWish {
  readonly force: boolean;
  readonly inSeconds: number;
}

const index = fc.nat({ max: 30 });
const worker = fc.nat({ max: 2 });
const job = fc.nat({ max: 1 });
const ok = fc.boolean();

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("tick" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("sweep" as const, "fall back" as const) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("gather" as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("tick and take" as const, "tick and change" as const),
      worker,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("advance" as const),
      seconds: fc.constantFrom(1, 10, 29, 31, 60, 60, 130, 600),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("claim" as const),
      worker,
      most: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("renew" as const, "renew" as const, "leave" as const, "crash" as const),
      worker,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("end" as const), worker, which: index, ok }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("end and stop" as const), worker, ok }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("stop" as const), which: index }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("run now" as const), job }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("run" as const),
      job,
      request: fc.record({ force: fc.boolean(), inSeconds: fc.constantFrom(0, 0, 5, 60, 90) }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("pause or resume" as const), job }) },
);

const policy: fc.Arbitrary<Partial<JobPolicy>> = fc.record({
  maxInstances: fc.integer({ min: 1, max: 3 }),
  overlap: fc.constantFrom("skip" as const, "queue" as const, "replace" as const),
  misfireGraceSeconds: fc.constantFrom(60, 300, 3600),
  coalesce: fc.boolean(),
  maxRetries: fc.integer({ min: 0, max: 2 }),
  retryDelaySeconds: fc.constantFrom(0, 10),
});

/** The arrows of the states; what has ended stays as it is. */
const arrows: Record<string, readonly Execution["state"][]> = {
  scheduled: ["scheduled", "running", "stopped", "scheduled error"],
  running: ["running", "stopping", "scheduled", "succeeded", "failed", "stopped"],
  stopping: ["stopping", "stopped", "succeeded", "failed"],
};

/** What a worker knows: a crash makes it forget. */
interface WorkerMemory {
  readonly lease: Lease;
  readonly claims: { readonly claimed: Claimed; readonly open: Running[] }[];
}

type Executions = ReadonlyMap<string, Execution>;

/** The store, driven by several workers, and what must hold of it after each command. */
class Trial {
  readonly #db: Database;
  readonly #clock = new FakeClock();
  readonly #jobs: JobId[] = [];
  readonly #workers: (WorkerMemory | undefined)[] = [undefined, undefined, undefined];
  /** They count as no instances. */
  readonly #forced = new Set<string>();
  readonly #watch: LeaseWatch;
  #before: Executions = new Map();

  constructor(db: Database, clock: FakeClock, jobs: readonly JobId[]) {
    this.#db = db;
    this.#clock = clock;
    this.#watch = new LeaseWatch(() => clock.elapsed());
    this.#jobs.push(...jobs);
  }

  async do(command: Command): Promise<void> {
    const jobs = await this.#readJobs();
    await this.#act(command);
    const after = await this.#read();
    this.#checkArrows(after);
    this.#checkInstances(after);
    if (command.kind === "tick") { for (const one of jobs) this.#checkFires(one, after); }
    await mustBeWhole(this.#db);
    this.#before = after;
  }

  /** All workers are lost; sweeps and one good worker bring everything to its end. */
  async settle(): Promise<void> {
    const [db, clock] = [this.#db, this.#clock];
    this.#workers.fill(undefined);
    // As far as all the steps that the clock fell back, too.
    await this.#watch.lostWorkers(db);
    clock.advance(leaseMs + 2 * minute);
    await recoverLost(db, this.#watch, clock.now());
    const lease = await aLease(db, clock);
    for (let round = 0; (await keysOf(db, "queue", "waiting", "later")).length > 0; round++) {
      assert.ok(round < 1000, "it settles");
      await startLater(db, clock.now());
      await releaseAllWaiting(db, clock.now());
      const claimed = await claimNext(db, lease, 9, clock.now());
      assert.ok(claimed !== undefined);
      for (const [i, execution] of claimed.executions.entries()) {
        const isLast = i === claimed.executions.length - 1;
        const refused = await this.#record(claimed, execution, done, isLast);
        assert.ok(!refused);
      }
      if (claimed.executions.length === 0) clock.advance(minute);
    }
    await endLease(db, lease, clock.now());
    const after = await this.#read();
    this.#before = after;
    for (const execution of after.values()) {
      assert.ok(isEnded(execution), `${execution.id} is ${execution.state} for ever`);
    }
    const left = await keysOf(
      db,
      ...["queue", "claim", "worker", "waiting", "stop", "later", "later_by_job", "active"],
    );
    assert.deepEqual(left, []);
  }

  async #act(command: Command): Promise<unknown> {
    const [db, clock] = [this.#db, this.#clock];
    const now = clock.now();
    switch (command.kind) {
      case "tick":
        await Promise.all([fireDue(db, now), startLater(db, now), fireDue(db, now)]);
        await Promise.all([recoverLost(db, this.#watch, now), recoverLost(db, this.#watch, now)]);
        return await releaseAllWaiting(db, now);
      case "gather":
        return await gatherDue(db, now + 2 * minute, now, { least: 1 });
      case "tick and take":
        return await Promise.all([this.#take(command.worker), fireDue(db, now)]);
      case "tick and change":
        return await Promise.all([
          this.#take(command.worker),
          gatherDue(db, now + minute, now, { least: 1 }),
          changeJob(db, this.#jobs[command.worker % 2]!, (job) => ({
            job: editJob(job, { ...job, name: `name ${job.version}` }, now),
            audit: anAudit(job, "modified", now),
          }), now),
          runNow(
            db,
            this.#jobs[command.worker % 2]!,
            (one) => anAudit(one, "custom_run", now),
            now,
          ),
          startLater(db, now),
        ]);
      case "sweep":
        return await recoverLost(db, this.#watch, now);
      case "advance":
        return clock.advance(command.seconds * second);
      case "fall back":
        return clock.jump(-1 * second);
      case "claim":
        return await Promise.all([
          this.#claim(command.worker, command.most),
          this.#claim((command.worker + 1) % 3, command.most),
        ]);
      case "renew":
        return await this.#renew(command.worker);
      case "leave":
        return await this.#leave(command.worker);
      case "crash":
        return this.#workers[command.worker] = undefined;
      case "end":
        return await this.#end(command.worker, command.which, command.ok ? done : broken);
      case "end and stop": {
        const open = this.#workers[command.worker]?.claims[0]?.open[0];
        return await Promise.all([
          open && this.#stop(open),
          this.#end(command.worker, 0, command.ok ? done : broken),
        ]);
      }
      case "stop": {
        const known = [...this.#before.values()].filter((one) => !isEnded(one));
        const chosen = known[command.which % Math.max(1, known.length)];
        return chosen && await this.#stop(chosen);
      }
      case "run now": {
        const [found] = await this.#readJobs(command.job);
        const isFull = found !== undefined && found.active.length >= found.policy.maxInstances;
        const id = found && await runNowAt(db, found, now);
        if (id !== undefined && isFull) this.#forced.add(id);
        return id;
      }
      case "run": {
        const [found] = await this.#readJobs(command.job);
        const { force, inSeconds } = command.request;
        const request = { force, runAt: now + inSeconds * second };
        const audit = (one: Job) => anAudit(one, "custom_run", now);
        const made = found &&
          await runNow(db, found.id, audit, now, { request: () => request });
        if (made !== undefined && force) this.#forced.add(made.id);
        return made;
      }
      case "pause or resume":
        return await changeJob(db, this.#jobs[command.job]!, (job) => ({
          job: job.paused ? resumeJob(job, now) : pauseJob(job, now),
          audit: anAudit(job, job.paused ? "resumed" : "paused", now),
        }), now);
    }
  }

  async #claim(which: number, most: number): Promise<void> {
    this.#workers[which] ??= { lease: await aLease(this.#db, this.#clock), claims: [] };
    const { lease, claims } = this.#workers[which];
    const claimed = await claimNext(this.#db, lease, most, this.#clock.now());
    if (claimed !== undefined && claimed.executions.length > 0) {
      claims.push({ claimed, open: [...claimed.executions] });
    }
  }

  /** Fires what is due, and the worker takes up to three executions of each commit. */
  async #take(which: number): Promise<void> {
    this.#workers[which] ??= { lease: await aLease(this.#db, this.#clock), claims: [] };
    const { lease, claims } = this.#workers[which];
    let isLost = false;
    await fireDue(this.#db, this.#clock.now(), {
      take: (most) =>
        isLost ? undefined : {
          lease,
          claimId: newId<ClaimId>(this.#clock.now()),
          room: Math.min(most, 3),
          taken: (claimed) => claims.push({ claimed, open: [...claimed.executions] }),
          dropped: (why) => isLost ||= why === "lost",
        },
    });
  }

  async #renew(which: number): Promise<void> {
    const memory = this.#workers[which];
    if (memory === undefined) return;
    const { lease } = memory;
    const now = this.#clock.now();
    const renewed = await renewLease(this.#db, lease, now);
    // One that was found lost lives on as a zombie: it still tries to write what it holds.
    if (renewed !== undefined) this.#workers[which] = { ...memory, lease: renewed };
  }

  async #leave(which: number): Promise<void> {
    const memory = this.#workers[which];
    if (memory === undefined) return;
    for (const { claimed, open } of memory.claims) {
      for (let one = open.shift(); one !== undefined; one = open.shift()) {
        await this.#record(claimed, one, undefined, open.length === 0);
      }
    }
    await endLease(this.#db, memory.lease, this.#clock.now());
    this.#workers[which] = undefined;
  }

  async #end(which: number, one: number, outcome: Outcome): Promise<void> {
    const claims = this.#workers[which]?.claims.filter(({ open }) => open.length > 0) ?? [];
    const chosen = claims[one % Math.max(1, claims.length)];
    const [execution] = chosen?.open.splice(one % chosen.open.length, 1) ?? [];
    if (chosen === undefined || execution === undefined) return;
    await this.#record(chosen.claimed, execution, outcome, chosen.open.length === 0);
  }

  /** @returns whether it was refused, which must be so exactly when another has it by now. */
  async #record(
    claimed: Claimed,
    execution: Running,
    outcome: Outcome | undefined,
    isLast: boolean,
  ): Promise<boolean> {
    const now = this.#clock.now();
    const next = (held: Held): Scheduled | Ended =>
      outcome === undefined ? giveBack(held, now) : finish(held, outcome, now, () => 0);
    const stored = await findExecution(this.#db, execution.id);
    const isHolder = stored !== undefined && isHeld(stored) && stored.claimId === execution.claimId;
    const step = { claim: claimed.entry, execution, next, isLast };
    const refused = (await recordSteps(this.#db, [step], now)).length > 0;
    assert.equal(refused, !isHolder, "only the holder writes, and he does");
    return refused;
  }

  async #stop({ id, job }: Execution): Promise<void> {
    const now = this.#clock.now();
    const audit = anAudit(job as unknown as Job, "stopped", now);
    await stopExecution(this.#db, id, "kim", audit, now);
  }

  #checkArrows(after: Executions): void {
    for (const [id, before] of this.#before) {
      const now = after.get(id);
      assert.ok(now !== undefined, "no execution is lost");
      if (isEnded(before)) assert.deepEqual(now, before, "an end is written once");
      else assert.ok(arrows[before.state]?.includes(now.state), `${before.state} → ${now.state}`);
      if (isHeld(before) && isHeld(now)) assert.equal(now.claimId, before.claimId);
      assert.ok(now.attempts.length <= now.job.policy.maxRetries + 1);
    }
  }

  #checkInstances(after: Executions): void {
    for (const id of this.#jobs) {
      const underWay = [...after.values()].filter((one) =>
        one.job.id === id && !this.#forced.has(one.id) &&
        (isHeld(one) || (one.state === "scheduled" && one.readyAt !== undefined))
      );
      const most = underWay[0]?.job.policy.maxInstances ?? 0;
      assert.ok(underWay.length <= most, `${underWay.length} of ${most} instances`);
    }
  }

  /** Each fire time since the last tick has its one execution, or one stands for all. */
  #checkFires(job: Job, after: Executions): void {
    const now = this.#clock.now();
    const { coalesce, misfireGraceSeconds } = job.policy;
    const times: number[] = [];
    for (let at = job.nextRunAt ?? Infinity; at <= now; at += minute) times.push(at);
    if (times.length > makeUpCap(job)) return;
    const inTime = times.filter((at) => now - at <= misfireGraceSeconds * second);
    const missed = times.slice(0, times.length - inTime.length);
    const expected = [...missed, ...(coalesce ? inTime.slice(-1) : inTime)];
    const made = [...after.values()].filter((one) =>
      one.job.id === job.id && one.trigger === "schedule" && !this.#before.has(one.id)
    );
    assert.deepEqual(made.map(({ scheduledAt }) => scheduledAt), expected);
  }

  async #read(): Promise<Executions> {
    return new Map((await allExecutions(this.#db)).map((one) => [one.id, one]));
  }

  async #readJobs(which?: number): Promise<Job[]> {
    const chosen = which === undefined ? this.#jobs : this.#jobs.slice(which, which + 1);
    const found = await Promise.all(chosen.map((id) => jobNow(this.#db, id, this.#clock.now())));
    return found.flatMap((one) => one ?? []);
  }
}

Deno.test("the store keeps its promises in any order of calls", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { minLength: 10, maxLength: 60, size: "max" }),
      policy,
      policy,
      async (commands, ...policies) => {
        const clock = new FakeClock("2026-03-02T09:59:30Z");
        await using db = await seededDatabase(clock, sharedServerLimits);
        const jobs: JobId[] = [];
        for (const one of policies) {
          jobs.push((await storedJob(db, aJob(clock.now(), { policy: one }))).id);
        }
        const trial = new Trial(db, clock, jobs);

        for (const command of commands) await trial.do(command);
        await trial.settle();
      },
    ),
    { numRuns: 200 },
  );
});
