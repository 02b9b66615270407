import { strict as assert } from "node:assert";
import { currentView } from "../../../../../tui/state/view.ts";
import type { Execution } from "../../../../../routes/contract/history/executions.ts";
import { aState } from "../../../support/builders.ts";
import { runLines, RunServer } from "../../../support/run_server.ts";
import { cursorRow } from "../../../support/story.ts";
import { TestTerminal } from "../../../support/terminal.tsx";
import { waitFor } from "../../../support/wait_for.ts";

async function onRun(given: Partial<Execution> = {}, lines = runLines) {
  const server = new RunServer(given, lines);
  const { execution_id: id } = server.all.shown;
  const state = aState(
    { type: "prefs_set", timeMode: "utc" },
    { type: "view_opened", view: { screen: "run", id } },
  );
  const terminal = new TestTerminal({ state, client: server.client });
  await terminal.timers.advance(500);
  await terminal.settle();
  return { terminal, server };
}

Deno.test("& shows only the lines that match, and asks for a search where there is none", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;

  await terminal.press("&", "connecting", "\r");
  const found = await terminal.text();
  await terminal.press("&");

  assert.match(
    found,
    /connecting to db[^]*attempt 2\n[^]*connecting again[^]*connecting once more/,
  );
  assert.doesNotMatch(found, /ECONNREFUSED|row 1/);
  assert.match(found, /grep/);
  assert.match(await terminal.text(), /ECONNREFUSED/);
});

Deno.test("the number of lines is marked until all lines of an ended run are read", async () => {
  const server = new RunServer({}, runLines);
  const { execution_id: id } = server.all.shown;
  let end = () => {};
  const client = {
    ...server.client,
    async *followLog() {
      const line = { time: "2026-11-22T06:00:00.000Z", attempt: 1, level: "info" as const };
      const value = { type: "line" as const, line: { ...line, message: "one" } };
      yield { kind: "event" as const, value };
      await new Promise<void>((resolve) => end = resolve);
      yield {
        kind: "event" as const,
        value: { type: "end" as const, state: "succeeded" as const },
      };
    },
  };
  const state = aState({ type: "view_opened", view: { screen: "run", id } });
  await using terminal = new TestTerminal({ state, client });
  await terminal.timers.advance(500);

  const before = await terminal.text();
  end();
  await terminal.settle();
  await terminal.timers.advance(500);

  assert.match(before, /1 line…/);
  assert.match(await terminal.text(), /1 line(?!…)/);
});

Deno.test("/ asks for a new search, and enter without a text keeps the old one", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;

  await terminal.press("/", "connecting", "\r", "/", "\r");
  const kept = await terminal.text();
  await terminal.press("/", "ECONN", "\r");

  assert.match(kept, /match \d\/3/);
  assert.match(await terminal.text(), /match 1\/1/);
});

Deno.test("& says how many lines it hides where no line matches", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;

  await terminal.press("&", "no such word", "\r");

  assert.match(await terminal.text(), /No line of \d+ has "no such word": & shows all lines/);
  assert.doesNotMatch(await terminal.text(), /It has no output/);
});

Deno.test("e and E go from error to error, by level and by word", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;
  const row = async () => cursorRow(await terminal.screen());

  await terminal.press("g", "e");
  assert.match(await row(), /ECONNREFUSED/);
  await terminal.press("e");
  assert.match(await row(), /an Error: the table is gone/);
  await terminal.press("e");
  assert.match(await terminal.text(), /There is no further error/);
  await terminal.press("E");
  assert.match(await row(), /ECONNREFUSED/);
});

Deno.test("[ and ] go from attempt to attempt", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;
  const row = async () => cursorRow(await terminal.screen());

  await terminal.press("g", "]");
  assert.match(await row(), /attempt 2/);
  await terminal.press("]");
  assert.match(await row(), /attempt 3/);
  await terminal.press("]");
  assert.match(await terminal.text(), /There is no further attempt/);
  await terminal.press("[", "[");
  assert.match(await row(), /connecting to db/);
});

Deno.test("> and < go sideways in lines that are not wrapped", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;

  assert.doesNotMatch(await terminal.text(), /END/);
  await terminal.press(">", ">", ">", ">", ">");
  const right = await terminal.text();
  await terminal.press("<", "<", "<", "<", "<", "<");
  const left = await terminal.text();
  await terminal.press("w", ">");

  assert.match(right, /06:00:03\.00 out .*END/);
  assert.match(right, /→80/);
  assert.match(left, /out row 1 abc/);
  assert.match(await terminal.text(), /The lines are wrapped/);
});

Deno.test("O and o hand the whole output to a program, and the screen comes back whole", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;
  const file = await Deno.makeTempFile();
  const before = [Deno.env.get("VISUAL"), Deno.env.get("PAGER")] as const;
  const screen = await terminal.text();
  try {
    Deno.env.set("VISUAL", `sh -c 'cat "$1" > ${file}' sh`);
    Deno.env.set("PAGER", "a-pager-that-is-not-there 2>/dev/null");
    await terminal.press("O");
    await waitFor(async () => (await Deno.readTextFile(file)).includes("row 2 of 2"));
    assert.match(await Deno.readTextFile(file), /err ECONNREFUSED db:5432\n/);
    assert.equal(await terminal.text(), screen);

    await terminal.press("o");
    await waitFor(async () => /could not be opened/.test(await terminal.text()));
  } finally {
    for (const [i, name] of (["VISUAL", "PAGER"] as const).entries()) {
      const value = before[i];
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
    await Deno.remove(file);
  }
});

Deno.test("W saves the output to a new file, for its owner only, and writes over none", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;
  const folder = await Deno.makeTempDir();
  const path = `${folder}/out.log`;
  try {
    await terminal.press("W");
    assert.match(await terminal.text(), /billing-export-33333333\.log/);
    await terminal.press("\x15", path, "\r");
    await waitFor(async () => /written to/.test(await terminal.text()));

    assert.match(await Deno.readTextFile(path), /row 2 of 2\n$/);
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);

    await terminal.press("W", "\x15", path, "\r");
    await waitFor(async () => /is there already/.test(await terminal.text()));
    await terminal.press("W", "\x15", `${folder}/no/out.log`, "\r");
    await waitFor(async () => /could not be written/.test(await terminal.text()));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("i shows the record as JSON, and then as YAML", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;

  await terminal.press("i");
  assert.match(await terminal.text(), /"execution_id": "3{32}"/);
  await terminal.press("i");
  await waitFor(async () => /^▸? +execution_id: "?3{32}/m.test(await terminal.text()));
  assert.match(await terminal.text(), /YAML/);
});

Deno.test("c shows what caused it and what it caused; enter goes there", async () => {
  const { terminal, server } = await onRun();
  await using _ = terminal;

  await terminal.press("c");
  await waitFor(async () => /run again by mika/.test(await terminal.text()));
  const text = await terminal.text();
  await terminal.press("j", "j", "\r");

  assert.match(text, /what caused it\n.*run again by mika; the run before:\n.*✗ run 22222222/);
  assert.match(text, /because: after the move/);
  assert.match(text, /what it caused\n.*✓ run 44444444/);
  assert.match(text, /alarm failed, open: exit status 1/);
  assert.deepEqual(currentView(terminal.state.view), {
    screen: "run",
    id: server.all.origin.execution_id,
  });
});

Deno.test("the flow of a fire names its schedule, and says that it caused nothing", async () => {
  const { terminal, server } = await onRun({
    trigger: "schedule",
    retry_of: "",
    reason: "",
    attempts: [],
  });
  await using _ = terminal;
  server.client.executions = () => bare({ executions: [] });
  server.client.alarms = () => bare({ alarms: [] });

  await terminal.press("c");
  await waitFor(async () => /its schedule/.test(await terminal.text()));

  assert.match(await terminal.text(), /its schedule: \*\/5 \* \* \* \* · UTC/);
  assert.match(await terminal.text(), /what it caused\n +Nothing\./);
});

Deno.test("d compares arguments and result with the last good run", async () => {
  const { terminal } = await onRun();
  await using _ = terminal;

  await terminal.press("d");
  await waitFor(async () => /against the last good one/.test(await terminal.text()));
  const text = await terminal.text();

  assert.match(text, /run 11111111 at 2026-11-22 04:00:00/);
  assert.match(text, /- {3}"db:5432"/);
  assert.match(text, /\+ {3}"db:5433"/);
  assert.match(text, /- {3}"rows": 41/);
  assert.match(text, /\+ {3}"rows": 0/);
  assert.doesNotMatch(text, /[-+] {3}"table"/);
});

Deno.test("a run that has not ended has not returned anything yet", async () => {
  const given = { state: "running", ended_time: "", result: "", duration_ms: null } as const;
  const { terminal } = await onRun(given);
  await using _ = terminal;

  await terminal.press("l");
  assert.match(await terminal.text(), /It has not returned yet\./);
  assert.doesNotMatch(await terminal.text(), /It returned nothing/);
  await terminal.press("d");
  await waitFor(async () => /against the last good one/.test(await terminal.text()));
  assert.match(await terminal.text(), /It has not returned yet\./);
});

function bare<T>(value: T) {
  return Promise.resolve({ ok: true, value }) as never;
}
