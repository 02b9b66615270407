import { strict as assert } from "node:assert";
import { aJob, aState, withJobs } from "../../support/builders.ts";
import { aPreview, awesome, FormServer, refusal } from "../../support/form_server.ts";
import { atForm } from "../../support/job_form.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const enter = "\r";
const [esc, save] = ["\x1b", "\x13"];

/** An escape byte is the Escape key when nothing follows for a moment. */
async function escape(terminal: TestTerminal): Promise<void> {
  await terminal.press(esc);
  await terminal.timers.advance(60);
  await terminal.settle();
}

Deno.test("n creates a job: typed, previewed in words, shown before it is saved", async () => {
  const server = new FormServer();
  await using terminal = await atForm(server, "n");

  await terminal.press("nightly", "\t", "\t", "one", "\t", "\t", "\t", "*/20 * * * *");
  await terminal.timers.advance(150);
  const typed = await terminal.text();
  await terminal.press(save);
  const review = await terminal.text();
  await terminal.press(enter);

  assert.match(typed, /New job/);
  assert.match(typed, /every 20 minutes/);
  assert.match(typed, /next 14:00 · 14:20 · 14:40 \(\+08:00\)/);
  assert.match(review, /Name +\+ nightly/);
  assert.match(review, /Schedule +\+ \*\/20 \* \* \* \*/);
  assert.deepEqual(server.sent().map(({ what, body }) => [what, body]), [["create", {
    name: "nightly",
    job_class_string: awesome,
    pub_args: ["one"],
    cron: "*/20 * * * *",
  }]]);
  assert.match(await terminal.text(), /created nightly/);
});

for (const [name, end] of [["CR", "\r"], ["LF", "\n"], ["CRLF", "\r\n"]] as const) {
  Deno.test(`a paste with ${name} as line ends is one line of the form`, async () => {
    await using terminal = await atForm(new FormServer(), "n");

    await terminal.press(`\x1b[200~two${end}lines${end}\x1b[201~!`);

    assert.match(await terminal.text(), /Name +two lines!/);
  });
}

Deno.test("the server is asked once after a pause in typing, and keys never wait for it", async () => {
  const server = new FormServer();
  await using terminal = await atForm(server, "n");
  await terminal.timers.advance(200);
  server.asked.length = 0;

  await terminal.press("\t", "\t", "\t", "\t", "\t", ..."@daily");
  await terminal.timers.advance(150);

  assert.deepEqual(server.asked.map(({ body }) => body), [{ cron: "@daily", count: 5 }]);
});

Deno.test("a refused schedule shows the reason at its field, and is not saved", async () => {
  const server = new FormServer();
  server.previews = await refusal(422, "no", [{ field: "cron", reason: "61 is no minute" }]);
  await using terminal = await atForm(server, "e");

  await terminal.press("\t", "\t", "\t", "\t", "\t", "\x15", "61 * * * *");
  await terminal.timers.advance(150);
  await terminal.press(save);

  assert.match(await terminal.text(), /Schedule +61 \* \* \* \* +! 61 is no minute/);
  assert.deepEqual(server.sent(), []);
});

Deno.test("e edits a job: only what is changed is sent, for the version that was read", async () => {
  const server = new FormServer(aJob({ version: 7 }));
  await using terminal = await atForm(server, "e");

  await terminal.press("\x15", "夜間バックアップ", save);
  const review = await terminal.text();
  await terminal.press(enter);
  const saved = await terminal.text();
  await terminal.press("u");

  const { job_id: id } = server.job;
  assert.match(review, /- nightly-db-backup/);
  assert.match(review, /\+ 夜間バックアップ/);
  assert.match(saved, /saved 夜間バックアップ · u undo/);
  assert.deepEqual(server.sent(), [
    { what: `change ${id}`, body: { name: "夜間バックアップ" }, etag: '"v7"' },
    { what: `change ${id}`, body: { name: "nightly-db-backup" }, etag: undefined },
  ]);
});

Deno.test("a conflict shows both values and the base; nothing is overwritten unasked", async () => {
  const server = new FormServer(aJob({ version: 7, name: "old" }));
  await using terminal = await atForm(server, "e");
  await terminal.press("\x15", "ours", "\t", "\t", "\x15", "first");
  server.job = { ...server.job, version: 8, name: "theirs", max_retries: 5 };

  await terminal.press(save, enter);
  const conflict = await terminal.text();
  await terminal.press(save);

  const { job_id: id } = server.job;
  assert.match(conflict, /Someone else saved in between/);
  assert.match(conflict, /was +old/);
  assert.match(conflict, /● theirs +theirs/);
  assert.match(conflict, /○ yours +ours/);
  assert.deepEqual(server.sent().at(-1), {
    what: `change ${id}`,
    body: { pub_args: ["first", "two"] },
    etag: '"v8"',
  });
});

Deno.test("in a conflict the user can choose their own value", async () => {
  const server = new FormServer(aJob({ version: 7, name: "old" }));
  await using terminal = await atForm(server, "e");
  await terminal.press("\x15", "ours");
  server.job = { ...server.job, version: 8, name: "theirs" };

  await terminal.press(save, enter, " ", save);

  assert.deepEqual(server.sent().at(-1)?.body, { name: "ours" });
});

Deno.test("a refusal is shown at the field that the server names, and no text is lost", async () => {
  const server = new FormServer();
  server.refuses = refusal(422, "no", [{ field: "pub_args[1]", reason: "second: is too odd" }]);
  await using terminal = await atForm(server, "e");

  await terminal.press("\t", "\t", "x", save, enter);

  const shown = await terminal.text();
  assert.match(shown, /▸!second +two +! second: is too odd/);
  assert.match(shown, /first +onex/);
});

Deno.test("esc leaves an unchanged form at once, and asks before text is lost", async () => {
  const server = new FormServer();
  await using terminal = await atForm(server, "e");

  await escape(terminal);
  const left = await terminal.text();
  await terminal.press("e", "x");
  await escape(terminal);
  const asked = await terminal.text();
  await terminal.press(enter);
  const stayed = await terminal.text();
  await escape(terminal);
  await terminal.press("y");

  assert.match(left, /Jobs 1 /);
  assert.match(asked, /What you typed is not saved/);
  assert.match(stayed, /nightly-db-backupx/);
  assert.match(await terminal.text(), /Jobs 1 /);
});

Deno.test("typed text is kept on other screens, and quitting asks first", async () => {
  const server = new FormServer();
  await using terminal = await atForm(server, "e");
  await terminal.press("x");

  terminal.app.dispatch({ type: "view_switched", screen: "home" });
  await terminal.press("q");
  const asked = await terminal.text();
  await terminal.press("n");
  terminal.app.dispatch({
    type: "view_opened",
    view: { screen: "job_form", id: server.job.job_id },
  });

  assert.ok(!terminal.hasQuit);
  assert.match(asked, /not saved|lost|lose/i);
  assert.match(await terminal.text(), /nightly-db-backupx/);
});

Deno.test("d makes a job like the one under the cursor", async () => {
  const server = new FormServer(aJob({ day: "3rd fri", max_retries: 4 }));
  await using terminal = await atForm(server, "d");

  await terminal.press("-2", save, enter);

  const [sent] = server.sent();
  const body = sent?.body as Record<string, unknown>;
  assert.equal(sent?.what, "create");
  assert.deepEqual([body.name, body.day, body.max_retries], ["nightly-db-backup-2", "3rd fri", 4]);
});

Deno.test("enter chooses a zone by a few letters of it", async () => {
  const server = new FormServer();
  await using terminal = await atForm(server, "n");
  await terminal.press("\t", "\t", "\t", "\t", "\t", "\t", enter, "taipei", enter);

  assert.match(await terminal.text(), /▸ Time zone +Asia\/Taipei/);
});

Deno.test("the six fields express what the crontab does, and more", async () => {
  const server = new FormServer();
  server.previews = { ok: true, value: aPreview({ minute: "*/20", hour: "9-17" }) };
  await using terminal = await atForm(server, "n");
  await terminal.press("\t", "\t", "\t", "\t", "\t", "*/20 9-17 * * *");
  await terminal.timers.advance(150);

  await terminal.press("\x1b[Z", " ");

  const shown = await terminal.text();
  assert.match(shown, /Schedule as +six fields/);
  assert.match(shown, /Minute +\*\/20/);
  assert.match(shown, /Hour +9-17/);
});

Deno.test("a reader cannot open a form, and offline nobody can", async () => {
  const server = new FormServer();
  const state = aState(...withJobs([server.job]), {
    type: "account_known",
    account: { id: 2, username: "r", category_id: 1, is_admin: false, is_permission: false },
  }, { type: "view_switched", screen: "jobs" });
  await using reader = new TestTerminal({ state, client: server.client });
  await using offline = await atForm(server, "R");
  offline.app.dispatch({
    type: "connection_lost",
    heardAt: 0,
    attempt: 1,
    nextTryAt: 1,
    error: "gone",
  });

  await reader.press("n");
  await offline.press("n");

  assert.match(await reader.text(), /Your role may not do that/);
  assert.match(await offline.text(), /Not now: the server does not answer/);
});

Deno.test("offline an open form saves nothing and keeps its text", async () => {
  const server = new FormServer();
  await using terminal = await atForm(server, "e");
  await terminal.press("x", save);
  const lost = { heardAt: 0, attempt: 1, nextTryAt: 1, error: "gone" };
  terminal.app.dispatch({ type: "connection_lost", ...lost });

  await terminal.press(enter);

  assert.match(await terminal.text(), /Not now: the server does not answer/);
  assert.deepEqual(server.sent(), []);
});

Deno.test("the usual schedule of a new job has its preview before anything is typed, and is saved", async () => {
  const server = new FormServer();
  await using terminal = await atForm(server, "n");

  await terminal.timers.advance(150);
  const untouched = await terminal.text();
  await terminal.press("nightly", "\t", "\t", "one", save, enter);

  assert.match(untouched, /\*\/5 \* \* \* \*/);
  assert.match(untouched, /next 14:00/);
  assert.deepEqual(server.asked.find(({ what }) => what === "preview")?.body, {
    cron: "*/5 * * * *",
    count: 5,
  });
  assert.match(JSON.stringify(server.sent()), /"cron":"\*\/5 \* \* \* \*"/);
});
