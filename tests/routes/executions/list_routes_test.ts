import assert from "node:assert/strict";
import type { ExecutionId } from "../../../scheduler/model/ids.ts";
import { minute } from "../../../scheduler/model/time.ts";
import { otherCategory, testApi } from "../../support/app.ts";

import { scheduledAt, stored } from "./support.ts";

Deno.test("GET /executions answers the last 10 minutes, newest first, of what the caller sees", async () => {
  await using api = await testApi();
  const now = api.clock.now();
  const old = await stored(api, scheduledAt(now - 10 * minute - 1));
  const first = await stored(api, scheduledAt(now - 10 * minute));
  const theirs = await stored(api, scheduledAt(now - minute, otherCategory));
  const last = await stored(api, scheduledAt(now));
  const ids = async (client: typeof api.admin, query = "") =>
    (await client.get(`/executions${query}`)).body.executions
      .map((execution: { execution_id: string }) => execution.execution_id);

  assert.deepEqual(await ids(api.admin), [last.id, theirs.id, first.id]);
  assert.deepEqual(await ids(api.overseer), [last.id, theirs.id, first.id]);
  assert.deepEqual(await ids(api.reader), [last.id, first.id]);
  assert.deepEqual(await ids(api.stranger), [theirs.id]);
  assert.deepEqual(await ids(api.reader, "?time_range_start=2026-03-02T09:00:00Z"), [
    last.id,
    first.id,
    old.id,
  ]);
});

Deno.test("GET /executions takes times in all the ways that clients write them", async () => {
  await using api = await testApi();
  const { id } = await stored(api, scheduledAt(Date.parse("2026-03-01T00:00:00Z")));
  const ranges = [
    "time_range_start=2026-03-01T00:00:00.000Z&time_range_end=2026-03-01T00:00:00.000Z",
    "time_range_end=2026-03-01T00:00:00Z&time_range_start=2026-02-28T00:00:00Z",
    "time_range_start=2026-03-01&time_range_end=2026-03-02",
    "time_range_start=2026-03-01T00:00&time_range_end=2026-03-01T00:01",
    "time_range_start=2026-03-01%2000:00:00&time_range_end=2026-03-01+00:01",
    "time_range_start=2026-03-01T08:00:00%2B08:00&time_range_end=2026-03-01T08:00:00+08:00",
    "time_range_start=2026-02-28T19:00:00-0500&time_range_end=2026-03-01T00:00:00.604708",
    "time_range_start=2027-01-01&time_range_start=2026-02-01&time_range_end=2026-03-01",
    "time_range_start=2026-02-01&time_range_end=&_=12345",
  ];
  for (const range of ranges) {
    const { status, body } = await api.reader.get(`/executions?${range}`);
    assert.equal(status, 200, range);
    assert.equal(body.executions[0]?.execution_id, id, range);
  }

  const reversed = "time_range_start=2026-03-02&time_range_end=2026-03-01";
  assert.deepEqual((await api.reader.get(`/executions?${reversed}`)).body, { executions: [] });
});

for (const path of ["/executions", "/logs"]) {
  Deno.test(`GET ${path} refuses what is no time, limit or cursor`, async () => {
    await using api = await testApi();
    const bad = [
      ["time_range_start", "yesterday"],
      ["time_range_start", "2026-02-30"],
      ["time_range_end", "2026-03-01T25:00"],
      ["time_range_end", "2026-03-01T00:00:00+99:00"],
      ["time_range_end", "1772323200"],
      ["time_range_end", "9".repeat(5000)],
      ["time_range_end", "%ff"],
      ["limit", "0"],
      ["limit", "1001"],
      ["limit", "-1"],
      ["limit", "ten"],
      ["limit", "1e2"],
      ["cursor", "x"],
      ["cursor", "x".repeat(5000)],
    ];

    for (const [name, value] of bad) {
      const { status, body } = await api.reader.get(`${path}?${name}=${value}`);
      assert.equal(status, 422, `${name}=${value}`);
      assert.equal(body.details[0].field, name);
    }
  });
}

Deno.test("times at the ends of what can be written are taken", async () => {
  await using api = await testApi();
  const range = "time_range_start=0000-01-01&time_range_end=9999-12-31T23:59:59.999999999Z";

  assert.equal((await api.reader.get(`/executions?${range}`)).status, 200);
  assert.equal((await api.reader.get(`/logs?${range}`)).status, 200);
});

Deno.test("GET /executions goes page by page", async () => {
  await using api = await testApi();
  const now = api.clock.now();
  const ids: ExecutionId[] = [];
  for (let i = 0; i < 5; i++) ids.unshift((await stored(api, scheduledAt(now - (9 - i)))).id);

  const found: string[] = [];
  let pages = 0;
  let cursor = "";
  do {
    const { body } = await api.reader.get(`/executions?limit=2&cursor=${cursor}`);
    found.push(...body.executions.map((one: { execution_id: string }) => one.execution_id));
    cursor = body.next_cursor ?? "";
    pages++;
  } while (cursor !== "");

  assert.deepEqual(found, ids);
  assert.equal(pages, 3);
});
