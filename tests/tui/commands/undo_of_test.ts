import { strict as assert } from "node:assert";
import { undoOf } from "../../../tui/commands/undo/undo_of.ts";
import type { Act } from "../../../tui/state/act.ts";
import type { StateEvent } from "../../../tui/state.ts";
import { aJob, aState, iso, start, withJobs } from "../support/builders.ts";

const plain = aJob({ name: "plain" });
const moving = aJob({
  ...{ name: "moving", paused: true, paused_scope: "job", next_run_time: "" },
  ...{ paused_reason: "moving", paused_until: "", paused_fires: "make_up" },
});
const maintenance = {
  ...{ category_id: 0, reason: "moving", fires: "make_up", username: "mika" } as const,
  ...{ started_time: iso(start), until: iso(start + 3_600_000) },
};

function undone(act: Act, ids: readonly string[], ...events: readonly StateEvent[]) {
  const before = aState(...withJobs([plain, moving]), ...events);
  return undoOf(act, new Map(ids.map((id) => [id, `"v2"`])), before);
}

Deno.test("undoOf() resumes what was paused, and brings the reason of a pause back", () => {
  const both = [plain.job_id, moving.job_id];

  assert.deepEqual(undone({ kind: "pause_jobs", jobIds: both }, [plain.job_id]), {
    kind: "resume_jobs",
    jobIds: [plain.job_id],
  });
  assert.deepEqual(undone({ kind: "resume_jobs", jobIds: both }, [moving.job_id]), {
    kind: "restore_jobs",
    jobs: [{
      id: moving.job_id,
      name: "moving",
      etag: '"v2"',
      pause: { reason: "moving", until: "", fires: "make_up" },
    }],
  });
});

Deno.test("undoOf() brings maintenance back as it was, and ends one that is new", () => {
  const known = { type: "pauses_read", pauses: [maintenance] } as const;
  const body = { reason: "moving", fires: "make_up", until: maintenance.until };

  assert.deepEqual(undone({ kind: "end_pause", ids: ["0"] }, ["0"], known), {
    kind: "begin_pause",
    ids: ["0"],
    body,
  });
  assert.deepEqual(undone({ kind: "begin_pause", ids: ["0"], body: { reason: "x" } }, ["0"]), {
    kind: "end_pause",
    ids: ["0"],
  });
});

Deno.test("undoOf() takes a mute back by the version that it made, and a pause of a monitor", () => {
  const alarms = { failed: { after: 3 } };
  const mute: Act = {
    kind: "mute_alarms",
    ids: ["a"],
    before: { jobId: plain.job_id, alarms },
  };

  assert.deepEqual(undone(mute, ["a"]), {
    kind: "restore_jobs",
    jobs: [{ id: plain.job_id, name: "plain", etag: '"v2"', body: { alarms } }],
  });
  assert.deepEqual(undone({ kind: "pause_monitors", ids: ["m"] }, ["m"]), {
    kind: "resume_monitors",
    ids: ["m"],
  });
  assert.equal(undone({ kind: "delete_jobs", jobIds: [plain.job_id] }, [plain.job_id]), undefined);
  assert.equal(undone(mute, []), undefined);
});
