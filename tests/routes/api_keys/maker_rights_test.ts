import assert from "node:assert/strict";
import { seesNoLess } from "../../../scheduler/model/caller.ts";
import { boundedKey } from "../../../scheduler/model/rights/key_rights.ts";
import type { ApiKey } from "../../../scheduler/model/api_key.ts";
import type { CategoryId } from "../../../scheduler/model/ids.ts";
import type { User } from "../../../scheduler/model/user.ts";
import {
  aJobBody,
  Client,
  makeJob,
  otherCategory,
  type TestApi,
  testApi,
} from "../../support/app.ts";
import { EventReader } from "../../support/sse.ts";

/** A second admin, with the number 6, and the key with the number 1 that this admin made. */
async function madeKey(api: TestApi, given: Record<string, unknown> = {}) {
  await api.admin.post("/users", { username: "second", password: "p", is_admin: true });
  const { body } = await api.nobody.post("/auth/login", { username: "second", password: "p" });
  const second = new Client(api.app, body.token);
  const key = { name: "robot", access: "change", category_id: 0, ...given };
  const { secret } = (await second.post("/api_keys", key)).body;
  return { second, robot: new Client(api.app, secret), secret };
}

Deno.test("a key may do no more than its maker at this moment, and gets its rights back with the maker", async () => {
  await using api = await testApi();
  const { robot } = await madeKey(api);
  const job = await makeJob(api.admin);
  await makeJob(api.stranger);
  assert.equal((await robot.get("/jobs")).body.jobs.length, 2);

  await api.admin.put("/users/6", { is_admin: false, is_permission: false, category_id: 1 });
  assert.deepEqual(
    (await robot.get("/jobs")).body.jobs.map(({ job_id }: { job_id: string }) => job_id),
    [job],
  );
  assert.equal((await robot.patch(`/jobs/${job}`)).status, 403);
  assert.equal((await robot.get("/users/current")).body.category_id, 1);

  await api.admin.put("/users/6", { is_permission: true });
  assert.equal((await robot.patch(`/jobs/${job}`)).status, 200);

  await api.admin.put("/users/6", { is_admin: true });
  assert.equal((await robot.get("/jobs")).body.jobs.length, 2);
});

Deno.test("a key of a category that its maker does not see any more is void, and its streams end", async () => {
  await using api = await testApi();
  const { robot, secret } = await madeKey(api, { category_id: 1 });
  await using events = new EventReader(
    await api.app.request("/api/v1/events", { headers: { Authorization: `Bearer ${secret}` } }),
  );
  assert.equal((await events.next())?.event, "ready");

  await api.admin.put("/users/6", { is_admin: false, category_id: otherCategory });

  assert.equal((await robot.get("/jobs")).status, 401);
  while (await events.next() !== undefined);
});

Deno.test("a kept key is bound by the admin who kept it", async () => {
  await using api = await testApi();
  const { robot } = await madeKey(api);
  await api.admin.post("/users", { username: "third", password: "p", is_admin: true });
  const { body } = await api.nobody.post("/auth/login", { username: "third", password: "p" });
  const third = new Client(api.app, body.token);
  await api.admin.put("/users/6", { is_admin: false, is_permission: false, category_id: 1 });

  assert.equal((await third.delete("/users/6?api_keys=keep")).status, 200);

  assert.equal((await robot.post("/jobs", aJobBody())).status, 201);
  const { logs } = (await api.admin.get("/logs?kind=security")).body;
  assert.ok(
    logs.some((one: Record<string, string>) =>
      one.subject === "robot" && one.event === "modified" && one.description?.includes("third")
    ),
  );
  await api.admin.put("/users/7", { is_admin: false, category_id: 1 });
  assert.equal((await robot.post("/jobs", aJobBody())).status, 403);
  assert.equal((await api.admin.delete("/users/7")).status, 409, "the keys are this user's now");
});

Deno.test("an admin who leaves cannot keep the own keys", async () => {
  await using api = await testApi();
  const { second, robot } = await madeKey(api);

  const { status, body } = await second.delete("/users/6?api_keys=keep");

  assert.equal(status, 409);
  assert.match(body.error, /another admin/);
  assert.equal((await robot.get("/jobs")).status, 200);
});

Deno.test("boundedKey() gives the smaller of two rights, whatever they are", () => {
  const users = [0, 1, 2].flatMap((categoryId) =>
    [[false, false], [false, true], [true, false]].map(([isAdmin, isPermission]) =>
      ({ categoryId, isAdmin, isPermission }) as unknown as User
    )
  );
  for (const owner of users) {
    for (const categoryId of [0, 1, 2] as CategoryId[]) {
      for (const access of ["read", "change"] as const) {
        const key = { categoryId, access } as ApiKey;
        const bounded = boundedKey(key, owner);
        if (bounded === undefined) continue;
        const now = { kind: "key", key: bounded } as const;
        assert.ok(seesNoLess({ kind: "key", key }, now), "no more than the key");
        assert.ok(
          owner.isAdmin || seesNoLess({ kind: "user", user: owner }, now),
          "no more than the owner",
        );
        assert.ok(bounded.access === "read" || access === "change");
        assert.ok(bounded.access === "read" || owner.isAdmin || owner.isPermission);
      }
    }
  }
});
