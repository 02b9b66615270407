import assert from "node:assert/strict";
import { testApi } from "../support/app.ts";

const entries = "/logs?kind=security&time_range_start=2026-01-01";

Deno.test("GET /backup writes who took all records, and HEAD and a refused call do not", async () => {
  await using api = await testApi();

  await api.admin.send("HEAD", "/backup");
  assert.equal((await api.changer.get("/backup")).status, 403);
  const before = (await api.admin.get(entries)).body.logs;
  const { headers } = await api.admin.get("/backup");
  const after = (await api.admin.get(entries)).body.logs;

  assert.deepEqual(before.filter(({ kind }: { kind: string }) => kind === "backup"), []);
  const [entry] = after;
  assert.deepEqual(
    [entry.kind, entry.event, entry.user, entry.address],
    ["backup", "downloaded", "admin", "192.0.2.1"],
  );
  assert.ok(headers.get("Content-Disposition")?.includes(entry.subject));
});

Deno.test("GET /backup gives the backup of a database that takes no entry any more", async () => {
  await using api = await testApi();
  const { db } = api;
  const atomic = db.kv.atomic.bind(db.kv);
  db.kv.atomic = () => {
    const operation = atomic();
    operation.commit = () => Promise.reject(new Error("database or disk is full"));
    return operation;
  };

  const { status, body } = await api.admin.get("/backup");

  assert.equal(status, 200);
  assert.ok(body.length > 1000);
});
