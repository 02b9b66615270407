import assert from "node:assert/strict";
import { Client, otherCategory, testApi } from "../../support/app.ts";

const newcomer = { username: "newcomer", password: "密碼" };

Deno.test("POST /users makes a user, with no rights unless they are named", async () => {
  await using api = await testApi();

  const plain = await api.admin.post("/users", newcomer);
  const full = await api.admin.post("/users", {
    username: "full",
    password: "x",
    category_id: otherCategory,
    is_admin: false,
    is_permission: true,
  });

  assert.equal(plain.status, 201);
  assert.deepEqual(plain.body, { id: plain.body.id });
  assert.equal(typeof plain.body.id, "number");
  assert.deepEqual((await api.admin.get(`/users/${plain.body.id}`)).body, {
    id: plain.body.id,
    username: "newcomer",
    category_id: 1,
    is_admin: false,
    is_permission: false,
    created_at: "2026-03-02T10:00:00.000Z",
    updated_at: "2026-03-02T10:00:00.000Z",
  });
  const { category_id, is_permission } = (await api.admin.get(`/users/${full.body.id}`)).body;
  assert.deepEqual([category_id, is_permission], [otherCategory, true]);
});

Deno.test("everyone reads himself, and nobody but an admin reads others", async () => {
  await using api = await testApi();
  const { id } = api.users.reader;

  const current = await api.reader.get("/users/current");
  const himself = await api.reader.get(`/users/${id}`);

  assert.equal(current.status, 200);
  assert.equal(current.body.username, "reader");
  assert.deepEqual(himself.body, current.body);
  assert.equal((await api.reader.get(`/users/${api.users.admin.id}`)).status, 404);
  assert.equal((await api.overseer.get(`/users/${id}`)).status, 404);
  assert.equal((await api.overseer.get("/users")).status, 403);
  assert.equal((await api.admin.get(`/users/${id}`)).status, 200);
});

Deno.test("GET /users lists by name, in pages", async () => {
  await using api = await testApi();

  const { status, body } = await api.admin.get("/users");
  const page = (await api.admin.get("/users?limit=2")).body;
  const next = (await api.admin.get(`/users?limit=2&cursor=${page.next_cursor}`)).body;

  const names = (list: { users: { username: string }[] }) => list.users.map((u) => u.username);
  assert.equal(status, 200);
  assert.deepEqual(names(body), ["admin", "changer", "overseer", "reader", "stranger"]);
  assert.equal("next_cursor" in body, false);
  assert.deepEqual([...names(page), ...names(next)], ["admin", "changer", "overseer", "reader"]);
});

Deno.test("users: 401 without a token, 403 for who is no admin, 404 for who is not there", async () => {
  await using api = await testApi();
  const own = `/users/${api.users.changer.id}`;
  const others = `/users/${api.users.reader.id}`;

  for (const path of ["/users", "/users/current", own]) {
    assert.equal((await api.nobody.get(path)).status, 401);
  }
  assert.equal((await api.nobody.post("/users", newcomer)).status, 401);
  assert.equal((await api.nobody.put(own, {})).status, 401);
  assert.equal((await api.nobody.delete(own)).status, 401);
  assert.equal((await api.changer.post("/users", newcomer)).status, 403);
  assert.equal((await api.changer.post("/users", { nonsense: 1 })).status, 403);
  assert.equal((await api.changer.put(own, { password: "new" })).status, 403);
  assert.equal((await api.changer.put(own, { is_admin: true })).status, 403);
  assert.equal((await api.changer.delete(own)).status, 403);
  assert.equal((await api.changer.put(others, { is_admin: true })).status, 403);
  assert.equal((await api.changer.delete(others)).status, 403);

  const ids = ["99", "1.0", "01", "-1", "+1", "1e0", "0x1", "9007199254740993", "9".repeat(99)];
  for (const id of [...ids, "%31%20", "current2", "٣"]) {
    assert.equal((await api.admin.get(`/users/${id}`)).status, 404, id);
    assert.equal((await api.admin.put(`/users/${id}`, {})).status, 404, id);
    assert.equal((await api.admin.delete(`/users/${id}`)).status, 404, id);
  }
  assert.equal((await api.admin.delete("/users/current")).status, 405);
});

Deno.test("POST and PUT of users refuse what does not fit, and change nothing", async () => {
  await using api = await testApi();
  const before = (await api.admin.get("/users")).body;
  const cases: [Record<string, unknown>, string][] = [
    [{ username: "" }, "username"],
    [{ username: "  " }, "username"],
    [{ username: "x".repeat(129) }, "username"],
    [{ username: "a\nb" }, "username"],
    [{ username: "a\u202eb" }, "username"],
    [{ username: 7 }, "username"],
    [{ password: "" }, "password"],
    [{ password: 12345678 }, "password"],
    [{ password: "密".repeat(342) }, "password"],
    [{ password: "x".repeat(1_000_000) }, "password"],
    [{ category_id: 99 }, "category_id"],
    [{ category_id: "one" }, "category_id"],
    [{ category_id: 1.5 }, "category_id"],
    [{ category_id: -1 }, "category_id"],
    [{ category_id: 1e300 }, "category_id"],
    [{ is_admin: 2 }, "is_admin"],
    [{ is_permission: "yes" }, "is_permission"],
    [{ is_admin: null }, "is_admin"],
  ];

  for (const [given, field] of cases) {
    for (
      const { status, body } of [
        await api.admin.post("/users", { ...newcomer, ...given }),
        await api.admin.put(`/users/${api.users.reader.id}`, given),
      ]
    ) {
      assert.equal(status, 422, JSON.stringify(given).slice(0, 99));
      assert.equal(body.details[0].field, field);
    }
  }
  assert.equal(
    (await api.admin.post("/users", { username: "x" })).body.details[0].field,
    "password",
  );
  assert.deepEqual((await api.admin.get("/users")).body, before);
});

Deno.test("PUT /users/{id} changes what is named, answers the number, and takes its own answer", async () => {
  await using api = await testApi();
  const path = `/users/${api.users.reader.id}`;
  const before = (await api.admin.get(path)).body;

  const { status, body } = await api.admin.put(path, { category_id: 0 });

  assert.equal(status, 200);
  assert.deepEqual(body, { id: before.id });
  assert.deepEqual((await api.admin.get(path)).body, { ...before, category_id: 0 });
  assert.equal((await api.admin.put(path, before)).status, 200);
  assert.deepEqual((await api.admin.get(path)).body, before);
});

Deno.test("lost rights are lost at the next request, with the old token", async () => {
  await using api = await testApi();
  const path = `/users/${api.users.changer.id}`;

  await api.admin.put(path, { is_permission: false });
  assert.equal((await api.changer.post("/jobs", {})).status, 403);
  assert.equal((await api.changer.get("/users/current")).body.is_permission, false);
  await api.admin.put(path, { category_id: otherCategory });
  assert.equal((await api.changer.get("/auth/verify")).body.user.category_id, otherCategory);

  await api.admin.put(`/users/${api.users.overseer.id}`, { is_admin: true });
  assert.equal((await api.overseer.get("/users")).status, 200);
  await api.admin.put(`/users/${api.users.overseer.id}`, { is_admin: false });
  assert.equal((await api.overseer.get("/users")).status, 403);
});

Deno.test("a new password ends the tokens, and so does the end of the user", async () => {
  await using api = await testApi();
  const { id } = api.users.reader;
  const logIn = (password: string) =>
    api.nobody.post("/auth/login", { username: "reader", password });

  await api.admin.put(`/users/${id}`, { username: "reader" });
  assert.equal((await api.reader.get("/jobs")).status, 200);

  await api.admin.put(`/users/${id}`, { password: "changed" });
  assert.equal((await api.reader.get("/jobs")).status, 401);
  assert.equal((await logIn("reader's password")).status, 401);
  const { body } = await logIn("changed");
  const again = new Client(api.app, body.token);
  assert.equal((await again.get("/jobs")).status, 200);

  const deleted = await api.admin.delete(`/users/${id}`);
  assert.equal(deleted.status, 200);
  assert.deepEqual(deleted.body, { id });
  assert.equal((await again.get("/jobs")).status, 401);
  const { body: successor } = await api.admin.post("/users", { username: "reader", password: "x" });
  assert.notEqual(successor.id, id);
  assert.equal((await again.get("/jobs")).status, 401);
});

Deno.test("two users of one name made at once: one of both is refused", async () => {
  await using api = await testApi();

  const answers = await Promise.all(
    Array.from({ length: 8 }, () => api.admin.post("/users", newcomer)),
  );

  const statuses = answers.map(({ status }) => status).toSorted();
  assert.deepEqual(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
  const refused = answers.find(({ status }) => status === 409)?.body;
  assert.deepEqual(refused.details, [{ field: "username", reason: "is taken" }]);
  assert.equal((await api.admin.put(`/users/${api.users.reader.id}`, newcomer)).status, 409);
});

Deno.test("the last admin can be neither deleted nor demoted", async () => {
  await using api = await testApi();
  const path = `/users/${api.users.admin.id}`;

  assert.equal((await api.admin.delete(path)).status, 409);
  assert.equal((await api.admin.put(path, { is_admin: false })).status, 409);
  assert.equal((await api.admin.get("/users/current")).body.is_admin, true);
});

Deno.test("two admins who delete each other at once: one stays", async () => {
  for (let i = 0; i < 10; i++) {
    await using api = await testApi();
    await api.admin.put(`/users/${api.users.overseer.id}`, { is_admin: true });

    const answers = await Promise.all([
      api.admin.delete(`/users/${api.users.overseer.id}`),
      api.overseer.delete(`/users/${api.users.admin.id}`),
    ]);

    const won = answers.filter(({ status }) => status === 200);
    assert.equal(won.length, 1, JSON.stringify(answers.map(({ status }) => status)));
    const left = [await api.admin.get("/users"), await api.overseer.get("/users")];
    assert.deepEqual(left.map(({ status }) => status).toSorted(), [200, 401]);
  }
});
