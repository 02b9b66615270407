import assert from "node:assert/strict";
import { hour, minute } from "../../../scheduler/model/time.ts";
import { gatherDue } from "../../../scheduler/store/firing/gather.ts";
import { makeJob, type TestApi, testApi } from "../../support/app.ts";

const range = "from=2026-03-02T10:00:00Z&to=2026-03-02T10:10:00Z";

/** All that calls say of jobs and of their fires. */
async function saidOf({ admin, reader }: TestApi, ids: readonly string[]) {
  const paths = [
    ...ids.map((id) => `/jobs/${id}`),
    ...["/jobs", "/jobs?limit=2", "/jobs?state=active", `/upcoming?${range}`, "/stats"],
    ...["/categories", "/audit_logs"],
  ];
  const answers = await Promise.all(paths.flatMap((path) => [admin.get(path), reader.get(path)]));
  return answers.map(({ status, body, headers }) => [status, body, headers.get("ETag")]);
}

Deno.test("calls say the same of jobs whether they are in a pack or not", async () => {
  await using api = await testApi();
  const { db, clock } = api;
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) {
    ids.push(await makeJob(api.admin, { name: `job ${i}`, minute: "3,8" }));
  }
  const before = await saidOf(api, ids);

  assert.equal(await gatherDue(db, clock.now() + hour, clock.now()), 5);

  assert.deepEqual(await saidOf(api, ids), before);
  // Overdue jobs say so: by this the dashboard counts what is late.
  clock.advance(10 * minute);
  const listed = (await api.admin.get("/jobs")).body.jobs;
  for (const { next_run_time } of [...listed, (await api.admin.get(`/jobs/${ids[0]}`)).body]) {
    assert.equal(next_run_time, "2026-03-02T10:03:00.000Z");
  }
  clock.advance(-10 * minute);
  // One that is changed, one that is paused and one that is gone leave the pack.
  await api.admin.put(`/jobs/${ids[0]}`, { minute: "5" });
  await api.admin.patch(`/jobs/${ids[1]}`);
  await api.admin.delete(`/jobs/${ids[2]}`);
  const { body } = await api.admin.get(`/upcoming?${range}`);
  assert.deepEqual([body.fires, body.jobs], [5, 3]);
});
