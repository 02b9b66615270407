import assert from "node:assert/strict";
import { createCategory } from "../../../scheduler/store/access/categories.ts";
import { otherCategory, type TestApi, testApi } from "../../support/app.ts";

/** More than what is read at once. */
const many = 250;

async function longList(api: TestApi, path: string, token: string | undefined) {
  const answer = await api.app.request(`/api/v1${path}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const reader = answer.body?.getReader();
  assert.ok(reader !== undefined);
  await reader.read();
  return reader;
}

async function readOn(reader: ReadableStreamDefaultReader<unknown>): Promise<number> {
  let chunks = 0;
  while (!(await reader.read()).done) chunks++;
  return chunks;
}

async function fillCategories({ db, clock }: TestApi): Promise<void> {
  for (let i = 0; i < many; i++) {
    await createCategory(db, { name: `category ${i}`, description: "" }, clock.now());
  }
}

const ends: Record<string, (api: TestApi) => Promise<unknown>> = {
  "the user is deleted": ({ admin, users }) => admin.delete(`/users/${users.overseer.id}`),
  "the password is changed": ({ admin, users }) =>
    admin.put(`/users/${users.overseer.id}`, { password: "another" }),
  "the user moves to one category": ({ admin, users }) =>
    admin.put(`/users/${users.overseer.id}`, { category_id: otherCategory }),
};

for (const [what, act] of Object.entries(ends)) {
  Deno.test(`a long list breaks off while it is written when ${what}`, async () => {
    await using api = await testApi();
    await fillCategories(api);
    const reader = await longList(api, "/categories", api.overseer.token);

    await act(api);

    // Nobody reads on: the list cannot end before the server knows that the rights ended.
    await assert.rejects(reader.closed, /rights ended/);
  });
}

Deno.test("a long list breaks off for a client that does not read, and for an API key", async () => {
  await using api = await testApi();
  await fillCategories(api);
  const key = { name: "robot", access: "read", category_id: 0 };
  const { id, secret } = (await api.admin.post("/api_keys", key)).body;
  const reader = await longList(api, "/categories", secret);

  await api.admin.delete(`/api_keys/${id}`);

  await assert.rejects(reader.closed, /rights ended/);
});

Deno.test("a long list of a demoted admin breaks off; one of a promoted user goes on", async () => {
  await using api = await testApi();
  await fillCategories(api);
  await api.admin.put(`/users/${api.users.changer.id}`, { is_admin: true });
  const demoted = await longList(api, "/categories", api.changer.token);
  const promoted = await longList(api, "/categories", api.overseer.token);

  await api.admin.put(`/users/${api.users.changer.id}`, { is_admin: false });
  await api.admin.put(`/users/${api.users.overseer.id}`, { is_admin: true });

  await assert.rejects(demoted.closed, /rights ended/);
  assert.ok(await readOn(promoted) > 0);
});
