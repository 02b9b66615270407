/** A job that a caller of category 0 makes lies in category 0: no other category sees or counts it. */
import assert from "node:assert/strict";
import type { JobId } from "../../scheduler/model/ids.ts";
import { fireDue } from "../../scheduler/store/firing/fire.ts";
import { findJob } from "../../scheduler/store/jobs/jobs.ts";
import { aJobBody, makeJob, testApi } from "../support/app.ts";

Deno.test("a job of category 0 is seen, run and deleted by category 0 and admins alone", async () => {
  await using api = await testApi();
  await api.admin.put(`/users/${api.users.admin.id}`, { category_id: 0 });

  for (const client of [api.overseer, api.admin]) {
    for (const given of [{}, { category_id: 0 }, { category_id: "0" }, { category_id: null }]) {
      const job = await makeJob(client, given);
      const { execution_id } = (await client.post(`/executions/${job}`)).body;

      for (const sees of [api.overseer, api.admin]) {
        assert.equal((await sees.get(`/jobs/${job}`)).body.category_id, 0);
        assert.equal((await sees.get(`/executions/${execution_id}`)).status, 200);
      }
      for (const other of [api.changer, api.reader, api.stranger]) {
        const calls = [
          await other.get(`/jobs/${job}`),
          await other.get(`/jobs/${job}/executions`),
          await other.get(`/executions/${execution_id}`),
          await other.get(`/executions/${execution_id}/logs`),
          await other.get(`/stats?job_id=${job}`),
          await other.patch(`/jobs/${job}`),
          await other.post(`/executions/${job}`),
          await other.put(`/jobs/${job}`, { name: "mine" }),
          await other.delete(`/executions/${execution_id}`),
          await other.delete(`/jobs/${job}`),
        ];
        assert.deepEqual(calls.map(({ status }) => status), calls.map(() => 404));
        assert.deepEqual((await other.get("/jobs")).body, { jobs: [] });
        assert.deepEqual((await other.get("/executions")).body, { executions: [] });
        assert.equal((await other.get("/logs")).body.total, 0);
      }
      assert.equal((await client.delete(`/jobs/${job}`)).status, 200);
    }
  }
});

Deno.test("an edit keeps a job in category 0, an admin moves it, and nobody else does", async () => {
  await using api = await testApi();
  const job = await makeJob(api.overseer);
  const path = `/jobs/${job}`;

  assert.equal((await api.overseer.put(path, { name: "b", category_id: 0 })).status, 200);
  assert.equal((await api.overseer.put(path, { category_id: 1 })).status, 403);
  assert.equal((await api.admin.put(path, { category_id: 1 })).status, 200);
  assert.equal((await api.reader.get(path)).status, 200);
  assert.equal((await api.admin.put(path, { category_id: 0 })).status, 200);
  assert.equal((await api.reader.get(path)).status, 404);
  assert.equal((await api.changer.post("/jobs", aJobBody({ category_id: 0 }))).status, 403);
});

Deno.test("an end of a job in category 0 is counted once", async () => {
  await using api = await testApi();
  const job = await makeJob(api.overseer, { minute: "*", max_instances: 1 });
  await api.overseer.post(`/executions/${job}`);
  const due = (await findJob(api.db, job as JobId))?.nextRunAt ?? 0;
  api.clock.advance(due - api.clock.now());

  // The fire finds no free instance: its rule is to skip.
  await fireDue(api.db, api.clock.now());

  const { body } = await api.overseer.get("/stats");
  assert.equal(body.total.scheduled_error, 1);
  assert.equal((await api.reader.get("/stats")).body.total.scheduled_error, 0);
});
