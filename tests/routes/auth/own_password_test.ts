import assert from "node:assert/strict";
import { logInLimits } from "../../../scheduler/auth/login_guard.ts";
import { passwordPolicy } from "../../../scheduler/auth/password_policy.ts";
import { Client, type TestApi, testApi } from "../../support/app.ts";

const good = { old_password: "reader's password", new_password: "a long pass phrase" };

async function logIn(api: TestApi, password: string): Promise<number> {
  return (await api.nobody.post("/auth/login", { username: "reader", password })).status;
}

Deno.test("POST /auth/password changes the own password, ends all tokens, and answers a new one", async () => {
  await using api = await testApi();

  const { status, body } = await api.reader.post("/auth/password", good);

  assert.equal(status, 200);
  assert.equal(body.user.username, "reader");
  assert.equal((await api.reader.get("/auth/verify")).status, 401);
  assert.equal((await new Client(api.app, body.token).get("/auth/verify")).status, 200);
  assert.equal(await logIn(api, good.old_password), 401);
  assert.equal(await logIn(api, good.new_password), 200);
  const { body: log } = await api.admin.get("/logs?kind=security");
  assert.ok(log.logs.some(({ event }: { event: string }) => event === "password_changed"));
});

Deno.test("POST /auth/password needs the old password, and counts wrong ones as failed log-ins", async () => {
  await using api = await testApi();
  const wrong = { ...good, old_password: "a guess" };

  for (let i = 0; i < logInLimits.userAndAddress.failures; i++) {
    const { status, body } = await api.reader.post("/auth/password", wrong);
    assert.equal(status, 422);
    assert.deepEqual(body.details, [{ field: "old_password", reason: "is wrong" }]);
  }

  assert.equal((await api.reader.post("/auth/password", good)).status, 429);
  assert.equal(await logIn(api, good.old_password), 429);
});

Deno.test("a password that people make up is checked wherever one is set", async () => {
  await using api = await testApi({ passwordPolicy: passwordPolicy(12) });
  const short = (field: string) => [{ field, reason: "must have at least 12 characters" }];
  const id = api.users.reader.id;

  const own = await api.reader.post("/auth/password", { ...good, new_password: "short" });
  const made = await api.admin.post("/users", { username: "new", password: "short" });
  const changed = await api.admin.put(`/users/${id}`, { password: "short" });
  const common = await api.admin.put(`/users/${id}`, { password: "password1234" });
  const named = await api.admin.post("/users", {
    username: "long user name",
    password: "long user name",
  });

  assert.deepEqual([own.status, own.body.details], [422, short("new_password")]);
  assert.deepEqual([made.status, made.body.details], [422, short("password")]);
  assert.deepEqual([changed.status, changed.body.details], [422, short("password")]);
  assert.match(common.body.details[0].reason, /common/);
  assert.match(named.body.details[0].reason, /user name/);
  assert.equal((await api.admin.put(`/users/${id}`, { is_permission: true })).status, 200);
});
