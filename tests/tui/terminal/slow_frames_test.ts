import { strict as assert } from "node:assert";
import {
  keepSlowFrame,
  mostLogBytes,
  type SlowFrame,
  slowFrameLine,
} from "../../../tui/terminal/slow_frames.ts";
import { aState, start } from "../support/builders.ts";
import { TestTerminal } from "../support/terminal.tsx";

const frame: SlowFrame = {
  at: start,
  ms: 73.4,
  screen: "jobs",
  columns: 140,
  rows: 40,
  cause: "changes",
};

function wasteMs(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

Deno.test("a frame that takes longer than 50 ms is logged with its event", async () => {
  await using terminal = new TestTerminal({ state: aState() });
  await terminal.settle();
  terminal.test.slowFrames.length = 0;
  const stop = terminal.app.store.subscribe(() => wasteMs(60));

  terminal.app.dispatch({ type: "view_switched", screen: "jobs" });
  await terminal.settle();
  stop();
  await terminal.press("j");

  // A busy machine may make others slow as well.
  const logged = terminal.test.slowFrames.filter(({ cause }) => cause === "view_switched");
  assert.equal(logged.length, 1);
  const { ms, screen, columns, rows, cause } = logged[0]!;
  assert.ok(ms > 50 && ms < 5000, String(ms));
  assert.deepEqual({ screen, columns, rows, cause }, {
    ...{ screen: "jobs", columns: 80, rows: 24 },
    cause: "view_switched",
  });
});

Deno.test("a line of the log says when, how long, where and why", () => {
  assert.equal(slowFrameLine(frame), "2026-11-22T06:00:00.000Z 73 ms jobs 140x40 changes\n");
});

Deno.test("only the owner can read the log, and its size is bounded", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/carillon/dashboard.log`;

  await keepSlowFrame(path, frame);
  const { mode } = await Deno.stat(path);
  await Deno.writeTextFile(path, slowFrameLine(frame).repeat(mostLogBytes / 50), { append: true });
  await keepSlowFrame(path, { ...frame, cause: "the last" });

  const text = await Deno.readTextFile(path);
  assert.equal(mode! & 0o777, 0o600);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  assert.ok(text.length <= mostLogBytes, String(text.length));
  assert.ok(text.split("\n").slice(0, -1).every((line) => /^2026-\S+ 73 ms /.test(line)));
  assert.match(text, /the last\n$/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a log that cannot be written is no error", async () => {
  await keepSlowFrame("/proc/nowhere/dashboard.log", frame);
});
