import assert from "node:assert/strict";
import { ExecutionLog } from "../../../scheduler/engine/runs/execution_log.ts";
import { readLog } from "../../../scheduler/store/history/execution_logs.ts";
import { aJob } from "../../support/builders.ts";
import { aReady, aRunning } from "../../support/executions.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { memoryDatabase } from "../../support/memory_database.ts";

function aRunningAt(clock: FakeClock) {
  return aRunning(aReady(aJob(clock.now()), clock.now()), clock.now());
}

Deno.test("a job that says a line now and then keeps them all, in few parts", async () => {
  const clock = new FakeClock();
  await using db = await memoryDatabase();
  const execution = aRunningAt(clock);
  const log = new ExecutionLog(db, clock, execution, 0);
  const said = Array.from({ length: 60 }, (_, i) => `line ${i}`);

  for (const [i, line] of said.entries()) {
    log.info(line);
    // Each is written before the next is said.
    for (let last = ""; last !== line;) {
      const parts = await readLog(db, execution.id);
      last = parts.at(-1)?.lines.at(-1)?.message ?? "";
      assert.ok(parts.length <= 1, `${parts.length} parts after line ${i}`);
      await new Promise((done) => setTimeout(done, 0));
    }
  }
  assert.equal(await log.close(), undefined);

  const parts = await readLog(db, execution.id);
  assert.deepEqual(parts.flatMap(({ lines }) => lines.map(({ message }) => message)), said);
});

for (
  const unit of [
    "x",
    "line of a usual length, with some words in it",
    "é".repeat(40),
    "訊息",
    "z".repeat(3000),
  ]
) {
  Deno.test(`an attempt's log keeps 128 KiB of head and of tail, by bytes: ${unit.slice(0, 8)}`, async () => {
    const clock = new FakeClock();
    await using db = await memoryDatabase();
    const execution = aRunningAt(clock);
    const log = new ExecutionLog(db, clock, execution, 0);
    const bytesOf = (text: string) => new TextEncoder().encode(text).length + 1;
    const count = Math.ceil(2 ** 20 / bytesOf(unit));
    for (let i = 0; i < count; i++) {
      log.info(i === 0 ? `first ${unit}` : i === count - 1 ? `last ${unit}` : unit);
      if (i % 500 === 0) await new Promise((done) => setTimeout(done, 0));
    }
    assert.equal(await log.close(), undefined);

    const parts = await readLog(db, execution.id);
    const messages = parts.flatMap(({ lines }) => lines.map(({ message }) => message));
    const bytes = messages.reduce((sum, message) => sum + bytesOf(message), 0);
    assert.match(messages[0] ?? "", /^first /);
    assert.match(messages.at(-1) ?? "", /^last /);
    assert.ok(bytes <= 256 * 1024, `${bytes} bytes`);
    // A line of one byte takes 60 with its time and level, hence the bound of parts comes first there.
    assert.ok(bytes >= (unit.length < 4 ? 64 : 200) * 1024, `${bytes} bytes`);
  });
}
