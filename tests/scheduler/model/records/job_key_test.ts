import assert from "node:assert/strict";
import { JobKey, keyOfName, keysOfJobs } from "../../../../scheduler/model/records/job_key.ts";

Deno.test("keyOfName() makes a key of letters and digits, and none of other characters", () => {
  const made = ["Nightly report!", "  ÜBER-lauf #2 ", "繁體中文", "a--b", "x".repeat(200)]
    .map(keyOfName);

  assert.deepEqual(made, ["nightly-report", "uber-lauf-2", "", "a-b", "x".repeat(100)]);
  for (const key of made.filter((text) => text !== "")) assert.equal(JobKey.parse(key), key);
});

Deno.test("keysOfJobs() gives each job of a category a key of its own, the oldest the shortest", () => {
  const job = (id: string, name: string, more: { key?: string; categoryId?: number } = {}) => ({
    id: id.padStart(32, "0"),
    name,
    categoryId: 1,
    ...more,
  });
  const jobs = [
    job("3", "Hello"),
    job("2", "hello"),
    job("4", "Hello", { categoryId: 2 }),
    job("5", "你好"),
    job("1", "Taken"),
    job("6", "another", { key: "taken" }),
  ];

  const keys = keysOfJobs(jobs);

  assert.deepEqual(jobs.map(({ id }) => keys.get(id)), [
    "hello-000000000003",
    "hello",
    "hello",
    "job-000000000005",
    "taken-000000000001",
    "taken",
  ]);
});
