import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { App } from "../../tui/app.ts";
import { runCommand } from "../../tui/commands/running.ts";
import { frameOf } from "../../tui/frame.ts";
import { jobsInOrder } from "../../tui/screens/jobs/list.ts";
import type { StateEvent } from "../../tui/state.ts";
import { lineWidth } from "../../tui/terminal/theme.ts";
import { aJob, anExecution, aState, iso, start } from "./support/builders.ts";
import { aTestApp } from "./support/test_app.ts";

const jobs = Array.from(
  { length: 30 },
  (_, i) => aJob({ name: `job-${i}`, next_run_time: iso(start + ((i * 7) % 30) * 60_000) }),
);
const at = fc.nat(jobs.length - 1);
const sizes = [[20, 5], [40, 12], [80, 24], [140, 40]] as const;

const happening = fc.oneof(
  fc.record({ kind: fc.constant("there" as const), at, minutes: fc.nat(60) }),
  fc.record({ kind: fc.constant("gone" as const), at }),
  fc.record({ kind: fc.constant("ended" as const), at, isFailed: fc.boolean() }),
  fc.record({ kind: fc.constant("size" as const), size: fc.nat(sizes.length - 1) }),
  fc.record({
    kind: fc.constant("key" as const),
    command: fc.constantFrom(
      ...["move_down", "move_up", "page_down", "go_bottom", "go_top", "mark", "mark_range"],
      ...["sort_by_name", "sort_by_last", "sort_by_next", "sort_by_p50", "sort_reverse"],
    ),
  }),
);

function changeOf(it: { kind: string; at?: number; minutes?: number; isFailed?: boolean }) {
  const job = jobs[it.at ?? 0] ?? jobs[0]!;
  const { job_id } = job;
  if (it.kind === "gone") return { type: "job", job_id, job: null };
  if (it.kind === "there") {
    const next_run_time = iso(start + (it.minutes ?? 0) * 60_000);
    return { type: "job", job_id, job: { ...job, next_run_time } };
  }
  const execution = anExecution(job, { state: it.isFailed ? "failed" : "succeeded" });
  return { type: "execution", execution_id: execution.execution_id, execution };
}

function draw(app: App, columns: number, rows: number): void {
  const frame = frameOf(app.state, app, columns, rows, app.layout);
  app.show(frame);
  assert.equal(frame.lines.length, rows);
  for (const line of frame.lines.slice(2, -1)) {
    assert.ok(lineWidth(line) <= columns, line.map(({ text }) => text).join(""));
  }
  const drawn = app.layout.lists.get("jobs");
  const ids = jobsInOrder(app.state).map(({ job_id }) => job_id);
  assert.deepEqual(drawn?.ids, ids);
  if (ids.length === 0) return;
  const { cursor, top } = drawn!.place;
  assert.ok(top >= 0 && top <= cursor && cursor < top + drawn!.height && cursor < ids.length);
  const title = frame.lines.flat().map(({ text }) => text).join("");
  if (columns >= 40) {
    assert.ok(title.includes(` ${ids.length} `) || title.includes(` ${ids.length}`));
  }
}

Deno.test("any sequence of events, keys and sizes keeps the cursor's id, the counts and the bounds", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 40 }), async (happenings) => {
      const first: StateEvent = { type: "jobs_page", jobs: jobs.slice(0, 10), isLast: true };
      const { app } = aTestApp(aState(first, { type: "view_switched", screen: "jobs" }), {});
      let [columns, rows]: readonly [number, number] = sizes[2];
      let isFollowing = false;
      draw(app, columns, rows);
      for (const it of happenings) {
        const before = app.layout.lists.get("jobs");
        if (it.kind === "size") [columns, rows] = sizes[it.size]!;
        else if (it.kind === "key") {
          await runCommand(app, it.command);
          if (it.command === "go_top") isFollowing = true;
          else if (/^(move|page|go_bottom|mark$)/.test(it.command)) isFollowing = false;
        } else app.dispatch({ type: "changes", events: [changeOf(it)] } as unknown as StateEvent);
        draw(app, columns, rows);
        const after = app.layout.lists.get("jobs");
        const isMoved = it.kind === "key" && !/^(sort|mark_range)/.test(it.command);
        const isThere = before?.cursor !== undefined && after?.ids.includes(before.cursor);
        if (!isMoved && !isFollowing && isThere) assert.equal(after?.cursor, before?.cursor);
      }
    }),
    { numRuns: 60 },
  );
});
