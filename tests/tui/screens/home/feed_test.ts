import { strict as assert } from "node:assert";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import { initialState, type StateEvent } from "../../../../tui/state.ts";
import { aJob, anExecution, aState, iso, start, withJobs } from "../../support/builders.ts";
import { cursorRow } from "../../support/story.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const tab = "\t";

function ended(name: string, more: Partial<Execution> = {}): StateEvent {
  const execution = anExecution(aJob({ name }), {
    state: "succeeded",
    ended_time: iso(start),
    updated_time: iso(start),
    ...more,
  });
  const { execution_id, state } = execution;
  return { type: "changes", events: [{ type: "execution", execution_id, state, execution }] };
}

/** The rows of the feed, by the names of the jobs. */
function fed(screen: readonly string[]): string[] {
  const head = screen.findIndex((row) => row.includes("Live feed"));
  return screen.slice(head).flatMap((row) => row.match(/run-\d+/) ?? []);
}

async function withFeed(): Promise<TestTerminal> {
  const terminal = new TestTerminal({ state: aState(...withJobs([])) });
  for (let i = 0; i < 40; i++) terminal.app.dispatch(ended(`run-${i}`));
  await terminal.settle();
  return terminal;
}

Deno.test("the live feed shows what is new, without a key", async () => {
  await using terminal = await withFeed();
  const before = fed(await terminal.screen());

  terminal.app.dispatch(ended("run-99"));

  assert.equal(before[0], "run-39");
  assert.deepEqual(fed(await terminal.screen()).slice(0, 2), ["run-99", "run-39"]);
});

Deno.test("the cursor of the live feed stays on its row while the pane has the keys, and after j", async () => {
  await using terminal = await withFeed();
  await terminal.press(tab, tab, tab, tab);
  const first = cursorRow(await terminal.screen());

  terminal.app.dispatch(ended("run-99"));
  const pinned = cursorRow(await terminal.screen());
  await terminal.press("j");
  const chosen = cursorRow(await terminal.screen());
  await terminal.press(tab);
  terminal.app.dispatch(ended("run-100"));
  await terminal.press(tab, tab, tab, tab);

  assert.match(first, /run-39/);
  assert.match(pinned, /run-39/);
  assert.match(chosen, /run-38/);
  assert.match(cursorRow(await terminal.screen()), /run-38/);
});

Deno.test("g makes the live feed follow the newest again", async () => {
  await using terminal = await withFeed();
  await terminal.press(tab, tab, tab, tab, "j", "g");

  terminal.app.dispatch(ended("run-99"));

  assert.match(cursorRow(await terminal.screen()), /run-99/);
});

Deno.test("a row of the feed begins with the words of the program that failed", async () => {
  await using terminal = await withFeed();

  terminal.app.dispatch(ended("run-99", {
    state: "failed",
    description: "sh ended with exit code 2: ECONNREFUSED db:5432",
  }));

  assert.match(await terminal.text(), /run-99 .*exit 2: ECONNREFUSED db:5432/);
});

Deno.test("before the running executions are read, home does not say that nothing runs", async () => {
  await using terminal = new TestTerminal({ state: { ...initialState, now: start } });

  const text = await terminal.text();

  assert.doesNotMatch(text, /Nothing runs/);
  assert.match(text, /Running now …[^]*reading…/);
});

/** The rows of the feed that name the job, without the time. */
function rowsOf(screen: readonly string[], name: string): string[] {
  const head = screen.findIndex((row) => row.includes("Live feed"));
  return screen.slice(head).filter((row) => row.includes(name)).map((row) => row.slice(10).trim());
}

const failing = aJob({ name: "ops-webhook" });

/** What the stream tells of an execution that fails at each of its attempts. */
function retried(id: string, attempts: number, minutes: number): StateEvent {
  const events = Array.from({ length: attempts }, (_, i) => i + 1).flatMap((attempt) => {
    const at = iso(start + minutes * 60_000 + attempt * 1000);
    const given = { execution_id: id, attempt, max_attempts: attempts, updated_time: at };
    const error = "the receiver answered 503";
    const running = { ...given, state: "running", attempts: [] } as const;
    const ended = attempt < attempts
      ? { ...given, state: "scheduled", attempts: [{ error }] } as never
      : { ...given, state: "failed", description: error, ended_time: at } as const;
    return [running, ended].map((one) =>
      anExecution(failing, { description: "", ...one as object })
    );
  });
  return {
    type: "changes",
    events: events.map((execution) => ({
      type: "execution",
      execution_id: execution.execution_id,
      state: execution.state,
      execution,
    })),
  };
}

for (const [columns, rows] of [[80, 24], [140, 40]] as const) {
  Deno.test(`at ${columns}x${rows} the retries and failures of a channel are a line of each kind, with a count`, async () => {
    await using terminal = new TestTerminal({ columns, rows, state: aState(...withJobs([])) });

    terminal.app.dispatch(retried("a".repeat(32), 5, 0));
    terminal.app.dispatch(retried("b".repeat(32), 5, 1));
    terminal.app.dispatch(ended("run-1"));

    const lines = rowsOf(await terminal.screen(), "ops-webhook");
    assert.equal(lines.length, 4, lines.join("\n"));
    assert.match(lines[0] ?? "", /failed 2× .*the receive/);
    assert.match(lines[1] ?? "", /(running|waiting) 16×/);
  });
}

Deno.test("a failure after a success of the job is a line of its own, and an event that is told twice counts once", () => {
  const fail = (minute: number) =>
    ended("x", {
      job: failing,
      state: "failed",
      description: `exit ${minute}`,
      updated_time: iso(start + minute * 60_000),
    });
  const ok = ended("x", { job: failing, updated_time: iso(start + 3 * 60_000) });
  const [one, two] = [fail(1), fail(2)];

  const { entries } = aState(...withJobs([]), one, two, two, one, ok, fail(4)).feed;

  assert.deepEqual(entries.map(({ count }) => count), [undefined, undefined, 2]);
});

Deno.test("an act on many jobs is one line of the feed", async () => {
  const events = Array.from({ length: 30 }, (_, i) => {
    const log = { job_id: String(i), job_name: `job-${i}`, event: "paused", user: "mika" };
    return { type: "log", log: { ...log, created_time: iso(start + i), description: "" } } as never;
  });
  await using terminal = new TestTerminal({
    state: aState(...withJobs([]), { type: "changes", events }),
  });

  assert.match(await terminal.text(), /job-29 +paused by mika 30×/);
  assert.equal(terminal.state.feed.entries.length, 1);
});
