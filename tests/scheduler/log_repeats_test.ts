import assert from "node:assert/strict";
import { createLogger } from "../../scheduler/log.ts";
import { withFewRepeats } from "../../scheduler/log_repeats.ts";
import { minute } from "../../scheduler/model/time.ts";
import { StorageFullError } from "../../scheduler/store/kv/faults/failures.ts";
import { FakeClock } from "../support/fake_clock.ts";

function aLog() {
  const clock = new FakeClock();
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line));
  const log = createLogger({ format: "json", clock, write });
  return { clock, lines, log: withFewRepeats(log, () => clock.elapsed()) };
}

Deno.test("withFewRepeats() writes one line a minute about a full disk, whatever it prevented", () => {
  const { clock, lines, log } = aLog();
  const error = () => new StorageFullError("full", new Error("x"));

  for (let i = 0; i < 85; i++) {
    log.error("executions could not be claimed", { error: error() });
    log.child({ request_id: `${i}` }).warn("a request failed", { error: error() });
    log.error("fire: failed", { error: new AggregateError([error()], `${i} jobs`) });
    clock.advance(1000);
  }

  assert.equal(lines.length, 2);
  assert.equal(lines[1]?.lines_left_out, 60 * 3 - 1);
});

Deno.test("withFewRepeats() tells different errors, and every line without one", () => {
  const { clock, lines, log } = aLog();

  log.error("a request failed", { error: new TypeError("one") });
  log.error("a request failed", { error: new TypeError("two") });
  log.error("a request failed", { error: new TypeError("one") });
  for (let i = 0; i < 5; i++) log.warn("the lease was lost");
  for (let i = 0; i < 5; i++) log.info("request");
  clock.advance(minute);
  log.error("a request failed", { error: new TypeError("one") });

  assert.equal(lines.length, 2 + 5 + 5 + 1);
  assert.equal(lines.at(-1)?.lines_left_out, 1);
});
