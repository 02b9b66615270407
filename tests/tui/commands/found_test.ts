import { strict as assert } from "node:assert";
import { found, stateWords } from "../../../tui/commands/found.ts";
import { executionFields } from "../../../tui/screens/executions/filter_fields.ts";
import { jobFields } from "../../../tui/screens/jobs/filter_fields.ts";
import { bindingsOn } from "../../../tui/keys/key_table.ts";
import { reduce, type State } from "../../../tui/state.ts";
import { textsOf } from "../../../tui/texts/mod.ts";
import { aJob, anAccount, aState, withJobs } from "../support/builders.ts";

const jobs = ["billing-export", "billing-import", "nightly"].map((name) => aJob({ name }));
const state = aState(...withJobs(jobs), { type: "view_switched", screen: "jobs" });

function texts(typed: string, given: State = state): string[] {
  const t = textsOf("en");
  const around = { state: given, t, offered: () => bindingsOn("jobs", true) };
  return found(around, typed).map(({ text }) => text);
}

Deno.test("found() has all commands but those that only move the cursor, and itself", () => {
  const all = texts("");

  assert.ok(all.some((text) => text.startsWith("pause: ")));
  assert.ok(!all.some((text) => text.startsWith("down: ") || text.startsWith("command: ")));
});

Deno.test("found() finds a command by any word, and jobs from two letters on", () => {
  assert.match(texts("pause")[0] ?? "", /^pause: /);
  assert.ok(!texts("b").some((text) => text === "Job billing-export"));
  assert.deepEqual(
    texts("billing").filter((text) => text.startsWith("Job ")),
    ["Job billing-export", "Job billing-import"],
  );
});

Deno.test("found() goes to a tab with a filter; a word for a state filters by it", () => {
  assert.ok(texts("runs failed").includes("Go to Runs /state:failed"));
  assert.ok(texts("jobs late").includes("Go to Jobs /state:late"));
  assert.ok(texts("audit mika").includes("Go to Audit /mika"));
  assert.ok(texts("agenda report").includes("Go to Agenda /report"));
});

Deno.test("found() offers tabs by the rights of the user, and marks what is refused", () => {
  const account = anAccount({ is_admin: false, is_permission: false });
  const server = "http://127.0.0.1:8888";
  const reader = reduce(state, { type: "logged_in", account, server });
  const around = { state: reader, t: textsOf("en"), offered: () => bindingsOn("jobs", true) };

  assert.ok(texts("users kim").includes("Go to Users /kim"));
  assert.ok(!texts("users kim", reader).includes("Go to Users /kim"));
  const pause = found(around, "pause").find(({ binding }) => binding?.command === "pause_job");
  assert.equal(pause?.isRefused, true);
});

Deno.test("found() has the filters and profiles of the settings, those of this list first", () => {
  const given = [
    { type: "filter_named", list: "runs", name: "mine", filter: "trigger:manual" } as const,
    { type: "filter_named", list: "jobs", name: "mine", filter: "state:failed" } as const,
    { type: "profile_named", name: "prod", profile: { url: "https://jobs.example.com" } } as const,
  ].reduce(reduce, state);

  assert.deepEqual(
    texts("filter mine", given).filter((text) => text.startsWith("Filter mine")),
    ["Filter mine: Jobs /state:failed", "Filter mine: Runs /trigger:manual"],
  );
  assert.ok(texts("prod", given).includes("Profile prod: https://jobs.example.com"));
});

Deno.test("a word is a state only in a list that has the state", () => {
  assert.ok(texts("runs timeout").includes("Go to Runs /state:timeout"));
  assert.ok(texts("jobs timeout").includes("Go to Jobs /timeout"));
  assert.ok(texts("runs late").includes("Go to Runs /late"));
  assert.ok(texts("jobs never").includes("Go to Jobs /state:never"));
  assert.ok(texts("alarms snoozed").includes("Go to Alarms /state:snoozed"));
  assert.ok(texts("agenda failed").includes("Go to Agenda /failed"));
});

Deno.test("the lists know all of their states", () => {
  const known = {
    jobs: jobFields(state),
    runs: executionFields(state.executionList, state.categories, state.jobs, 0, "UTC"),
  };
  for (const screen of ["jobs", "runs"] as const) {
    const field = known[screen].find(({ name }) => name === "state");
    for (const word of stateWords[screen] ?? []) {
      assert.ok(field?.isKnown?.(word), `${screen} ${word}`);
      assert.ok(field?.values?.().some(({ value }) => value === word), `${screen} ${word}`);
    }
  }
});
