import assert from "node:assert/strict";
import { hour } from "../../../scheduler/model/time.ts";
import { type Answer, makeJob, type TestApi, testApi } from "../../support/app.ts";

function told({ status, body }: Answer): string[] {
  assert.equal(status, 200, JSON.stringify(body));
  return body.logs.map((log: { job_name: string; event: string; user: string }) =>
    `${log.user} ${log.event} ${log.job_name}`
  );
}

/** Two days old. */
async function someEntries(api: TestApi) {
  const one = await makeJob(api.changer, { name: "one" });
  await makeJob(api.changer, { name: "two" });
  await makeJob(api.stranger, { name: "theirs" });
  await api.admin.patch(`/jobs/${one}`);
  await api.changer.options(`/jobs/${one}`);
  api.clock.advance(48 * hour);
  return { one };
}

Deno.test("GET /logs finds by user, event and job, in all of the log", async () => {
  await using api = await testApi();
  const { one } = await someEntries(api);
  const expected: [string, string[]][] = [
    ["", []],
    ["user=admin", ["admin paused one"]],
    ["user=changer", ["changer resumed one", "changer added two", "changer added one"]],
    ["user=stranger", []],
    ["user=nobody", []],
    ["event=added", ["changer added two", "changer added one"]],
    ["event=added&order=asc", ["changer added one", "changer added two"]],
    [`job_id=${one}`, ["changer resumed one", "admin paused one", "changer added one"]],
    [`job_id=${one}&user=changer&event=resumed`, ["changer resumed one"]],
    [`job_id=${"f".repeat(32)}`, []],
    ["event=added&time_range_start=2026-03-03", []],
    ["time_range_start=2026-03-02&user=admin", ["admin paused one"]],
  ];

  for (const [query, found] of expected) {
    const answer = await api.reader.get(`/logs?${query}`);
    assert.deepEqual(told(answer), found, query);
    assert.equal(answer.body.total, found.length, query);
  }
  assert.equal((await api.admin.get("/logs?event=added")).body.total, 3);
  assert.equal((await api.nobody.get("/logs?event=added")).status, 401);
});

Deno.test("GET /logs pages through a filter in both orders, and counts all of it", async () => {
  await using api = await testApi();
  const id = await makeJob(api.changer, { name: "one" });
  for (let i = 0; i < 4; i++) {
    await api.changer.patch(`/jobs/${id}`);
    await api.admin.options(`/jobs/${id}`);
  }

  for (const order of ["asc", "desc"]) {
    for (const query of ["user=admin", "event=resumed", `job_id=${id}&event=resumed`]) {
      const found: string[] = [];
      let cursor = "";
      do {
        const path = `/logs?${query}&limit=3&order=${order}&cursor=${cursor}`;
        const answer = await api.reader.get(path);
        assert.equal(answer.body.total, 4);
        found.push(...told(answer));
        cursor = answer.body.next_cursor ?? "";
      } while (cursor !== "");
      assert.equal(found.length, 4, query);
    }
  }
});

Deno.test("GET /logs refuses what is no filter", async () => {
  await using api = await testApi();
  const bad = [
    ["event", "exploded"],
    ["user", "x".repeat(301)],
    ["job_id", "1"],
    ["order", "newest"],
    ["cursor", "0".repeat(32)],
    ["limit", "0"],
  ];

  for (const [name, value] of bad) {
    const { status, body } = await api.reader.get(`/logs?${name}=${value}`);
    assert.equal(status, 422, `${name}=${value}`);
    assert.equal(body.details[0].field, name);
  }
  assert.equal((await api.reader.get("/logs?user=%00")).status, 200);
  assert.deepEqual(api.errors, []);
});
