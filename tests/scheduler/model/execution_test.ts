import assert from "node:assert/strict";
import fc from "fast-check";
import {
  askToStop,
  draftExecution,
  endUnstarted,
  Execution,
  finish,
  giveBack,
  type Holder,
  isEnded,
  isHeld,
  leave,
  makeReady,
  type Outcome,
  recover,
  type Running,
  type Scheduled,
  start,
} from "../../../scheduler/model/execution.ts";
import { retryDelayMs } from "../../../scheduler/model/job_policy.ts";
import {
  type ClaimId,
  type ExecutionId,
  newId,
  type WorkerId,
} from "../../../scheduler/model/ids.ts";
import type { JobPolicy } from "../../../scheduler/model/job_policy.ts";
import { storedSize } from "../../../scheduler/model/json.ts";
import { aJob, aPolicy } from "../../support/builders.ts";

const now = Date.parse("2026-03-02T10:00:00Z");
const later = now + 5000;
const holder: Holder = {
  workerId: newId<WorkerId>(now),
  claimId: newId<ClaimId>(now),
  hostname: "host",
  pid: 42,
};
const half = () => 0.5;
const failed: Outcome = { kind: "failed", reason: "boom", result: "stack" };
const timeout: Outcome = { kind: "timeout", reason: "too long" };
const succeeded: Outcome = { kind: "succeeded", result: "42" };

function aScheduled(policy: Partial<JobPolicy> = {}): Scheduled {
  const job = aJob(now, { policy });
  const id = newId<ExecutionId>(now);
  return draftExecution({ id, job, trigger: "manual", scheduledAt: now, readyAt: now }, now);
}

function aRunning(policy: Partial<JobPolicy> = {}): Running {
  return start(aScheduled(policy), holder, now);
}

/** What is written must be what is read again. */
function fits<E extends Execution>(execution: E): E {
  assert.deepEqual(Execution.parse(execution), execution);
  return execution;
}

Deno.test("leave() keeps who gave the attempt back, for the newest 20, through retries and the end", () => {
  let execution = aRunning({ maxRetries: 1 });
  for (let i = 0; i < 25; i++) {
    const left = fits(leave({ ...execution, pid: i }, now + i));
    assert.equal(left.state, "scheduled");
    assert.equal(left.attempt, 0);
    execution = start(left as Scheduled, holder, now + i);
  }

  const ended = fits(finish(execution, succeeded, later, half));

  assert.equal(ended.givenBack?.length, 20);
  assert.deepEqual(ended.givenBack?.at(-1), { at: now + 24, hostname: "host", pid: 24 });
  assert.equal(fits(giveBack(aRunning(), now)).givenBack, undefined);
});

Deno.test("start() begins the next attempt in its holder's name", () => {
  const running = fits<Running>(start(aScheduled(), holder, later));

  assert.equal(running.state, "running");
  assert.equal(running.attempt, 1);
  assert.equal(running.startedAt, later);
  assert.equal(running.workerId, holder.workerId);
  assert.ok(!("readyAt" in running));
  assert.ok(isHeld(running) && !isEnded(running));
});

Deno.test("start() and finish() keep every field that an execution has in all of its states", () => {
  const optional = {
    formerId: newId<ExecutionId>(now),
    reason: "asked for",
    retryOf: newId<ExecutionId>(now),
    coalesced: 2,
    coalescedSince: now - 1,
    givenBack: [{ at: now, hostname: "host", pid: 1 }],
    isListed: true as const,
    isPaused: true as const,
    traceparent: "00-1-1-00",
  } satisfies Partial<Scheduled>;
  const [scheduledShape, ...others] = Execution.options.map(({ shape }) => shape);
  const inAll = Object.keys(scheduledShape ?? {}).filter((field) =>
    others.every((shape) => field in shape)
  );
  const scheduled = fits<Scheduled>({ ...aScheduled(), ...optional });
  assert.deepEqual(inAll.filter((field) => !(field in scheduled)), []);

  const running = fits<Running>(start(scheduled, holder, later));
  const ended = fits(finish(running, succeeded, later, half));

  for (const step of [running, ended]) {
    assert.deepEqual({ ...step, ...optional }, step);
    assert.deepEqual(inAll.filter((field) => !(field in step)), []);
  }
});

Deno.test("makeReady() lets a waiting one be claimed", () => {
  const { readyAt: _, ...waiting } = aScheduled();

  assert.equal(fits(makeReady(waiting, later)).readyAt, later);
});

Deno.test("finish() of a success ends it with its result", () => {
  const ended = fits(finish(aRunning({ maxRetries: 3 }), succeeded, later, half));

  assert.ok(isEnded(ended));
  assert.equal(ended.state, "succeeded");
  assert.equal(ended.result, "42");
  assert.equal(ended.endedAt, later);
  assert.equal(ended.hostname, "host");
  assert.equal(ended.startedAt, now);
  assert.ok(!("claimId" in ended) && !("workerId" in ended));
});

Deno.test("finish() of a failure tries again while retries are left, and keeps each attempt", () => {
  const policy = { maxRetries: 2, retryDelaySeconds: 10 };
  let execution: Execution = aScheduled(policy);
  const errors = [failed, timeout, failed];

  for (const [i, outcome] of errors.entries()) {
    const next: Execution = fits(
      finish(start(execution as Scheduled, holder, now), outcome, later, half),
    );
    assert.equal(next.state, i < 2 ? "scheduled" : "failed");
    if (next.state === "scheduled") {
      assert.equal(next.readyAt, later + 7500 * 2 ** i);
      assert.match(next.description, new RegExp(`^attempt ${i + 1} of 3: `));
      for (const gone of ["workerId", "claimId", "startedAt"]) assert.ok(!(gone in next));
    }
    execution = next;
  }

  assert.deepEqual(execution.attempts.map(({ attempt, outcome }) => [attempt, outcome]), [
    [1, "failed"],
    [2, "timeout"],
    [3, "failed"],
  ]);
  assert.ok(isEnded(execution));
  assert.equal(execution.description, "boom");
  assert.equal(execution.result, "stack");
});

Deno.test("finish() of a timeout without retries ends as timeout", () => {
  const ended = fits(finish(aRunning(), timeout, later, half));

  assert.equal(ended.state, "timeout");
  assert.equal(ended.description, "too long");
});

Deno.test("finish() of one that is to stop does not try again", () => {
  for (const outcome of [failed, timeout]) {
    const stopping = fits(askToStop(aRunning({ maxRetries: 5 }), "kim", now));

    const ended = fits(finish(stopping, outcome, later, half));

    assert.equal(ended.state, "stopped");
    assert.equal(ended.description, "stopped by kim");
    assert.ok(!("stoppedBy" in ended));
  }
});

Deno.test("finish() tells the truth of one that succeeded before it saw the wish to stop", () => {
  assert.equal(
    finish(askToStop(aRunning(), "kim", now), succeeded, later, half).state,
    "succeeded",
  );
});

Deno.test("finish() of what cannot start is a scheduled error, without retries", () => {
  const ended = finish(
    aRunning({ maxRetries: 5 }),
    { kind: "not started", reason: "unknown" },
    later,
    half,
  );

  assert.equal(fits(ended).state, "scheduled error");
  assert.equal(ended.description, "unknown");
});

Deno.test("giveBack() does not count the attempt", () => {
  const again = fits(giveBack(aRunning(), later));

  assert.equal(again.state, "scheduled");
  assert.equal(again.attempt, 0);
  assert.deepEqual(again.attempts, []);
  assert.equal(again.state === "scheduled" && again.readyAt, later);
  assert.equal(start(again as Scheduled, holder, later).attempt, 1);
});

Deno.test("giveBack() of one that is to stop ends it", () => {
  assert.equal(fits(giveBack(askToStop(aRunning(), "kim", now), later)).state, "stopped");
});

Deno.test("recover() counts the attempt: queued again while retries are left, else failed", () => {
  const again = fits(recover(aRunning({ maxRetries: 1 }), later, half));
  const ended = fits(recover(aRunning(), later, half));

  assert.equal(again.state, "scheduled");
  assert.equal(again.attempts[0]?.outcome, "worker lost");
  assert.equal(ended.state, "failed");
  assert.match(ended.description, /worker .*was lost/);
});

Deno.test("recover() of one that is to stop ends it as stopped", () => {
  const stopping = askToStop(aRunning({ maxRetries: 5 }), "kim", now);

  assert.equal(fits(recover(stopping, later, half)).state, "stopped");
});

Deno.test("endUnstarted() ends what never ran", () => {
  const ended = fits(endUnstarted(aScheduled(), "stopped", "no need", later));

  assert.equal(ended.state, "stopped");
  assert.equal(ended.result, "");
  assert.ok(!("readyAt" in ended) && !("startedAt" in ended));
});

Deno.test("an execution with the most and longest attempts still fits one value", () => {
  const job = aJob(now, {
    name: "名".repeat(200),
    pubArgs: ["x".repeat(16_000)],
    policy: { maxRetries: 25 },
  });
  const id = newId<ExecutionId>(now);
  let execution: Execution = draftExecution(
    { id, job, trigger: "manual", scheduledAt: now, readyAt: now },
    now,
  );
  const outcome: Outcome = {
    kind: "failed",
    reason: "名".repeat(500),
    result: "名".repeat(8000),
  };

  while (execution.state === "scheduled") {
    execution = finish(start(execution, holder, now), outcome, later, half);
  }

  assert.equal(execution.attempts.length, 26);
  assert.ok(storedSize(execution) < 60 * 1024, String(storedSize(execution)));
});

Deno.test("retryDelayMs() doubles up to its cap, and half of it is chance", () => {
  const policy = { ...aPolicy, retryDelaySeconds: 10, retryDelayMaxSeconds: 60 };
  const bounds = [1, 2, 3, 4, 50].map((attempt) => [
    retryDelayMs(policy, attempt, () => 0),
    retryDelayMs(policy, attempt, () => 0.999999),
  ]);

  assert.deepEqual(bounds, [
    [5000, 10_000],
    [10_000, 20_000],
    [20_000, 40_000],
    [30_000, 60_000],
    [30_000, 60_000],
  ]);
});

Deno.test("retryDelayMs() is a sane wait for any policy", () => {
  const seconds = fc.integer({ min: 0, max: 86_400 });
  fc.assert(
    fc.property(
      seconds,
      seconds,
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (retryDelaySeconds, retryDelayMaxSeconds, attempt, random) => {
        const policy = { ...aPolicy, retryDelaySeconds, retryDelayMaxSeconds };
        const delay = retryDelayMs(policy, attempt, () => random);
        assert.ok(Number.isInteger(delay) && delay >= 0, String(delay));
        assert.ok(delay <= retryDelayMaxSeconds * 1000);
      },
    ),
  );
});
