import assert from "node:assert/strict";
import { Commit } from "../../../scheduler/store/kv/commit.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { fullDisk, refuseWrites } from "../../support/faulty_storage.ts";
import { aJobBody, makeJob, testApi } from "../../support/app.ts";

const garbage = { timeout: "connection timed out, database is locked, 503" };

Deno.test("a full disk answers 507 and names itself; reads and log-ins go on", async () => {
  await using api = await testApi();
  const id = await makeJob(api.admin);
  let isFull = true;
  refuseWrites(api.db, () => isFull ? fullDisk() : undefined);
  const logIn = (password: string) =>
    api.nobody.post("/auth/login", { username: "reader", password });

  const made = await api.admin.post("/jobs", aJobBody());
  assert.deepEqual([made.status, made.body.code], [507, "storage_full"]);
  assert.match(made.body.error, /disk is full/);
  for (
    const answer of [
      await api.admin.put(`/jobs/${id}`, aJobBody({ name: "another" })),
      await api.admin.delete(`/jobs/${id}`),
      await api.admin.post(`/executions/${id}`),
      await api.admin.patch(`/jobs/${id}`),
      await api.admin.post("/categories", { name: "new" }),
    ]
  ) assert.equal(answer.status, 507, JSON.stringify(answer.body));
  for (const path of ["/jobs", `/jobs/${id}`, "/executions", "/stats", "/logs", "/users"]) {
    assert.equal((await api.admin.get(path)).status, 200, path);
  }
  assert.equal((await logIn("reader's password")).status, 200);
  const ready = await api.nobody.get("/readyz");
  assert.equal(ready.status, 503);
  assert.deepEqual(ready.body.details, [{ field: "storage", reason: "the disk is full" }]);
  assert.equal((await api.nobody.get("/healthz")).status, 200);

  isFull = false;
  assert.equal((await api.admin.post("/jobs", aJobBody())).status, 201);
  assert.deepEqual(api.errors, []);
});

Deno.test("failed log-ins count while nothing can be stored", async () => {
  await using api = await testApi();
  refuseWrites(api.db, fullDisk);
  const logIn = (password: string) =>
    api.nobody.post("/auth/login", { username: "reader", password });

  const statuses: number[] = [];
  for (let i = 0; i < 6; i++) statuses.push((await logIn("wrong")).status);

  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
  assert.equal((await logIn("reader's password")).status, 429);
});

Deno.test("each reason for which the storage takes no writes is named", async () => {
  for (
    const [error, why] of [
      [new TypeError("attempt to write a readonly database"), /cannot be written/],
      [new TypeError("disk I/O error"), /reports errors/],
      [new Error("Writes are disabled for this database"), /quota/],
      [new Error("No space left on device (os error 28)"), /disk is full/],
    ] as const
  ) {
    await using api = await testApi();
    refuseWrites(api.db, () => error);

    const { status, body } = await api.admin.post("/jobs", aJobBody());

    assert.deepEqual([status, body.code], [507, "storage_full"]);
    assert.match(body.error, why);
  }
});

Deno.test("a commit of which nobody knows whether it was made answers 503, and no 500", async () => {
  await using api = await testApi();
  // A shared server, which is given up at once.
  Object.assign(api.db, { patienceMs: 0 });
  refuseWrites(api.db, () => new Deno.errors.ConnectionReset("connection reset"));

  const { status, body } = await api.admin.post("/jobs", aJobBody());

  assert.deepEqual([status, body.code], [503, "unavailable"]);
  assert.deepEqual(api.errors, []);
});

Deno.test("users log in while the disk reports errors", async () => {
  await using api = await testApi();
  refuseWrites(api.db, () => new TypeError("disk I/O error"));
  const logIn = (password: string) =>
    api.nobody.post("/auth/login", { username: "reader", password });

  assert.equal((await logIn("wrong")).status, 401);
  assert.equal((await logIn("reader's password")).status, 200);
});

Deno.test("an unreadable record answers 409 unreadable_record where it is asked for, and lists leave it out", async () => {
  await using api = await testApi();
  const [id, other] = [await makeJob(api.admin), await makeJob(api.admin, { name: "other" })];
  await api.db.kv.set(["job", id], garbage);

  for (
    const answer of [
      await api.admin.get(`/jobs/${id}`),
      await api.admin.put(`/jobs/${id}`, aJobBody()),
      await api.admin.delete(`/jobs/${id}`),
      await api.admin.post(`/executions/${id}`),
    ]
  ) {
    assert.deepEqual([answer.status, answer.body.code], [409, "unreadable_record"]);
    assert.doesNotMatch(answer.body.error, /timed out/);
  }
  const { status, body } = await api.admin.get("/jobs");
  assert.equal(status, 200);
  assert.deepEqual(body.jobs.map(({ job_id }: { job_id: string }) => job_id), [other]);
  assert.deepEqual((await api.db.kv.get(["job", id])).value, garbage);
  const ready = await api.nobody.get("/readyz");
  assert.deepEqual([ready.status, ready.body], [200, { status: "ok", unreadable_records: 1 }]);
  assert.deepEqual(api.errors, []);
});

Deno.test("a user whose record cannot be read cannot log in, and the user's tokens are void", async () => {
  await using api = await testApi();
  await api.db.kv.set(["user", api.users.reader.id], garbage);

  const { status } = await api.nobody.post("/auth/login", {
    username: "reader",
    password: "reader's password",
  });
  const users = await api.admin.get("/users");

  assert.equal(status, 401);
  assert.equal((await api.reader.get("/jobs")).status, 401);
  assert.equal(users.status, 200);
  assert.equal(users.body.users.length, Object.keys(api.users).length - 1);
});

Deno.test("a call that needs an unreadable category or counter is refused, and stores nothing", async () => {
  await using api = await testApi();
  await api.db.kv.set(["category", 2], garbage);
  await api.db.kv.set(["counter", "user"], garbage);

  const job = await api.admin.post("/jobs", aJobBody({ category_id: 2 }));
  const user = await api.admin.post("/users", { username: "new", password: "a long password" });

  assert.deepEqual([job.status, job.body.code], [409, "unreadable_record"]);
  assert.deepEqual([user.status, user.body.code], [409, "unreadable_record"]);
  assert.equal((await api.admin.get("/categories")).status, 200);
  assert.equal((await makeJob(api.admin)).length, 32);
});

Deno.test("Commit refuses to check what has no version", () => {
  const key = keys.setting("x").parts;
  const broken = { key, value: undefined, versionstamp: undefined, isUnreadable: true } as const;

  assert.throws(() => new Commit().check(broken), /cannot be read/);
});
