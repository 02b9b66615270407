import assert from "node:assert/strict";
import { makeJob, otherCategory, testApi } from "../../support/app.ts";

Deno.test("everyone reads the categories", async () => {
  await using api = await testApi();

  const { status, body } = await api.reader.get("/categories");
  const one = await api.reader.get("/categories/1");

  assert.equal(status, 200);
  assert.deepEqual(
    body.categories.map((category: { id: number; name: string }) => [category.id, category.name]),
    [[0, "all"], [1, "default"], [2, "other"]],
  );
  assert.deepEqual(one.body, {
    id: 1,
    name: "default",
    description: "",
    created_at: "2026-03-02T10:00:00.000Z",
    updated_at: "2026-03-02T10:00:00.000Z",
  });
  assert.deepEqual(body.categories[1], one.body);
});

Deno.test("an admin makes, changes and deletes a category", async () => {
  await using api = await testApi();

  const made = await api.admin.post("/categories", {
    name: "新分類名稱",
    description: "新分類的描述",
  });
  const path = `/categories/${made.body.id}`;
  const changed = await api.admin.put(path, { name: "renamed" });

  assert.equal(made.status, 201);
  assert.deepEqual(made.body, { id: 3 });
  assert.equal(changed.status, 200);
  assert.deepEqual(changed.body, { id: 3 });
  const { name, description } = (await api.admin.get(path)).body;
  assert.deepEqual([name, description], ["renamed", "新分類的描述"]);
  const deleted = await api.admin.delete(path);
  assert.equal(deleted.status, 200);
  assert.deepEqual(deleted.body, { id: 3 });
  assert.equal((await api.admin.get(path)).status, 404);
  assert.deepEqual((await api.admin.post("/categories", { name: "renamed" })).body, { id: 4 });
});

Deno.test("categories: 401, 403, 404, and 422 with the field's name", async () => {
  await using api = await testApi();

  assert.equal((await api.nobody.get("/categories")).status, 401);
  assert.equal((await api.nobody.get("/categories/1")).status, 401);
  assert.equal((await api.nobody.post("/categories", { name: "x" })).status, 401);
  assert.equal((await api.nobody.put("/categories/2", { name: "x" })).status, 401);
  assert.equal((await api.nobody.delete("/categories/2")).status, 401);
  assert.equal((await api.overseer.post("/categories", { name: "x" })).status, 403);
  assert.equal((await api.overseer.put("/categories/2", { name: "x" })).status, 403);
  assert.equal((await api.overseer.delete("/categories/2")).status, 403);
  for (const id of ["99", "1.0", "01", "-1", "9".repeat(50), "x"]) {
    assert.equal((await api.reader.get(`/categories/${id}`)).status, 404);
    assert.equal((await api.admin.put(`/categories/${id}`, { name: "x" })).status, 404);
    assert.equal((await api.admin.delete(`/categories/${id}`)).status, 404);
  }
  const bad: [unknown, string][] = [
    [{}, "name"],
    [{ name: "" }, "name"],
    [{ name: "x".repeat(201) }, "name"],
    [{ name: "a\u0000" }, "name"],
    [{ name: "x", description: 5 }, "description"],
    [{ name: "x", description: "\u001b[2J" }, "description"],
    [{ name: "x", description: "x".repeat(4001) }, "description"],
    [[], "body"],
    ["x", "body"],
    [null, "body"],
  ];
  for (const [body, field] of bad) {
    const answer = await api.admin.send("POST", "/categories", JSON.stringify(body));
    assert.equal(answer.status, 422, JSON.stringify(body));
    assert.equal(answer.body.details[0].field, field);
  }
  assert.equal((await api.admin.get("/categories")).body.categories.length, 3);
});

Deno.test("a category name is taken once, also in other letters and at once", async () => {
  await using api = await testApi();

  const answers = await Promise.all(
    ["Ops", "ops", "OPS", "oPs"].map((name) => api.admin.post("/categories", { name })),
  );

  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409, 409, 409]);
  assert.equal((await api.admin.put("/categories/2", { name: "OPS" })).status, 409);
  assert.equal((await api.admin.put("/categories/2", { name: "Other" })).status, 200);
});

Deno.test("categories in use, 0 and 1 cannot be deleted, and 0 not changed", async () => {
  await using api = await testApi();
  const { body: { id } } = await api.admin.post("/categories", { name: "used" });
  const job = await makeJob(api.admin, { category_id: id });

  for (const used of [0, 1, otherCategory, id]) {
    const { status, body } = await api.admin.delete(`/categories/${used}`);
    assert.equal(status, 409);
    assert.equal(body.code, "conflict");
  }
  assert.equal((await api.admin.put("/categories/0", { name: "none" })).status, 409);
  assert.equal((await api.admin.put("/categories/1", { name: "first" })).status, 200);

  await api.admin.delete(`/jobs/${job}`);
  assert.equal((await api.admin.delete(`/categories/${id}`)).status, 200);
});
