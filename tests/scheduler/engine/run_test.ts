import assert from "node:assert/strict";
import { Refusal } from "../../../scheduler/model/refusal.ts";
import { readLog } from "../../../scheduler/store/history/execution_logs.ts";
import { fireDue } from "../../../scheduler/store/firing/fire.ts";
import { stopExecution } from "../../../scheduler/store/firing/stop.ts";
import { minute } from "../../../scheduler/model/time.ts";
import { aJob } from "../../support/builders.ts";
import { anAudit, executionAt, keysOf, runNowAt, storedJob } from "../../support/store.ts";
import { aWorld, type Does, ended, until, untilAborted } from "../../support/world.ts";

async function resultOf(does: Does) {
  await using world = await aWorld();
  const id = await world.runNow(does);
  await world.engine().drain();
  return await ended(world.db, id);
}

Deno.test("a job that returns has succeeded, with its result as text", async () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const results: [Does, string | RegExp][] = [
    [() => "text", "text"],
    [() => ({ a: [1, null] }), '{\n    "a": [\n        1,\n        null\n    ]\n}'],
    [() => Promise.resolve(42), "42"],
    [() => undefined, ""],
    [() => null, "null"],
    [() => cycle, /Circular/],
    [() => 12n, "12n"],
    [() => Symbol("odd"), "Symbol(odd)"],
    [() => () => 1, /Function/],
    [() => "\ud800 alone", "\ufffd alone"],
    [() => ["\udc00"], '[\n    "\\udc00"\n]'],
    [() => ({
      toJSON: () => {
        throw new Error("no");
      },
    }), /toJSON/],
    [() => new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [() => new Map([[1, 2]]), "{}"],
  ];

  for (const [does, expected] of results) {
    const execution = await resultOf(does);
    assert.equal(execution.state, "succeeded");
    if (typeof expected === "string") assert.equal(execution.result, expected);
    else assert.match(execution.result, expected);
    assert.ok(execution.result.isWellFormed());
  }
});

Deno.test("a result too large for a record is cut, head and tail kept", async () => {
  for (const unit of ["x", "中", "😀"]) {
    const { state, result } = await resultOf(() => `HEAD${unit.repeat(2 ** 20)}TAIL`);

    assert.equal(state, "succeeded");
    assert.match(result, /^HEAD[^]*\n.*\d+ characters cut.*\n[^]*TAIL$/);
    assert.ok(result.length <= 16 * 1024 && result.isWellFormed());
  }
});

Deno.test("a job that throws has failed, whatever it throws", async () => {
  const thrown: [unknown, string | RegExp][] = [
    [new TypeError("boom"), "boom"],
    [new TypeError(), "TypeError"],
    [new Refusal("invalid", "no"), "no"],
    ["a text", "a text"],
    [undefined, ""],
    [null, "null"],
    [{ code: 7 }, '{"code":7}'],
    [10n, "10n"],
    [Object.create(null), "{}"],
    [
      new Proxy(new Error("x"), {
        get: () => {
          throw new Error("y");
        },
      }),
      /./,
    ],
    ["\ud800", "\ufffd"],
  ];

  for (const [what, expected] of thrown) {
    const execution = await resultOf(() => {
      throw what;
    });
    assert.equal(execution.state, "failed");
    if (typeof expected === "string") assert.equal(execution.description, expected);
    else assert.match(execution.description, expected);
  }
});

Deno.test("a failure keeps message and stack, cut where they are too large", async () => {
  const short = await resultOf(() => {
    throw new Error("boom");
  });
  const long = await resultOf(() => Promise.reject(new Error("x".repeat(2 ** 20))));

  assert.match(short.result, /^Error: boom\n\s+at /);
  assert.equal(long.state, "failed");
  assert.ok(long.description.length <= 1000);
  assert.match(long.result, /characters cut/);
});

Deno.test("what cannot be started is a scheduled error, without retries, and others run", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const policy = { maxRetries: 5 };
  const unknown = await storedJob(db, aJob(clock.now(), { jobClass: "no.such", policy }));
  const misfit = await storedJob(
    db,
    aJob(clock.now(), { jobClass: "test", pubArgs: [7, "x".repeat(5000)], policy }),
  );
  const ids = [
    await runNowAt(db, unknown, clock.now()),
    await runNowAt(db, misfit, clock.now()),
    await world.runNow(() => "fine"),
  ];

  await world.engine().drain();

  const [first, second, third] = await Promise.all(ids.map((id) => ended(db, id)));
  assert.deepEqual([first!.state, first!.description], [
    "scheduled error",
    "unknown job class no.such",
  ]);
  assert.equal(second!.state, "scheduled error");
  assert.match(second!.description, /^the arguments do not fit: /);
  assert.equal(third!.state, "succeeded");
});

Deno.test("a job is told what it runs as", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  let told: unknown;
  const job = await world.job(
    ({ signal: _, log: __, describe: ___, childStarted: ____, ...rest }) => {
      told = rest;
    },
  );
  const fireAt = clock.now();
  clock.advance(1000);
  await fireDue(db, clock.now());

  await world.engine().drain();

  const id = JSON.parse((await keysOf(db, "execution"))[0]!)[1];
  assert.deepEqual(told, {
    jobId: job.id,
    jobName: job.name,
    executionId: id,
    attempt: 1,
    scheduledAt: fireAt,
    retryDelayMaxSeconds: job.policy.retryDelayMaxSeconds,
  });
});

Deno.test("a timeout aborts the signal, and ends as timeout", async () => {
  await using world = await aWorld();
  let reason: unknown;
  const id = await world.runNow(async (context) => {
    await untilAborted(context).catch((error) => {
      reason = error;
      throw error;
    });
  }, { timeoutSeconds: 0.05 });

  await world.engine().drain();

  const execution = await ended(world.db, id);
  assert.equal(execution.state, "timeout");
  assert.match(execution.description, /timeout of 0.05 s/);
  assert.ok(reason instanceof DOMException && reason.name === "TimeoutError");
});

Deno.test("a timeout ends a job that ignores it, and its late result is dropped", async () => {
  await using world = await aWorld();
  const late = Promise.withResolvers<string>();
  const id = await world.runNow(() => late.promise, { timeoutSeconds: 0.05 });

  await world.engine().drain();
  const execution = await ended(world.db, id);
  late.resolve("late");
  await late.promise;

  assert.equal(execution.state, "timeout");
  assert.deepEqual(await executionAt(world.db, id), execution);
});

Deno.test("a stop reaches the worker that runs it, from another process", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  let reason: unknown;
  const id = await world.runNow(async (context) => {
    await untilAborted(context).catch((error) => {
      reason = error;
      throw error;
    });
  }, { maxRetries: 3 });
  const draining = world.engine().drain();
  await until(async () => (await executionAt(db, id)).state === "running");
  const audit = anAudit(aJob(clock.now()), "stopped", clock.now());

  const stopping = await stopExecution(db, id, "kim", audit, clock.now());
  await draining;

  assert.equal(stopping?.state, "stopping");
  const execution = await ended(db, id);
  assert.deepEqual([execution.state, execution.description], ["stopped", "stopped by kim"]);
  assert.match(String(reason), /stopped by kim/);
  assert.deepEqual(await keysOf(db, "stop", "claim", "queue"), []);
});

Deno.test("a failing job is tried again with backoff until it succeeds", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const id = await world.runNow(({ attempt }) => {
    if (attempt < 3) throw new Error(`no ${attempt}`);
    return "at last";
  }, { maxRetries: 5, retryDelaySeconds: 10 });
  const engine = world.engine();
  const waits: number[] = [];

  for (let i = 0; i < 2; i++) {
    await engine.drain();
    const waiting = await executionAt(db, id);
    assert.ok(waiting.state === "scheduled" && waiting.readyAt !== undefined);
    waits.push(waiting.readyAt - clock.now());
    clock.advance(waiting.readyAt - clock.now() - 1);
    await engine.drain();
    assert.equal((await executionAt(db, id)).attempt, i + 1, "not before its time");
    clock.advance(1);
  }
  await engine.drain();

  const execution = await ended(db, id);
  assert.deepEqual([execution.state, execution.result], ["succeeded", "at last"]);
  assert.deepEqual(execution.attempts.map(({ error }) => error), ["no 1", "no 2"]);
  assert.ok(waits[0]! >= 5000 && waits[0]! <= 10_000);
  assert.ok(waits[1]! >= 10_000 && waits[1]! <= 20_000);
});

Deno.test("a job that fails and fails ends as failed, with each attempt's error", async () => {
  await using world = await aWorld();
  const id = await world.runNow(({ attempt }) => {
    throw new Error(`no ${attempt} ${"x".repeat(5000)}`);
  }, { maxRetries: 25, retryDelaySeconds: 1, retryDelayMaxSeconds: 1 });
  const engine = world.engine();

  for (let i = 0; i < 26; i++) {
    await engine.drain();
    world.clock.advance(minute);
  }

  const execution = await ended(world.db, id);
  assert.equal(execution.state, "failed");
  assert.deepEqual(
    execution.attempts.map(({ attempt, error }) => error.startsWith(`no ${attempt} `)),
    Array(26).fill(true),
  );
});

Deno.test("log lines are kept with the execution, of each attempt", async () => {
  await using world = await aWorld();
  const id = await world.runNow(({ log, attempt }) => {
    log.debug("one");
    log.info("two");
    log.warn("three \ud800");
    log.error("four");
    if (attempt === 1) throw new Error("again");
  }, { maxRetries: 1, retryDelaySeconds: 0 });

  await world.engine().drain();
  await world.engine().drain();

  await ended(world.db, id);
  const chunks = await readLog(world.db, id);
  const lines = chunks.flatMap(({ attempt, lines }) =>
    lines.map(({ level, message }) => `${attempt} ${level} ${message}`)
  );
  const expected = ["debug one", "info two", "warn three \ufffd", "error four"];
  assert.deepEqual(lines, [1, 2].flatMap((n) => expected.map((line) => `${n} ${line}`)));
});

Deno.test("log lines are bounded however much a job says: head and tail are kept", async () => {
  await using world = await aWorld();
  const id = await world.runNow(({ log }) => {
    for (let i = 0; i < 20_000; i++) log.info(`line ${i} of many, some longer than others`);
    log.info("中".repeat(2 ** 20));
  });

  await world.engine().drain();

  assert.equal((await ended(world.db, id)).state, "succeeded");
  const chunks = await readLog(world.db, id);
  const lines = chunks.flatMap(({ lines }) => lines.map(({ message }) => message));
  assert.ok(chunks.length <= 16);
  assert.match(lines[0]!, /^line 0 of/);
  assert.match(lines.at(-2)!, /^line 19999 of/);
  assert.match(lines.at(-1)!, /^中+\n.*characters cut/);
});

Deno.test("what a job says after its end is dropped", async () => {
  await using world = await aWorld();
  let say: ((text: string) => void) | undefined;
  const id = await world.runNow(({ log }) => {
    say = (text) => log.info(text);
    log.info("in time");
  });
  await world.engine().drain();
  await ended(world.db, id);

  say?.("too late");

  const lines = (await readLog(world.db, id)).flatMap(({ lines }) => lines);
  assert.deepEqual(lines.map(({ message }) => message), ["in time"]);
});
