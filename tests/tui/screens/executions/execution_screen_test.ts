import { strict as assert } from "node:assert";
import type { Client } from "../../../../tui/server/client.ts";
import { aState, iso, start, withJobs } from "../../support/builders.ts";
import { aHistory, type History, HistoryServer } from "../../support/history_server.ts";
import { cursorRow } from "../../support/story.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const history = aHistory();
const [run] = history.executions;
const id = run!.execution_id;

async function onRun(given: Partial<History> = {}, size: { columns?: number; rows?: number } = {}) {
  const server = new HistoryServer({ ...history, ...given });
  const state = aState(...withJobs(history.jobs), {
    type: "view_opened",
    view: { screen: "run", id },
  });
  const terminal = new TestTerminal({ state, client: server.client, ...size });
  await terminal.timers.advance(500);
  return { terminal, server };
}

Deno.test("the output is shown line by line with its attempts, from the end", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;

  const screen = await terminal.screen();

  const text = screen.join("\n");
  assert.match(text, /billing-export › run [0-9a-f]{8} .* ✗ failed · 3\.0s · attempt 2\/3/);
  assert.match(text, /06:00:00\.00 out connecting to db:5432/);
  assert.match(text, /06:00:00\.03 err err ECONNREFUSED/);
  assert.match(text, /attempt 2\n/);
  assert.match(cursorRow(screen), /xxxx/);
});

Deno.test("/ searches while the user types, n and N go on, and the other lines stay", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;

  await terminal.press("/", "econn");
  const found = await terminal.screen();
  await terminal.press("\r", "n");
  const again = await terminal.screen();
  await terminal.press("\x1b");
  await terminal.timers.advance(100);

  assert.match(cursorRow(found), /ECONNREFUSED/);
  assert.match(found.join("\n"), /match 1\/1/);
  assert.match(found.join("\n"), /reading table 山田/);
  assert.match(cursorRow(again), /ECONNREFUSED/);
  assert.doesNotMatch(await terminal.text(), /match/);
});

Deno.test("w wraps long lines, t hides the times", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;

  const before = (await terminal.text()).match(/x{5,}/g)?.length;
  await terminal.press("w", "t");
  const after = await terminal.text();

  assert.equal(before, 1);
  assert.ok((after.match(/x{5,}/g)?.length ?? 0) >= 4);
  assert.doesNotMatch(after, /06:00:00\.00/);
});

Deno.test("new lines are followed until the cursor goes up; f follows again", async () => {
  const lines = Array.from({ length: 100 }, (_, i) => `line ${i}`);
  const { terminal } = await onRun({ lines });
  await using _ = terminal;
  const more = (from: number) =>
    terminal.app.dispatch({
      type: "output_read",
      id,
      isFresh: false,
      lines: [{ time: iso(start), attempt: 2, level: "info", message: `line ${from}` }],
    });

  more(100);
  const followed = cursorRow(await terminal.screen());
  await terminal.press("k");
  more(101);
  const stayed = cursorRow(await terminal.screen());
  await terminal.press("f");
  const again = cursorRow(await terminal.screen());

  assert.match(followed, /line 100$/);
  assert.match(stayed, /line 99$/);
  assert.match(again, /line 101$/);
});

Deno.test("a key acts on the run at once, while new lines move the cursor", async () => {
  const { terminal } = await onRun({ lines: ["line 0"] });
  await using _ = terminal;

  for (const number of [1, 2]) {
    const message = `line ${number}`;
    const lines = [{ time: iso(start), attempt: 2, level: "info", message } as const];
    terminal.app.dispatch({ type: "output_read", id, isFresh: false, lines });
    await terminal.settle();
  }
  await terminal.press("r");

  assert.doesNotMatch(await terminal.text(), /Press the key again/);
  assert.equal(terminal.app.shiftedAt, 0);
});

Deno.test("y copies the line, Y o all of the output", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;
  const copied = () => atob((terminal.written.at(-1) ?? "").split(";c;")[1]?.slice(0, -1) ?? "");

  await terminal.press("g", "y");

  assert.equal(copied(), "connecting to db:5432");
  await terminal.press("Y");
  assert.match(await terminal.text(), /Copy all of the output/);
});

Deno.test("tab goes through output, timeline, request and job", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;

  await terminal.press("\t");
  const timeline = await terminal.text();
  await terminal.press("\t");
  const request = await terminal.text();
  await terminal.press("l");
  const job = await terminal.text();

  assert.match(timeline, /✗ 1 .* 3\.0s +failed +exit 2: ECONNREFUSED/);
  assert.match(timeline, /"rows": 41/);
  assert.match(request, /worker-1 +process 42/);
  assert.match(request, /"one",/);
  assert.match(job, /schedule +\*\/5 \* \* \* \*/);
});

Deno.test("changes of the job since the execution are marked in words", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;
  const job = { ...history.jobs[0]!, minute: "*/20" };
  terminal.app.dispatch({ type: "job_read", job });

  await terminal.press("l", "l", "l");

  assert.match(await terminal.text(), /\*\/5 \* \* \* \* +→ now \*\/20 \* \* \* \*/);
});

Deno.test("for a missing or hidden execution the screen says so", async () => {
  const { terminal } = await onRun({ refused: { executions: 404 } });
  await using _ = terminal;

  assert.match(await terminal.text(), /There is no such execution, or it lies in a category/);
});

Deno.test("a broken stream is resumed, and no line comes twice", async () => {
  const server = new HistoryServer(history);
  let streams = 0;
  const client: Partial<Client> = {
    execution: (id) => server.client.execution(id),
    async *followLog() {
      streams++;
      yield { kind: "heartbeat" };
      for (let i = 0; i < streams * 2; i++) {
        const line = { time: iso(start), attempt: 1, level: "info", message: `line ${i}` } as const;
        yield { kind: "event", value: { type: "line", line } };
      }
      const failure = { status: 0, code: "unreachable", error: "gone", details: [] };
      if (streams < 2) yield { kind: "ended", failure };
      else yield { kind: "event", value: { type: "end", state: "failed" } };
    },
  };
  const state = aState({ type: "view_opened", view: { screen: "run", id } });
  await using terminal = new TestTerminal({ state, client });
  await terminal.timers.advance(3000);

  assert.equal(streams, 2);
  assert.equal(terminal.state.openExecution.count, 4);
  assert.equal(terminal.state.openExecution.phase, "ended");
});

Deno.test("a click on a tab's name shows it", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;
  const row = (await terminal.screen()).findIndex((line) => line.includes("Timeline"));
  const column = ((await terminal.screen())[row] ?? "").indexOf("Request");

  await terminal.press(`\x1b[<0;${column + 2};${row + 1}M`);

  assert.match(await terminal.text(), /\[Request\]/);
});

Deno.test("an execution without output shows its result", async () => {
  const [, silent] = history.executions;
  const { terminal } = await onRun({ lines: [] });
  await using _ = terminal;
  terminal.app.dispatch({ type: "view_opened", view: { screen: "run", id: silent!.execution_id } });
  await terminal.timers.advance(500);

  const text = await terminal.text();
  assert.match(text, /It has no output\./);
  assert.match(text, /\{"rows":41\}/);
});

Deno.test("the timeline shows the coalesced fire times, and who gave the execution back", async () => {
  const told = {
    coalesced: 13,
    coalesced_since: "2026-11-22T02:10:00.000Z",
    given_back: [
      { time: "2026-11-22T02:11:07.500Z", hostname: "host-3", pid: 7 },
      { time: "2026-11-22T02:12:00.000Z", hostname: "host-4", pid: 8 },
    ],
  };
  const timelineOf = async (language: "en" | "zh-TW", given: Partial<typeof told>) => {
    const { terminal } = await onRun({ executions: [{ ...run!, ...given }] }, { columns: 120 });
    await using _ = terminal;
    terminal.app.dispatch({ type: "prefs_set", timeMode: "utc", language });
    await terminal.press("\t");
    return await terminal.text();
  };

  const shown = await timelineOf("en", told);
  const chinese = await timelineOf("zh-TW", told);
  const plain = await timelineOf("en", {});
  const most = await timelineOf("en", { ...told, coalesced: 10_000 });

  assert.match(shown, /stands for +14 fire times since 2026-11-22 02:10:00\n/);
  assert.match(
    shown,
    /given back +2 x: server host-3 at 02:11:07, server host-4 at 02:12:00\n/,
  );
  assert.match(chinese, /代表 +自 2026-11-22 02:10:00 起的 14 個觸發時間/);
  assert.match(chinese, /退回 +2 次：伺服器 host-3 於 02:11:07/);
  assert.doesNotMatch(plain, /stands for|given back/);
  assert.match(most, /stands for +10000\+ fire times since/);
});
