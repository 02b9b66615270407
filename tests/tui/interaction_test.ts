import { strict as assert } from "node:assert";
import { anAccount, aState, bad, good } from "./support/builders.ts";
import { aBusyDay } from "./support/story.ts";
import { type Given, TestTerminal } from "./support/terminal.tsx";

function onJobs(given: Given = {}): Given {
  return { state: aBusyDay({ type: "view_switched", screen: "jobs" }), ...given };
}

/** The row that has the pointer. */
function cursorRow(screen: readonly string[]): string {
  return screen.find((row) => row.startsWith("▸")) ?? "";
}

Deno.test("/ filters while one types, enter keeps it, esc lifts it", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("/", "report-4");
  const typed = await terminal.text();
  await terminal.press("\r", "j");
  const kept = await terminal.text();
  await terminal.press("\x1b");
  await terminal.timers.advance(60);
  const lifted = await terminal.text();

  assert.match(typed, /Jobs 10 of 66 \/report-4/);
  assert.match(kept, /▸ ○ report-41/);
  assert.match(lifted, /Jobs 66 ─/);
});

Deno.test("a filter leaves the cursor on its row, or leads to the first that fits", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("jjjj", "/", "report-3");
  const first = cursorRow(await terminal.screen());
  await terminal.press("\x15", "!report");
  const same = cursorRow(await terminal.screen());
  await terminal.press("\x15", "\r");

  assert.match(first, /report-30/);
  assert.match(same, /evil/);
  assert.match(cursorRow(await terminal.screen()), /evil/);
});

Deno.test("a filter that fits nothing says so, and how to get out", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("/", "nigth");

  assert.match(await terminal.text(), /0 of 66 match \/nigth · esc clears/);
});

Deno.test("state:failed finds what failed, !report what is no report", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("/", "state:failed !report");

  assert.match(await terminal.text(), /Jobs 1 of 66/);
  assert.match(cursorRow(await terminal.screen()), /billing-export/);
});

Deno.test("D asks with the cursor on Cancel: enter does nothing, y deletes", async () => {
  const deleted: string[] = [];
  const client = { deleteJob: (id: string) => (deleted.push(id), good({ job_id: id })) };
  await using terminal = new TestTerminal(onJobs({ client }));

  await terminal.press("D");
  const asked = await terminal.text();
  await terminal.press("\r");
  const none = [...deleted];
  await terminal.press("D", "y");

  assert.match(asked, /Delete job nightly-sync-s3\?/);
  assert.match(asked, /▸\[Cancel\]/);
  assert.deepEqual(none, []);
  assert.equal(deleted.length, 1);
  assert.match(await terminal.text(), /deleted nightly-sync-s3/);
});

Deno.test("marks make one key act on many, and deleting many asks for their number", async () => {
  const deleted: string[] = [];
  const client = { deleteJob: (id: string) => (deleted.push(id), good({ job_id: id })) };
  await using terminal = new TestTerminal(onJobs({ client }));

  await terminal.press("xxx", "D", "\t", "\r");
  const without = [...deleted];
  await terminal.press("3", "\r");

  assert.deepEqual(without, []);
  assert.equal(deleted.length, 3);
});

Deno.test("r runs the job, a with other arguments; what is no array is not sent", async () => {
  const ran: unknown[] = [];
  const client = {
    runJob: (id: string, body?: unknown) => (ran.push(body), good({ execution_id: id })),
  };
  await using terminal = new TestTerminal(onJobs({ client }));

  await terminal.press("r", "a", "\x15", "{", "\r");
  const refused = await terminal.text();
  await terminal.press("\x15", "[7]", "\t", "late", "\r");

  assert.match(refused, /Arguments are a JSON array/);
  assert.deepEqual(ran, [undefined, { pub_args: [7], reason: "late" }]);
});

Deno.test("a run that the overlap rule refused is told as such", async () => {
  const answer = {
    execution_id: "e",
    state: "scheduled error",
    description: "still running",
  } as const;
  await using terminal = new TestTerminal(onJobs({ client: { runJob: () => good(answer) } }));

  await terminal.press("r");

  assert.match(await terminal.text(), /✗ still running/);
});

Deno.test("what the role may not do is said before it is tried", async () => {
  const reader = anAccount({ is_admin: false, is_permission: false });
  const state = aBusyDay(
    { type: "account_known", account: reader },
    { type: "view_switched", screen: "jobs" },
  );
  await using terminal = new TestTerminal({ state });

  await terminal.press("p");

  assert.match(await terminal.text(), /Your role may not do that/);
  assert.match(await terminal.text(), /admin · reader/);
});

Deno.test("while the server is away acts are refused, with the reason, and data stays", async () => {
  const lost = {
    type: "connection_lost",
    heardAt: aState().now,
    attempt: 2,
    nextTryAt: aState().now + 800,
    error: "refused",
  } as const;
  const state = aBusyDay(lost, { type: "view_switched", screen: "jobs" });
  await using terminal = new TestTerminal({ state });

  await terminal.press("r");

  const text = await terminal.text();
  assert.match(text, /the server does not answer/);
  assert.match(text, /◐ retry 2 in 0\.8s, showing data of/);
  assert.match(text, /nightly-sync-s3/);
});

Deno.test("the log-in form masks the password, and tells why it was refused", async () => {
  const asked: string[][] = [];
  const client = {
    logIn: (...given: string[]) => (asked.push(given), bad(401, "no")),
  } as unknown as Given["client"] & object;
  const state = { ...aState(), session: { ...aState().session, status: "out" as const } };
  await using terminal = new TestTerminal({ state, client });

  await terminal.press("\x0c", "mika-secret", "\r");
  const screen = await terminal.text();

  assert.match(screen, /\*{11}|Wrong user or password/);
  assert.doesNotMatch(screen, /mika-secret/);
  assert.deepEqual(asked, [["http://127.0.0.1:8888", "admin", "mika-secret"]]);
  assert.match(screen, /Wrong user or password/);
});

Deno.test("a lapsed log-in comes back over the same screen", async () => {
  const client = { logIn: () => good({ token: "T", user: anAccount() }) };
  await using terminal = new TestTerminal(onJobs({ client }));
  await terminal.press("jjj");
  const before = cursorRow(await terminal.screen());
  terminal.app.dispatch({ type: "session_lapsed" });

  await terminal.press("\x0c", "pass", "\r");

  assert.equal(cursorRow(await terminal.screen()), before);
  assert.equal(terminal.state.session.status, "in");
});

Deno.test("the palette finds a command by its words, shows its key, and runs it", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press(":", "times");
  const found = await terminal.text();
  await terminal.press("\r");

  assert.match(found, /times: Show times .* z/);
  assert.equal(terminal.state.prefs.timeMode, "local");
});

Deno.test("`:jobs text` goes to a tab and filters it", async () => {
  await using terminal = new TestTerminal({ state: aBusyDay() });

  await terminal.press("\x10", "jobs report-59", "\r");

  assert.match(await terminal.text(), /Jobs 1 of 66 \/report-59/);
});

Deno.test("? lists the keys of the screen, and can be searched", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("?", "undo");
  const none = await terminal.text();
  await terminal.press("\x15", "take");

  assert.match(none, /Take the last act back|No key matches/);
  assert.match(await terminal.text(), /u +Take the last act back/);
});

Deno.test("a click chooses a row, a second opens it, a click on a tab goes there", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("\x1b[<0;10;8M");
  const row = cursorRow(await terminal.screen());
  await terminal.press("\x1b[<0;4;2M");

  assert.match(row, /thumbnails/);
  assert.match(await terminal.text(), /\[1 Home\]/);
});

Deno.test("the wheel moves the list, a click on a column head sorts it", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("\x1b[<65;10;8M");
  const row = cursorRow(await terminal.screen());
  await terminal.press("\x1b[<0;8;4M");

  assert.match(row, /thumbnails/);
  assert.match(await terminal.text(), /sort name/);
});

Deno.test("what is pasted is never taken for keys", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("\x1b[200~D y q\r\x1b[201~");
  const outside = terminal.state.overlay.overlay;
  await terminal.press("/", "\x1b[200~two\nlines\x1b[201~");

  assert.equal(outside, undefined);
  assert.equal(terminal.hasQuit, false);
  assert.match(await terminal.text(), /\/two lines/);
});

Deno.test("y copies the id through the terminal", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("y");

  const id = terminal.app.layout.focusedList()?.cursor ?? "";
  assert.ok(terminal.written.some((text) => text.includes(btoa(id))));
});

Deno.test("sizes change while it runs, and the frame is whole each time", async () => {
  await using terminal = new TestTerminal(onJobs());
  for (const [columns, rows] of [[140, 40], [20, 5], [60, 15], [200, 60], [80, 24]] as const) {
    await terminal.resize(columns, rows);

    const screen = await terminal.screen();
    assert.equal(screen.length, rows);
    assert.match(screen[0] ?? "", /66/);
  }
});

Deno.test("T shows a theme while one looks: esc as before, enter keeps it", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("T", "\x1b[B");
  const looked = terminal.state.prefs.theme;
  await terminal.press("\x1b");
  await terminal.timers.advance(60);
  const before = terminal.state.prefs.theme;
  await terminal.press("T", "no col", "\r");

  assert.deepEqual([looked, before, terminal.state.prefs.theme], ["light", "dark", "mono"]);
  assert.deepEqual(terminal.test.saved, [{ theme: "mono" }]);
});

Deno.test("menus, questions and the palette take clicks; a click beside them does nothing", async () => {
  const deleted: string[] = [];
  const client = { deleteJob: (id: string) => (deleted.push(id), good({ job_id: id })) };
  await using terminal = new TestTerminal(onJobs({ client }));
  const click = async (text: string) => {
    const screen = await terminal.screen();
    const y = screen.findIndex((row) => row.includes(text));
    await terminal.press(`\x1b[<0;${(screen[y] ?? "").indexOf(text) + 1};${y + 1}M`);
  };

  await terminal.press("D");
  await click("nightly-reindex");
  const beside = terminal.state.overlay.overlay?.kind;
  await click("[Cancel]");
  const cancelled = [terminal.state.overlay.overlay, deleted.length];
  await terminal.press("D");
  await click("[Yes]");
  await terminal.press(":", "show times");
  await click("times: Show");
  await terminal.press("xx", "b");
  await click("Unmark all rows");

  assert.equal(beside, "confirm");
  assert.deepEqual(cancelled, [undefined, 0]);
  assert.equal(deleted.length, 1);
  assert.equal(terminal.state.prefs.timeMode, "local");
  assert.equal(terminal.state.lists.jobs?.marks.size, 0);
});

Deno.test("b offers what can be done to marked rows, on each list what it can", async () => {
  await using terminal = new TestTerminal({ state: aBusyDay() });

  await terminal.press("2", "x", "b");
  const jobs = await terminal.text();
  await terminal.press("q", "6", "b");

  assert.match(jobs, /1 marked[^]*r Run the job now[^]*D Delete the job[^]*X Unmark all rows/);
  assert.match(await terminal.text(), /0 marked[^]*D Delete the user/);
  assert.doesNotMatch(await terminal.text(), /Run the job now/);
});

Deno.test("L turns all texts to Traditional Chinese", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("L");

  assert.match(await terminal.text(), /作業 66/);
  assert.match(await terminal.text(), /語言：繁體中文/);
});

Deno.test("q and ctrl+c quit; ctrl+c from a dialog too", async () => {
  for (const keys of [["q"], ["\x03"], ["D", "\x03"], ["/", "\x03"]]) {
    await using terminal = new TestTerminal(onJobs());

    await terminal.press(...keys);

    assert.ok(terminal.hasQuit, JSON.stringify(keys));
  }
});
