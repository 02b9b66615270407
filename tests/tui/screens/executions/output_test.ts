import { strict as assert } from "node:assert";
import type { LogLine } from "../../../../routes/contract/history/execution_logs.ts";
import { listOf, outputList, theLast } from "../../../../tui/state/lists.ts";
import { currentView } from "../../../../tui/state/view.ts";
import { after, aState, iso, start } from "../../support/builders.ts";
import { Desk } from "../../support/desk.ts";
import { RunServer } from "../../support/run_server.ts";

const line = (i: number, message: string, given: Partial<LogLine> = {}): LogLine => ({
  ...{ time: iso(start + i * 1000), attempt: 1, level: "info", message },
  ...given,
});

async function on(lines: readonly LogLine[], given: object = {}, columns = 80): Promise<Desk> {
  const server = new RunServer(given, lines);
  const { execution_id: id } = server.all.shown;
  const state = aState(
    { type: "prefs_set", timeMode: "utc" },
    { type: "view_opened", view: { screen: "run", id } },
  );
  const desk = await Desk.open({ columns, rows: 24, state, client: server.client });
  await desk.advance(500);
  return desk;
}

const cursorText = (desk: Desk) =>
  desk.list()?.texts?.find(({ id }) => id === desk.list()?.cursor)?.text;

const many = Array.from(
  { length: 60 },
  (_, i) => line(i, i % 20 === 10 ? `error ${i}` : `row ${i}`),
);

Deno.test("e and E go from error to error, and say where there is no further one", async () => {
  const desk = await on(many);
  assert.equal(cursorText(desk), "row 59");
  for (const expected of ["error 50", "error 30", "error 10"]) {
    await desk.press("E");
    assert.equal(cursorText(desk), expected);
  }
  await desk.press("E");
  assert.equal(cursorText(desk), "error 10");
  assert.equal(desk.toast, desk.app.t.run.noError);
  await desk.press("e");
  assert.equal(cursorText(desk), "error 30");
});

Deno.test("] and [ go to the beginnings of attempts", async () => {
  const attempts = [1, 1, 2, 2, 3].map((attempt, i) => line(i, `row ${i}`, { attempt }));
  const desk = await on(attempts);
  await desk.press("[");
  assert.match(cursorText(desk) ?? "", /3/);
  await desk.press("[");
  assert.match(cursorText(desk) ?? "", /2/);
  await desk.press("[");
  assert.equal(cursorText(desk), "row 0");
  await desk.press("[");
  assert.equal(desk.toast, desk.app.t.run.noAttempt);
  await desk.press("]");
  assert.match(cursorText(desk) ?? "", /2/);
});

Deno.test("> and < scroll sideways, not beyond the beginning, and not where lines are wrapped", async () => {
  const desk = await on([line(0, `${"abcdefghij".repeat(20)}END`)]);
  await desk.press("<");
  assert.equal(desk.state.openExecution.shift, 0);
  await desk.press(">", ">");
  assert.equal(desk.state.openExecution.shift, 32);
  assert.match(desk.text(), /cdefghij/);
  await desk.press("w", ">");
  assert.equal(desk.state.openExecution.shift, 32);
  assert.equal(desk.toast, desk.app.t.run.isWrapped);
  assert.match(desk.text().replaceAll(/\s+/g, ""), /ijEND/);
});

Deno.test("wide characters are not torn apart, neither by scrolling nor by wrapping", async () => {
  const desk = await on([line(0, `${"漢字👩‍💻".repeat(40)}END`)]);
  for (let i = 0; i < 12; i++) await desk.press(">");
  await desk.press("w");
  for (const columns of [20, 41, 60, 79]) {
    await desk.resize(columns, 24);
    assert.doesNotMatch(desk.text(), /\ufffd/);
  }
});

Deno.test("a grep keeps what matches, whatever its letters, and counts all lines", async () => {
  const desk = await on(many, {}, 140);
  await desk.press("&", "ERROR", "\r");
  const shown = desk.list()?.texts?.map(({ text }) => text);

  assert.deepEqual(shown, ["error 10", "error 30", "error 50"]);
  assert.match(desk.text(), /60 lines/);
  await desk.press("&");
  assert.equal(desk.list()?.texts?.length, 60);
});

Deno.test("the end of an output is followed until a key goes up, and again by f and G", async () => {
  const desk = await on(many);
  const isFollowing = () => listOf(desk.state.lists, outputList).selected === theLast;
  assert.equal(isFollowing(), true);
  await desk.press("k");
  assert.equal(isFollowing(), false);
  await desk.press("f");
  assert.equal(isFollowing(), true);
  await desk.press("f");
  assert.equal(isFollowing(), false);
  assert.equal(cursorText(desk), "row 59");
  await desk.press("G");
  assert.equal(isFollowing(), true);
  await desk.press("g");
  assert.equal(cursorText(desk), "row 0");
});

Deno.test("a search goes round at the end, and n without one says so", async () => {
  const desk = await on(many);
  await desk.press("n");
  assert.equal(desk.toast, desk.app.t.execution.noSearch);
  await desk.press("g", "/", "error", "\r");
  assert.equal(cursorText(desk), "error 10");
  await desk.press("n", "n");
  assert.equal(cursorText(desk), "error 50");
  await desk.press("n");
  assert.equal(cursorText(desk), "error 10");
  await desk.press("N");
  assert.equal(cursorText(desk), "error 50");
});

Deno.test("an output without lines says whether some may still come", async () => {
  const of = async (given: object) => (await on([], given)).text();
  const t = (await on([])).app.t.execution;
  const active = { ended_time: "", duration_ms: null };

  assert.ok((await of({ state: "succeeded" })).includes(t.silent));
  assert.ok((await of({ ...active, state: "running" })).includes(t.silentYet));
  assert.ok((await of({ ...active, state: "scheduled" })).includes(t.notYet));
  assert.ok(
    (await of({ state: "failed", description: "exit 2: no space left" })).includes("no space left"),
  );
});

Deno.test("the record is written as JSON, and pressed again as YAML, which the next run keeps", async () => {
  const desk = await on([]);
  await desk.press("i");
  assert.match(desk.text(), /"execution_id": "3333/);
  await desk.press("i");
  assert.match(desk.text(), /execution_id: "3333|execution_id: 3333/);
  assert.equal(desk.state.openExecution.format, "yaml");
  const other = after(desk.state, { type: "execution_opened", id: "other" });
  assert.equal(other.openExecution.format, "yaml");
});

Deno.test("enter in the flow opens the run that the row names, and esc comes back", async () => {
  const desk = await on([]);
  await desk.press("c");
  const rows = desk.list()?.ids ?? [];
  const at = rows.findIndex((id) => id.startsWith("run:"));
  assert.ok(at >= 0);
  for (let i = 0; i < at; i++) await desk.press("j");
  await desk.press("\r");
  assert.equal(`run:${currentView(desk.state.view).id}`, rows[at]);
  await desk.press("\x1b");
  assert.equal(currentView(desk.state.view).id, "3".repeat(32));
});

Deno.test("the tabs of a run are one row at any width, with the present one in it", async () => {
  const desk = await on(many);
  for (const columns of [20, 40, 60, 80, 140]) {
    await desk.resize(columns, 24);
    for (let pane = 0; pane < 7; pane++) {
      await desk.tell({ type: "pane_focused", pane });
      const row = desk.draw()[columns < 30 ? 1 : 3] ?? "";
      assert.match(row, /\[/, `${columns} ${pane}: ${row}`);
    }
  }
});
