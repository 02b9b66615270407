import assert from "node:assert/strict";
import { minute } from "../../../scheduler/model/time.ts";
import { type TestApi, testApi } from "../../support/app.ts";
import { EventReader, type Told } from "../../support/sse.ts";

type Who = "admin" | "reader" | "stranger";
const kinds = "user,api_key,category";

/** @param token of a caller who is none of the usual ones. */
async function open(
  api: TestApi,
  who: Who,
  token = api[who].token,
): Promise<EventReader> {
  const headers = { Authorization: `Bearer ${token}` };
  const events = new EventReader(
    await api.app.request(`/api/v1/events?kinds=${kinds}`, { headers }),
  );
  await events.next();
  return events;
}

async function nextOf(events: EventReader, kind: string): Promise<Told["data"]> {
  return (await events.until(({ event }) => event === kind)).at(-1)?.data;
}

const secret = "a very long pass phrase";
const user = { username: "kim", password: secret, category_id: 1, is_permission: true };

Deno.test("events tell admins of users, and a user of the own record, never of a password", async () => {
  await using api = await testApi();
  await using admin = await open(api, "admin");
  await using stranger = await open(api, "stranger");

  const { body: { id } } = await api.admin.post("/users", user);
  const made = await nextOf(admin, "user");
  const { body: { token } } = await api.admin.post("/auth/login", {
    username: "kim",
    password: secret,
  });
  await using kim = await open(api, "reader", token);
  await api.admin.put(`/users/${id}`, { is_permission: false });
  const changed = await nextOf(admin, "user");
  const own = await nextOf(kim, "user");
  await api.admin.put(`/users/${id}`, { password: "another long pass phrase" });
  const renewed = await nextOf(admin, "user");
  await api.admin.delete(`/users/${id}`);
  const gone = await nextOf(admin, "user");
  await api.admin.post("/categories", { name: "reports" });
  const first = await stranger.next();

  assert.deepEqual([made.id, made.user.username], [id, "kim"]);
  assert.equal(changed.user.is_permission, false);
  assert.deepEqual(own, changed);
  assert.deepEqual(gone, { id, user: null });
  assert.doesNotMatch(JSON.stringify([made, changed, renewed]), /pass phrase|hash|scrypt|argon/i);
  assert.equal(first?.event, "category");
});

Deno.test("events tell admins alone of API keys: made, used, handed over and revoked, never the secret", async () => {
  await using api = await testApi();
  await using admin = await open(api, "admin");
  await using reader = await open(api, "reader");
  const draft = { name: "deploy", category_id: 1, access: "read" };

  const { body } = await api.admin.post("/api_keys", draft);
  const made = await nextOf(admin, "api_key");
  const headers = { Authorization: `Bearer ${body.secret}` };
  await api.app.request("/api/v1/jobs", { headers });
  const used = await nextOf(admin, "api_key");
  api.clock.advance(minute);
  await api.admin.delete(`/api_keys/${body.id}`);
  const gone = await nextOf(admin, "api_key");
  await api.admin.post("/categories", { name: "reports" });
  const first = await reader.next();

  assert.deepEqual([made.id, made.api_key.name], [body.id, "deploy"]);
  assert.notEqual(used.api_key.last_used_at, "");
  assert.deepEqual(gone, { id: body.id, api_key: null });
  assert.ok(!JSON.stringify([made, used]).includes(body.secret));
  assert.doesNotMatch(JSON.stringify([made, used]), /"secret|hash/i);
  assert.equal(first?.event, "category");
});

Deno.test("events tell of the keys of a deleted user", async () => {
  await using api = await testApi();
  const { body: { id } } = await api.admin.post("/users", { ...user, is_admin: true });
  const { body: { token } } = await api.admin.post("/auth/login", {
    username: "kim",
    password: secret,
  });
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const body = JSON.stringify({ name: "deploy", category_id: 1, access: "read" });
  const key = await (await api.app.request("/api/v1/api_keys", { method: "POST", headers, body }))
    .json();
  await using admin = await open(api, "admin");

  await api.admin.delete(`/users/${id}?api_keys=revoke`);
  const told = [await admin.next(), await admin.next()];

  assert.deepEqual(
    told.map((one) => [one?.event, one?.data]).toSorted(),
    [["api_key", { id: key.id, api_key: null }], ["user", { id, user: null }]],
  );
});

Deno.test("events tell everybody of categories: made, changed and deleted", async () => {
  await using api = await testApi();
  await using events = await open(api, "stranger");

  const { body: { id } } = await api.admin.post("/categories", { name: "reports" });
  const made = await nextOf(events, "category");
  await api.admin.put(`/categories/${id}`, { description: "of the month" });
  const changed = await nextOf(events, "category");
  await api.admin.delete(`/categories/${id}`);

  assert.deepEqual([made.id, made.category.name], [id, "reports"]);
  assert.equal(changed.category.description, "of the month");
  assert.deepEqual(await nextOf(events, "category"), { id, category: null });
});
