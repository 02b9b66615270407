import { strict as assert } from "node:assert";
import { screens } from "../../tui/screens/list.ts";
import type { ScreenId } from "../../tui/keys/tabs.ts";
import { tabs } from "../../tui/keys/tabs.ts";
import type { Failure } from "../../tui/server/http.ts";
import type { State, StateEvent } from "../../tui/state.ts";
import { AgendaServer, minute } from "./support/agenda.ts";
import { aJob, anExecution, aState, bad, good, start, withJobs } from "./support/builders.ts";
import { TestTerminal } from "./support/terminal.tsx";
import { waitFor } from "./support/wait_for.ts";

const utc = { type: "prefs_set", timeMode: "utc" } as const;
const refused = "Connection refused (os error 111)";
/** The server was heard 90 seconds ago. */
const lost: StateEvent = {
  type: "connection_lost",
  heardAt: start - 90_000,
  attempt: 3,
  nextTryAt: start,
  error: refused,
};
async function* noLog() {
  const { failure } = await bad(0, refused) as { failure: Failure };
  yield { kind: "ended", failure } as const;
}
const silent = new Proxy({}, {
  get: (_, name) => name === "followLog" ? noLog : () => bad(0, refused),
});
const job = aJob({ name: "export" });
const execution = anExecution(job);
const pages = { job: job.job_id, run: execution.execution_id, calendar: "1", monitor: "m" };
const inner = ["alarm", "channel", "entry"] as const;
const shown = [...tabs.map(({ screen }) => screen), ...Object.keys(pages), ...inner] as ScreenId[];

function on(screen: ScreenId, ...events: readonly StateEvent[]): State {
  const id = screen in pages ? pages[screen as keyof typeof pages] : "x";
  const isTab = tabs.some((tab) => tab.screen === screen);
  return aState(
    utc,
    ...withJobs([job], [execution]),
    isTab ? { type: "view_switched", screen } : { type: "view_opened", view: { screen, id } },
    ...events,
  );
}

for (const [columns, rows] of [[80, 24], [140, 40]] as const) {
  Deno.test(`during an outage every screen says why it is old, and since when, at ${columns}x${rows}`, async () => {
    for (const screen of shown) {
      await using terminal = new TestTerminal({
        ...{ columns, rows, client: silent },
        state: on(screen, lost),
      });
      await terminal.timers.advance(50);

      const text = await terminal.text();

      assert.match(text, /as of 05:58:30, not read since: Connection refused \(os/, screen);
      assert.doesNotMatch(text, /reading…/, `${screen}\n${text}`);
      terminal.app.dispatch({ type: "prefs_set", language: "zh-TW" });
      assert.match(
        await terminal.text(),
        /05:58:30 的資料，之後無法讀取：Connection refused/,
        screen,
      );
    }
  });
}

Deno.test("a page of what nobody could ask for does not say that it is gone", async () => {
  for (const screen of ["alarm", "channel", "monitor", "calendar"] as const) {
    await using terminal = new TestTerminal({ client: silent, state: on(screen, lost) });

    assert.match(await terminal.text(), /Cannot be read since 05:58:30: Connection refused/);
  }
});

Deno.test("where a server that is there cannot read a list, the old rows stay and are marked", async () => {
  const user = { id: 7, username: "mika", is_admin: false, is_permission: true, category_id: 0 };
  const read = { type: "users_read", users: [user as never] } as const;
  let isFailing = true;
  await using terminal = new TestTerminal({
    state: on("users", read),
    client: { users: () => isFailing ? bad(503, "The database is busy.") : good({ users: [] }) },
  });

  await screens.users.refreshed?.(terminal.app);
  const first = await terminal.text();
  terminal.app.dispatch({ type: "clock_ticked", now: start + minute });
  await screens.users.refreshed?.(terminal.app);
  const second = await terminal.text();
  isFailing = false;
  await screens.users.refreshed?.(terminal.app);

  assert.match(first, /mika[^]*as of 06:00:00, not read since: The database is busy\./);
  assert.match(second, /mika[^]*as of 06:00:00/);
  assert.doesNotMatch(await terminal.text(), /mika|not read since/);
});

Deno.test("the agenda keeps the minute that it has read while the server does not answer", async () => {
  const state = aState(utc, { type: "view_switched", screen: "agenda" });
  let isAway = false;
  const there: Record<string | symbol, unknown> = { ...new AgendaServer().client };
  const client = new Proxy(there, {
    get: (_, name) => isAway ? silent[name as keyof typeof silent] : there[name],
  });
  await using terminal = new TestTerminal({ state, client });
  await waitFor(async () => /job 1 of/.test(await terminal.text()));

  isAway = true;
  terminal.app.dispatch(lost);
  terminal.app.dispatch({ type: "clock_ticked", now: start + 7 * minute });
  const text = await terminal.text();

  assert.match(text, /06:05 › 2 fires[^]*job 1 of 06:05/);
  assert.match(text, /as of 05:58:30, not read since/);
});

Deno.test("a failing read of the agenda is said, although other parts could be read", async () => {
  const { client } = new AgendaServer();
  const state = aState(utc, { type: "view_switched", screen: "agenda" });
  await using terminal = new TestTerminal({
    state,
    client: { ...client, upcoming: () => bad(503, "The database is busy.") },
  });

  await screens.agenda.entered?.(terminal.app, { screen: "agenda" });

  const text = await terminal.text();
  assert.match(text, /Cannot be read since 06:00:00: The database is busy\. R tries again\./);
  assert.doesNotMatch(text, /reading…/);
});

Deno.test("the page of a run says no part of its flow that could not be read", async () => {
  await using terminal = new TestTerminal({
    state: on("run"),
    client: {
      execution: () => good(execution),
      executions: () => bad(503, "The database is busy."),
      followLog: noLog,
      alarms: () => good({ alarms: [] }),
      logs: () => good({ logs: [], total: 0 }),
    } as never,
  });

  await terminal.press("d");

  const text = await terminal.text();
  assert.match(text, /Cannot be read since 06:00:00: The database is busy\./);
  assert.equal(terminal.state.openExecution.facts, undefined);
});
