import { strict as assert } from "node:assert";
import { listOf } from "../../../tui/state/lists.ts";
import type { StateEvent } from "../../../tui/state.ts";
import { oneAfter } from "../../../tui/commands/list_commands.ts";
import { aJob, aState, iso, start, withJobs } from "../support/builders.ts";
import { Desk } from "../support/desk.ts";

const jobs = ["beta", "alpha", "gamma"].map((name, i) =>
  aJob({ name, next_run_time: iso(start + (i + 1) * 600_000) })
);
const onJobs: StateEvent = { type: "view_switched", screen: "jobs" };

function open() {
  return Desk.open({ columns: 140, rows: 40, state: aState(...withJobs(jobs), onJobs) });
}

/** The names in the order of the list. */
function order(desk: Desk): string[] {
  return (desk.list()?.ids ?? []).map((id) => desk.state.jobs.byId.get(id)?.name ?? "?");
}

/** Clicks on the head of a column. */
async function click(desk: Desk, head: string): Promise<void> {
  const rows = desk.draw();
  const y = rows.findIndex((row) => row.includes(head));
  const x = rows[y]?.indexOf(head) ?? -1;
  await desk.press(`\x1b[<0;${x + 1};${y + 1}M`);
}

Deno.test("a key sorts by a column, and pressed again in the other direction", async () => {
  const desk = await open();
  assert.deepEqual(order(desk), ["beta", "alpha", "gamma"]);

  await desk.press("M");
  assert.deepEqual(order(desk), ["alpha", "beta", "gamma"]);
  await desk.press("M");
  assert.deepEqual(order(desk), ["gamma", "beta", "alpha"]);
  await desk.press("N");
  assert.deepEqual(order(desk), ["beta", "alpha", "gamma"]);
});

Deno.test("the key of the usual column turns the usual order", async () => {
  const desk = await open();
  await desk.press("N");

  assert.deepEqual(order(desk), ["gamma", "alpha", "beta"]);
});

Deno.test("a click on a head does what its key does", async () => {
  for (const keys of ["M", "MM", "MN", "N", "NM", "NN"]) {
    const [byKeys, byClicks] = [await open(), await open()];
    for (const key of keys) {
      await byKeys.press(key);
      await click(byClicks, key === "M" ? "NAME" : "NEXT");
    }
    const sortOf = (desk: Desk) => {
      const { sort, isReversed } = listOf(desk.state.lists, "jobs");
      return [sort || "next", isReversed, order(desk)];
    };
    assert.deepEqual(sortOf(byClicks), sortOf(byKeys), keys);
  }
});

Deno.test("o goes through the columns and keeps the direction, O turns it", async () => {
  const desk = await open();
  const [first, second] = desk.list()?.sorts ?? [];
  await desk.press("O", "o");

  const { sort, isReversed } = listOf(desk.state.lists, "jobs");
  assert.equal(first, "next");
  assert.deepEqual([sort, isReversed], [second, true]);
});

Deno.test("o comes back to the usual column after the last", async () => {
  const desk = await open();
  const count = desk.list()?.sorts.length ?? 0;
  for (let i = 0; i < count; i++) await desk.press("o");

  assert.ok(count > 5);
  assert.equal(listOf(desk.state.lists, "jobs").sort, "next");
});

Deno.test("a column that the list does not have sorts nothing", async () => {
  const desk = await Desk.open({ state: aState(...withJobs(jobs), onJobs) });
  const before = desk.state;
  const { runCommand } = await import("../../../tui/commands/running.ts");
  await runCommand(desk.app, "sort_by_exit");

  assert.equal(desk.state, before);
});

Deno.test("the cursor stays on its job when the order changes", async () => {
  const desk = await open();
  await desk.press("j");
  assert.equal(desk.state.jobs.byId.get(desk.list()?.cursor ?? "")?.name, "alpha");

  for (const key of ["M", "M", "O", "o", "N"]) {
    await desk.press(key);
    assert.equal(desk.state.jobs.byId.get(desk.list()?.cursor ?? "")?.name, "alpha", key);
  }
});

Deno.test("oneAfter() begins anew behind the last, and for one that is not there", () => {
  assert.equal(oneAfter(["a", "b"], "a"), "b");
  assert.equal(oneAfter(["a", "b"], "b"), "a");
  assert.equal(oneAfter(["a", "b"], "?"), "a");
  assert.equal(oneAfter(["a"], "a"), "a");
});
