import assert from "node:assert/strict";
import { executionToWire } from "../../../routes/executions/wire.ts";
import type { Caller } from "../../../scheduler/model/caller.ts";
import { draftExecution, type Execution } from "../../../scheduler/model/execution.ts";
import { type ExecutionId, newId } from "../../../scheduler/model/ids.ts";
import { aJob } from "../../support/builders.ts";

Deno.test("executionToWire() shows frames with paths of the server to admins alone", () => {
  const draft = draftExecution({
    id: newId<ExecutionId>(0),
    job: aJob(0),
    trigger: "manual",
    scheduledAt: 0,
  }, 0);
  const result = "Error: no\n    at run (file:///srv/jobs/a.ts:3:9)\n" +
    "    at file:///srv/x.ts:1:1\ncaused by: x";
  const failed = { ...draft, state: "failed", result } as unknown as Execution;
  const admin = { kind: "user", user: { isAdmin: true } } as Caller;
  const reader = { kind: "user", user: { isAdmin: false } } as Caller;

  assert.equal(executionToWire(failed, admin).result, result);
  assert.equal(executionToWire(failed, reader).result, "Error: no\ncaused by: x");
  assert.equal(executionToWire(failed).result, "Error: no\ncaused by: x");
});
