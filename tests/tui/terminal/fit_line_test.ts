import { strict as assert } from "node:assert";
import { aJob, aState, withJobs } from "../support/builders.ts";
import { TestTerminal } from "../support/terminal.tsx";
import { fitLine, type Line, lineWidth, span } from "../../../tui/terminal/theme.ts";

const textOf = (line: Line) => line.map(({ text }) => text).join("");

for (
  const [of, texts, width, fitted] of [
    ["a row that fits", ["timeout ", "10m"], 12, "timeout 10m "],
    ["a row that is as wide", ["timeout ", "10m"], 11, "timeout 10m"],
    ["a row that is too wide", ["timeout ", "10m"], 10, "timeout 1…"],
    ["a cut between two parts", ["timeout ", "10m"], 8, "timeout…"],
    ["blanks that do not fit", ["timeout", "     "], 9, "timeout  "],
    ["half of a wide character", ["夜間", "バックアップ"], 8, "夜間バ …"],
    ["one column", ["timeout"], 1, "t"],
  ] as const
) {
  Deno.test(`fitLine() marks only visible text that is missing: ${of}`, () => {
    const line = fitLine(texts.map((text) => span(text)), width, "…");

    assert.equal(textOf(line), fitted);
    assert.equal(lineWidth(line), width);
  });
}

Deno.test("the facts of a job never end inside a number without a mark", async () => {
  const job = aJob({ job_class_string: "simple_scheduler.jobs.shell_job.ShellJob" });
  const state = aState(
    ...withJobs([{ ...job, timeout_seconds: 600 }]),
    { type: "view_opened", view: { screen: "job", id: job.job_id } },
  );
  await using terminal = new TestTerminal({ state });

  const facts = (await terminal.screen()).find((row) => row.includes("ShellJob")) ?? "";

  assert.match(facts, /timeout…$|timeout [^ ]*…$|timeout 10m$/);
});

for (const screen of ["jobs", "runs"] as const) {
  Deno.test(`beside an empty list of ${screen} there is a whole rule, and no mark`, async () => {
    const state = aState(...withJobs([]), { type: "view_switched", screen });
    await using terminal = new TestTerminal({ columns: 140, rows: 40, state });

    const [, , head = ""] = await terminal.screen();

    assert.match(head, /┬─+$/);
  });
}
