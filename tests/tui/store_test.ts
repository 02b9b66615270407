import { strict as assert } from "node:assert";
import { Store } from "../../tui/store.ts";
import { aJob } from "./support/builders.ts";
import { FakeTimers } from "./support/fake_timers.ts";

function told(name: string) {
  const job = aJob({ name });
  return { type: "job", job_id: job.job_id, job } as const;
}

Deno.test("events are drawn at once, then at most four times a second", async () => {
  const timers = new FakeTimers();
  const store = new Store(timers);
  let draws = 0;
  store.subscribe(() => draws++);

  for (let i = 0; i < 200; i++) {
    store.tell(told(`job ${i}`));
    await timers.advance(5);
  }
  await timers.advance(250);

  assert.equal(store.getState().jobs.byId.size, 200);
  assert.ok(draws >= 4 && draws <= 6, `${draws} draws`);
});

Deno.test("a key does not wait for the server's batch", () => {
  const store = new Store(new FakeTimers());
  store.tell(told("first"));
  store.tell(told("second"));

  store.dispatch({ type: "view_switched", screen: "jobs" });

  assert.equal(store.getState().view.stack[0]?.screen, "jobs");
  assert.equal(store.getState().jobs.byId.size, 1);
});
