/** Time from a change to its frame written, on the jobs list where each second changes each row. Prints JSON. */
import "../../tui/terminal/env.ts";
import { PassThrough } from "node:stream";

// After env.ts: React chooses its build when it loads.
const { createElement } = await import("react");
const { render } = await import("ink");
const { Dashboard } = await import("../../tui/dashboard.tsx");
const { aTestApp } = await import("../../tests/tui/support/test_app.ts");
const { aState, withJobs } = await import("../../tests/tui/support/builders.ts");
const { manyJobs } = await import("./server.ts");

const [columns = 140, rows = 40] = Deno.args.map(Number);
const warmUp = 50;
const frames = 300;

const jobs = manyJobs(10_000, Date.parse("2026-11-22T06:00:00.000Z"));
const state = aState(...withJobs(jobs), { type: "view_switched", screen: "jobs" });
const { app } = aTestApp(state, {});
let bytes = 0;
const stdout = Object.assign(new PassThrough(), { isTTY: true, columns, rows });
stdout.on("data", (chunk: Uint8Array) => bytes += chunk.length);
const stdin = Object.assign(new PassThrough(), {
  isTTY: true,
  setRawMode: () => {},
  ref: () => {},
  unref: () => {},
});
const ink = render(createElement(Dashboard, { app }), {
  stdout: stdout as unknown as NodeJS.WriteStream,
  stdin: stdin as unknown as NodeJS.ReadStream,
  interactive: true,
  alternateScreen: true,
  exitOnCtrlC: false,
  patchConsole: false,
});
await ink.waitUntilRenderFlush();

const whole: number[] = [];
for (let i = 0; i < warmUp + frames; i++) {
  const before = bytes;
  const startedAt = performance.now();
  app.dispatch({ type: "clock_ticked", now: state.now + i * 1000 });
  await ink.waitUntilRenderFlush();
  if (i >= warmUp && bytes > before) whole.push(performance.now() - startedAt);
  // As in real use, garbage is collected between frames, and that time does not count for a frame.
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await Deno.stdout.write(
  new TextEncoder().encode(JSON.stringify(whole)),
);
Deno.exit(0);
