import { strict as assert } from "node:assert";
import { copy } from "../../../tui/commands/copying.ts";
import { aJob, aState, withJobs } from "../support/builders.ts";
import { aTestApp } from "../support/test_app.ts";
import { TestTerminal } from "../support/terminal.tsx";

const jobs = ["alpha", "beta", "gamma"].map((name, i) =>
  aJob({ name, job_id: String(i + 1).repeat(32) })
);

function withTmux<T>(value: string | undefined, act: () => T): T {
  const before = Deno.env.get("TMUX");
  const set = (to: string | undefined) =>
    to === undefined ? Deno.env.delete("TMUX") : Deno.env.set("TMUX", to);
  set(value);
  try {
    return act();
  } finally {
    set(before);
  }
}

/** The text in the last sequence that asks the terminal to copy. */
function copied(written: readonly string[]): string {
  // deno-lint-ignore no-control-regex -- sequences begin with it
  const base64 = /\x1b\]52;c;([^\x07]*)\x07$/.exec(written.at(-1) ?? "")?.[1] ?? "";
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
}

Deno.test("copy() sends OSC 52, with all of Unicode in it", () => {
  const { app, written } = aTestApp(aState(), {});

  withTmux(undefined, () => copy(app, "夜間 ✓", "it"));

  assert.equal(copied(written), "夜間 ✓");
  assert.equal(written.length, 1);
  assert.match(app.state.notices.toast?.text ?? "", /it/);
});

Deno.test("copy() sends both forms inside tmux", () => {
  const { app, written } = aTestApp(aState(), {});

  withTmux("/tmp/tmux-0/default,1,0", () => copy(app, "id", "id"));

  assert.ok(written[0]?.startsWith("\x1bPtmux;\x1b\x1b]52;c;"));
  assert.equal(copied(written), "id");
});

Deno.test("copy() cuts what terminals would drop", () => {
  const { app, written } = aTestApp(aState(), {});

  withTmux(undefined, () => copy(app, "x".repeat(100_000), "much"));

  assert.equal(copied(written).length, 70_000);
});

Deno.test("y copies the id of the row, and of all marked rows; Y offers name and JSON", async () => {
  const state = aState(...withJobs(jobs), { type: "view_switched", screen: "jobs" });
  await using terminal = new TestTerminal({ state });

  await terminal.press("y");
  assert.equal(copied(terminal.written), "1".repeat(32));
  await terminal.press("x", "x", "y");
  assert.equal(copied(terminal.written), `${"1".repeat(32)}\n${"2".repeat(32)}`);
  await terminal.press("Y", "n");
  assert.equal(copied(terminal.written), "alpha\nbeta");
  await terminal.press("X", "Y", "j");
  assert.equal(JSON.parse(copied(terminal.written)).name, "gamma");
});
