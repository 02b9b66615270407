import assert from "node:assert/strict";
import * as fc from "fast-check";
import { type MessageWindow, planMessages } from "../../../../scheduler/model/channels/grouping.ts";
import { minute, second } from "../../../../scheduler/model/time.ts";

const now = Date.parse("2026-03-02T10:00:00Z");

Deno.test("planMessages() gives up to five notices in a minute a message each", () => {
  const plan = planMessages([1, 2, 3, 4, 5], undefined, now);

  assert.deepEqual(plan?.messages, [[1], [2], [3], [4], [5]]);
});

Deno.test("planMessages() makes one message of more than five", () => {
  const plan = planMessages([1, 2, 3, 4, 5, 6], undefined, now);

  assert.deepEqual(plan?.messages, [[1, 2, 3, 4, 5, 6]]);
});

Deno.test("planMessages() holds what exceeds five until the minute is over, and makes it one message", () => {
  const first = planMessages([1, 2, 3], undefined, now);
  assert.ok(first);
  const second_ = planMessages([4, 5, 6], first.window, now + 10 * second);
  assert.ok(second_);
  const third = planMessages([4, 5, 6], second_.window, now + minute);

  assert.deepEqual(second_.messages, []);
  assert.equal(second_.lookAt, now + minute);
  assert.deepEqual(third?.messages, [[4, 5, 6]]);
});

Deno.test("planMessages() takes a minute that begins in the future for over", () => {
  const ahead: MessageWindow = { startedAt: now + 10 * minute, sent: 5, isFull: true };

  assert.deepEqual(planMessages([1], ahead, now)?.messages, [[1]]);
});

Deno.test("planMessages() loses and doubles nothing, and sends at most ten messages in any minute", () => {
  const arrivals = fc.array(fc.tuple(fc.nat(40), fc.nat(90)), { maxLength: 40 });
  fc.assert(fc.property(arrivals, (steps) => {
    let [at, next] = [now, 0];
    let window: MessageWindow | undefined;
    let waiting: number[] = [];
    const sent: { at: number; message: readonly number[] }[] = [];
    const look = () => {
      const plan = planMessages(waiting, window, at);
      if (plan === undefined) return;
      window = plan.window;
      sent.push(...plan.messages.map((message) => ({ at, message })));
      const gone = new Set(plan.messages.flat());
      waiting = waiting.filter((one) => !gone.has(one));
    };
    for (const [count, seconds] of steps) {
      for (let i = 0; i < count; i++) waiting.push(next++);
      look();
      at += seconds * second;
    }
    at += 2 * minute;
    look();

    assert.deepEqual(
      sent.flatMap(({ message }) => message),
      Array.from({ length: next }, (_, i) => i),
    );
    for (const { at: from } of sent) {
      const within = sent.filter((one) => one.at >= from && one.at < from + minute);
      assert.ok(within.length <= 10, `${within.length} messages in a minute`);
    }
  }));
});
