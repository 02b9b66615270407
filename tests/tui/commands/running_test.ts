import { strict as assert } from "node:assert";
import { runCommand } from "../../../tui/commands/running.ts";
import { offeredBindings, offeredHere } from "../../../tui/commands/running.ts";
import type { Client } from "../../../tui/server/client.ts";
import { screens } from "../../../tui/screens/list.ts";
import { generalCommands } from "../../../tui/commands/general.ts";
import { reduce, type StateEvent } from "../../../tui/state.ts";
import { aJob, anAccount, aState, good, iso, start, withJobs } from "../support/builders.ts";
import { drawn } from "../support/busy_server.ts";
import { aTestApp } from "../support/test_app.ts";

const jobs = Array.from(
  { length: 3 },
  (_, i) => aJob({ name: `job-${i}`, next_run_time: iso(start + (i + 1) * 60_000) }),
);
const onJobs: StateEvent = { type: "view_switched", screen: "jobs" };
const gone = (job: { job_id: string }): StateEvent => ({
  type: "changes",
  events: [{ type: "job", job_id: job.job_id, job: null }],
});

/** The list of three jobs on the screen, and what the server was asked to run. */
function onList(...events: readonly StateEvent[]) {
  const ran: string[] = [];
  const client = {
    runJob: (id: string) => (ran.push(id), good({ execution_id: id })),
    pauseJob: (id: string) => (ran.push(`pause ${id}`), good({ job_id: id })),
  } as Partial<Client>;
  const test = aTestApp(aState(...withJobs(jobs), onJobs, ...events), client);
  drawn(test.app, 80, 24);
  const toast = () => test.app.state.notices.toast?.text;
  return { ...test, ran, toast };
}

Deno.test("runCommand() acts on the row that the last frame showed, and not on what came since", async () => {
  const { app, ran } = onList();
  app.dispatch({
    type: "changes",
    events: [{ type: "job", job_id: "0", job: aJob({ job_id: "0" }) }],
  });

  await runCommand(app, "run_job");

  assert.deepEqual(ran, [jobs[0]!.job_id]);
});

Deno.test("an act waits 300 ms after its row went away by itself", async () => {
  const { app, timers, ran, toast } = onList();
  app.dispatch(gone(jobs[0]!));
  drawn(app, 80, 24);

  await timers.advance(299);
  await runCommand(app, "run_job");
  assert.deepEqual(ran, []);
  assert.equal(toast(), app.t.notices.rowMoved);

  await timers.advance(1);
  await runCommand(app, "run_job");
  assert.deepEqual(ran, [jobs[1]!.job_id]);
});

Deno.test("an act does not wait for an hour when the clock is set back by one", async () => {
  const { app, timers, ran } = onList();
  app.dispatch(gone(jobs[0]!));
  drawn(app, 80, 24);

  await timers.advance(-3_600_000);
  await runCommand(app, "run_job");

  assert.deepEqual(ran, [jobs[1]!.job_id]);
});

Deno.test("what changes nothing, or is not about a row, does not wait", async () => {
  const { app } = onList();
  app.dispatch(gone(jobs[0]!));
  drawn(app, 80, 24);

  await runCommand(app, "open");
  assert.equal(app.state.view.stack.at(-1)?.id, jobs[1]!.job_id);
  await runCommand(app, "tab_2");
  await runCommand(app, "new_job");
  assert.equal(app.state.view.stack.at(-1)?.screen, "job_form");
});

Deno.test("a row that went away below the cursor makes no act wait", async () => {
  const { app, ran } = onList();
  app.dispatch(gone(jobs[2]!));
  drawn(app, 80, 24);

  await runCommand(app, "run_job");

  assert.deepEqual(ran, [jobs[0]!.job_id]);
});

Deno.test("a key that moves the cursor is no change by itself", async () => {
  const { app, ran } = onList();
  await runCommand(app, "move_down");
  drawn(app, 80, 24);

  await runCommand(app, "run_job");

  assert.deepEqual(ran, [jobs[1]!.job_id]);
});

Deno.test("a command that nobody knows does nothing", async () => {
  const { app } = onList();
  const { state } = app;

  await runCommand(app, "no_such_command");

  assert.equal(app.state, state);
});

const reader = anAccount({ is_admin: false, is_permission: false, category_id: 1 });
const operator = anAccount({ is_admin: false, is_permission: true, category_id: 1 });

Deno.test("runCommand() says why it does not act: the role, --read-only, the connection, the log-in", async () => {
  const lost: StateEvent = {
    type: "connection_lost",
    ...{ heardAt: start, attempt: 1, nextTryAt: start, error: "no" },
  };
  const cases = [
    [[{ type: "account_known", account: reader }], "role"],
    [[lost], "offline"],
    [[{ type: "session_lapsed" }], "logged_out"],
  ] as const;
  for (const [events, refusal] of cases) {
    const { app, ran, toast } = onList(...events as readonly StateEvent[]);
    await runCommand(app, "run_job");

    assert.deepEqual(ran, []);
    assert.equal(toast(), app.t.refusals[refusal]);
  }
});

Deno.test("rights that are taken away while the list is shown count at the next key", async () => {
  const { app, ran, toast } = onList({ type: "account_known", account: operator });
  await runCommand(app, "run_job");
  app.dispatch({ type: "account_known", account: reader });
  await runCommand(app, "run_job");

  assert.equal(ran.length, 1);
  assert.equal(toast(), app.t.refusals.role);
});

Deno.test("each key of a screen runs one command, whatever the screen", () => {
  for (const account of [anAccount(), operator, reader]) {
    for (const screen of Object.values(screens)) {
      const state = reduce(aState({ type: "account_known", account }), {
        type: "view_opened",
        view: { screen: screen.id, id: "1" },
      });
      const offered = offeredBindings({ screens, commands: generalCommands }, state, true);
      const keys = offered.flatMap((it) => it.keys);

      assert.equal(new Set(keys).size, keys.length, screen.id);
    }
  }
});

Deno.test("the tabs of admins are not offered to others", () => {
  const offered = (account: typeof reader) => {
    const { app } = onList({ type: "account_known", account });
    return offeredHere(app).map(({ command }) => command);
  };

  assert.ok(offered(anAccount()).includes("tab_6"));
  assert.equal(offered(operator).includes("tab_6"), false);
  assert.equal(offered(operator).includes("tab_7"), false);
  assert.ok(offered(operator).includes("tab_2"));
});

Deno.test("a screen of one part has no key for another pane", () => {
  const commandsOn = (screen: "home" | "jobs" | "users") => {
    const { app } = aTestApp(aState({ type: "view_switched", screen }), {});
    drawn(app, 80, 24);
    return offeredHere(app).map(({ command }) => command);
  };

  assert.ok(commandsOn("home").includes("next_pane"));
  assert.equal(commandsOn("jobs").includes("next_pane"), false);
  assert.ok(commandsOn("jobs").includes("zoom_in"));
  assert.equal(commandsOn("users").includes("zoom_in"), false);
});
