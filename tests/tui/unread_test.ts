import { strict as assert } from "node:assert";
import type { ScreenId } from "../../tui/keys/tabs.ts";
import { Http, unreachable } from "../../tui/server/http.ts";
import { sentence } from "../../tui/texts/reason.ts";
import { z } from "zod";
import { aJob, aState, bad, iso, start, withJobs } from "./support/builders.ts";
import { TestTerminal } from "./support/terminal.tsx";

const away = () => bad(0, "Connection refused (os error 111)");
/** A server that answers nothing. */
const silent = new Proxy({}, { get: () => away });

for (const screen of ["runs", "audit", "users", "keys", "channels", "monitors"] as ScreenId[]) {
  Deno.test(`${screen} that could not be read are not shown as none, and the reason is a sentence`, async () => {
    const state = aState({ type: "view_switched", screen });
    await using terminal = new TestTerminal({ columns: 140, rows: 40, state, client: silent });
    await terminal.press("R");
    await terminal.timers.advance(500);

    const [, , head = "", ...rows] = await terminal.screen();

    assert.match(head, /^─ [A-Za-z ]+ …/);
    assert.match(rows.join("\n"), /Connection refused \(os error 111\)\. R tries again\./);
  });
}

for (const [columns, rows] of [[80, 24], [140, 40]] as const) {
  Deno.test(`a job whose runs could not be read is not shown as one that never ran at ${columns}x${rows}`, async () => {
    const job = aJob({ name: "export" });
    const state = aState(...withJobs([job]), {
      type: "view_opened",
      view: { screen: "job", id: job.job_id },
    });
    await using terminal = new TestTerminal({ columns, rows, state, client: silent });
    await terminal.timers.advance(500);

    const text = await terminal.text();

    assert.doesNotMatch(text, /It has not run yet|never ran|Nobody has changed it/);
    assert.match(text, /Cannot be read since 06:00:00: Connection refused/);
  });
}

Deno.test("a call without an answer tells its first cause", async () => {
  const refused = new TypeError("fetch failed", {
    cause: new Error("client error (Connect): tcp connect error: Connection refused"),
  });
  const http = new Http("http://127.0.0.1:1", () => {}, () => Promise.reject(refused));

  const answer = await http.call({ path: "/jobs", schema: z.unknown() });

  assert.deepEqual(answer, unreachable("Connection refused"));
  assert.equal(sentence("Connection refused"), "Connection refused.");
  assert.equal(sentence("There is no such job."), "There is no such job.");
});

Deno.test("while the server does not answer, no job becomes late, because nobody knows what fired", async () => {
  const job = aJob({ name: "export", next_run_time: iso(start + 10_000) });
  const lost = { type: "connection_lost", heardAt: start, attempt: 1, nextTryAt: start } as const;
  const state = aState(...withJobs([job]), { ...lost, error: "refused" });
  await using terminal = new TestTerminal({ columns: 140, rows: 40, state });

  terminal.app.dispatch({ type: "clock_ticked", now: start + 120_000 });
  const away = await terminal.text();
  terminal.app.dispatch({ type: "connected", now: start + 120_000 });
  const back = await terminal.text();

  assert.match(away, /late 0/);
  assert.doesNotMatch(away, /expected/);
  assert.match(back, /late 1[^]*export +late 1:50/);
});
