import { strict as assert } from "node:assert";
import { JobPolicy } from "../../../scheduler/model/job_policy.ts";
import {
  defaultJobPolicy,
  jobPolicyFields,
  jobPolicyFromWire,
  jobPolicyNames,
  jobPolicyToWire,
} from "../../../scheduler/model/job_policy_fields.ts";

Deno.test("JobPolicy reads a field that an older record does not have as its default", () => {
  for (const name of jobPolicyNames) {
    const { [name]: _, ...older } = defaultJobPolicy;

    assert.deepEqual(JobPolicy.parse(older), defaultJobPolicy, name);
  }
});

Deno.test("JobPolicy reads a value outside of today's bounds", () => {
  const policy = { ...defaultJobPolicy, maxInstances: 100_000 };

  assert.deepEqual(JobPolicy.parse(policy), policy);
});

Deno.test("jobPolicyFromWire() takes back what jobPolicyToWire() gives", () => {
  const policy = { ...defaultJobPolicy, coalesce: false, overlap: "queue", maxRetries: 7 } as const;

  assert.deepEqual(jobPolicyFromWire(jobPolicyToWire(policy), defaultJobPolicy), policy);
});

Deno.test("jobPolicyFromWire() leaves as it was what the client does not name", () => {
  const before = { ...defaultJobPolicy, maxInstances: 9, coalesce: false };

  assert.deepEqual(jobPolicyFromWire({ coalesce: true }, before), { ...before, coalesce: true });
});

Deno.test("each default of the job policy lies within its bounds", () => {
  for (const name of jobPolicyNames) {
    const field = jobPolicyFields[name];
    if (field.kind !== "whole number") continue;

    assert.ok(field.least <= field.default && field.default <= field.most, name);
  }
});
