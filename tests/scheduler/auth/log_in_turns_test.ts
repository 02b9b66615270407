import assert from "node:assert/strict";
import { LogInTurns } from "../../../scheduler/auth/log_in_turns.ts";
import { Refusal } from "../../../scheduler/model/refusal.ts";

Deno.test("LogInTurns.take() lets few of one address in at once, and those that wait in their order", async () => {
  const turns = new LogInTurns();
  const started: number[] = [];
  const gates = Array.from({ length: 10 }, () => Promise.withResolvers<void>());

  const all = gates.map(({ promise }, i) =>
    turns.take("192.0.2.1", async () => {
      started.push(i);
      await promise;
    })
  );
  const other = await turns.take("192.0.2.2", () => Promise.resolve("at once"));

  assert.equal(other, "at once");
  const first = started.length;
  assert.ok(first > 0 && first < 10);
  for (const { resolve } of gates) resolve();
  await Promise.all(all);
  assert.deepEqual(started, [...gates.keys()]);
});

Deno.test("LogInTurns.take() refuses the one too many, and only from that address", async () => {
  const turns = new LogInTurns();
  const gate = Promise.withResolvers<void>();
  const act = () => gate.promise;

  const answers = Array.from({ length: 100 }, () => turns.take("192.0.2.1", act).catch((e) => e));
  const other = turns.take("192.0.2.2", act);
  gate.resolve();

  const refused = (await Promise.all(answers)).filter((answer) => answer instanceof Refusal);
  assert.ok(refused.length > 0 && refused.length < 50);
  assert.equal(refused[0]?.code, "too_many_attempts");
  assert.ok((refused[0]?.retryAfterSeconds ?? 0) > 0);
  await other;
  await turns.take("192.0.2.1", act);
});

Deno.test("LogInTurns.take() goes on after a failure", async () => {
  const turns = new LogInTurns();
  const failing = Array.from(
    { length: 20 },
    () => turns.take("192.0.2.1", () => Promise.reject(new Error("wrong"))),
  );

  const results = await Promise.allSettled(failing);

  assert.ok(results.every(({ status }) => status === "rejected"));
  assert.equal(await turns.take("192.0.2.1", () => Promise.resolve(1)), 1);
});
