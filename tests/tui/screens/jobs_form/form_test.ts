import { strict as assert } from "node:assert";
import type { Job } from "../../../../routes/contract/jobs/jobs.ts";
import type { Client } from "../../../../tui/server/client.ts";
import { aJob, aState, bad, good, withJobs } from "../../support/builders.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const [ctrlS, tab] = ["\x13", "\t"];

function someJobs(): Job[] {
  return [10, 10, 60].map((timeout_seconds, i) =>
    aJob({ name: `job-${i}`, timeout_seconds, max_retries: 2 })
  );
}

/** A terminal with the form for all three jobs, and what was sent. */
async function opened(jobs = someJobs(), refusedId = "") {
  const sent: unknown[] = [];
  const client = {
    jobToEdit: (id: string) => {
      const job = jobs.find(({ job_id }) => job_id === id);
      return job === undefined ? bad(404, "gone") : good(job);
    },
    changeJob: (id: string, body: unknown) => {
      if (id === refusedId) return bad(403, "not yours");
      sent.push([jobs.findIndex(({ job_id }) => job_id === id), body]);
      return good({ job_id: id });
    },
    pauseJob: (id: string) => {
      sent.push(["pause", jobs.findIndex(({ job_id }) => job_id === id)]);
      return good({ job_id: id });
    },
  } as unknown as Partial<Client>;
  const state = aState(...withJobs(jobs), { type: "view_switched", screen: "jobs" });
  const terminal = new TestTerminal({ columns: 100, rows: 30, state, client });
  await terminal.press("\x01", "e");
  return { terminal, sent };
}

Deno.test("e on marked jobs opens one form for all, with the values that they share", async () => {
  const { terminal } = await opened();
  await using _ = terminal;

  const screen = await terminal.text();

  assert.match(screen, /Edit 3 jobs/);
  assert.match(screen, /Timeout \(s\) +stays as it is/);
  assert.match(screen, /Retries +2/);
});

Deno.test("the preview says what changes, and only changed fields are sent, to each job", async () => {
  const { terminal, sent } = await opened();
  await using _ = terminal;

  await terminal.press(tab, "30", ctrlS);
  const preview = await terminal.text();
  const before = sent.length;
  await terminal.press(ctrlS);

  assert.match(preview, /Edit 3 jobs › To be saved[^]*Timeout \(s\) - 10 × 2 · 60 × 1[^]*\+ 30/);
  assert.doesNotMatch(preview, /Retries/);
  assert.equal(before, 0);
  assert.deepEqual(sent, [0, 1, 2].map((i) => [i, { timeout_seconds: 30 }]));
  assert.match(await terminal.text(), /saved 3 jobs/);
  assert.equal(terminal.state.lists.jobs?.marks.size, 0);
});

Deno.test("several jobs are paused by the form, without another change", async () => {
  const { terminal, sent } = await opened();
  await using _ = terminal;

  await terminal.press(tab, tab, tab, " ", ctrlS);
  const preview = await terminal.text();
  await terminal.press(ctrlS);

  assert.match(preview, /Paused +- no[^]*\+ yes/);
  assert.deepEqual(sent, [0, 1, 2].map((i) => ["pause", i]));
});

Deno.test("a refusal is said with the number of jobs, and the form stays", async () => {
  const jobs = someJobs();
  const { terminal, sent } = await opened(jobs, jobs[1]?.job_id);
  await using _ = terminal;

  await terminal.press(tab, "30", ctrlS, ctrlS);

  assert.match(await terminal.text(), /1 \/ 3: not yours/);
  assert.equal(sent.length, 2);
});

Deno.test("a number out of its bounds is said at its field", async () => {
  const { terminal } = await opened();
  await using _ = terminal;

  await terminal.press(tab, tab, "9", ctrlS);

  assert.match(await terminal.text(), /Retries +29.*! a whole number from 0 to 25/);
});
