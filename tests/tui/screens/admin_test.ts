import { strict as assert } from "node:assert";
import type { Client } from "../../../tui/server/client.ts";
import type { StateEvent } from "../../../tui/state.ts";
import { aJob, anExecution, aState, good, iso, start, withJobs } from "../support/builders.ts";
import { aCategory, aKey, aUser, refusal } from "../support/form_server.ts";
import { testApi } from "../../support/app.ts";
import { clientOf } from "../support/real_server.ts";
import { TestTerminal } from "../support/terminal.tsx";
import { waitFor } from "../support/wait_for.ts";

const enter = "\r";
const [esc, save] = ["\x1b", "\x13"];

const categories = [
  aCategory({ id: 0, name: "all" }),
  aCategory(),
  aCategory({ id: 2, name: "報表", description: "Jobs that write reports" }),
];
const jobs = [
  aJob({ category_id: 2, name: "daily" }),
  aJob({ category_id: 2, name: "weekly" }),
  aJob({ name: "other" }),
];

/** Waits until the terminal shows this; the real server answers after several turns. */
async function eventually(terminal: TestTerminal, text: RegExp): Promise<void> {
  await waitFor(async () => text.test(await terminal.text()));
}

function at(
  screen: "categories" | "users" | "keys",
  client: Partial<Client>,
  ...events: readonly StateEvent[]
): TestTerminal {
  const state = aState(...withJobs(jobs), { type: "categories_read", categories }, ...events, {
    type: "view_switched",
    screen,
  });
  const given = { categories: () => good({ categories }), ...client };
  return new TestTerminal({ columns: 100, rows: 30, state, client: given });
}

Deno.test('categories show the number of their jobs, and "all" counts every job', async () => {
  await using terminal = at("categories", {});

  const shown = await terminal.text();

  assert.match(shown, /0 all +3 /);
  assert.match(shown, /2 報表 +2 +0 +0 +0 Jobs that write reports/);
});

Deno.test("a job of category 0 that fails counts once", async () => {
  const job = aJob({ category_id: 0, name: "wide" });
  const failed = anExecution(job, { state: "failed" });
  await using terminal = at("categories", {}, ...withJobs([job], [failed]));

  assert.match(await terminal.text(), /0 all +1 +0 +0 +1/);
});

Deno.test("p pauses the jobs of a category after a question, and u takes it back", async () => {
  const asked: string[] = [];
  await using terminal = at("categories", {
    pauseJob: (id) => (asked.push(`pause ${id}`), good({ job_id: id })),
    resumeJob: (id) => (asked.push(`resume ${id}`), good({ job_id: id })),
  });

  await terminal.press("j", "j", "p");
  const question = await terminal.text();
  await terminal.press("y", "u");

  const [daily, weekly] = jobs.map(({ job_id }) => job_id);
  assert.match(question, /Pause 2 jobs of 報表\?/);
  assert.deepEqual(asked, [
    `pause ${daily}`,
    `pause ${weekly}`,
    `resume ${daily}`,
    `resume ${weekly}`,
  ]);
});

Deno.test("enter on a category shows its jobs", async () => {
  await using terminal = at("categories", {});

  await terminal.press("j", "j", enter);

  const shown = await terminal.text();
  assert.match(shown, /Jobs 2 of 3/);
  assert.ok(!shown.includes(" other "));
});

Deno.test("a category that is in use is not deleted: the server's reason is shown", async () => {
  const refused = () => refusal(409, "It is in use by 2 jobs.");
  await using terminal = at("categories", { deleteCategory: refused });

  await terminal.press("j", "j", "D", "y");

  const shown = await terminal.text();
  assert.match(shown, /It is in use by 2 jobs\./);
  assert.match(shown, /報表/);
});

Deno.test("a deleted category disappears; the fixed ones cannot be deleted", async () => {
  const asked: number[] = [];
  await using terminal = at("categories", {
    deleteCategory: (id) => (asked.push(id), good({ id })),
  });

  await terminal.press("D");
  const fixed = await terminal.text();
  await terminal.press("j", "j", "D", "y");

  assert.match(fixed, /always stays as it is/);
  assert.deepEqual(asked, [2]);
  assert.match(await terminal.text(), /Categories 2/);
});

Deno.test("n creates a category; a refusal of the name is shown at the name", async () => {
  const bodies: unknown[] = [];
  let isTaken = true;
  await using terminal = at("categories", {
    createCategory: (body) => {
      bodies.push(body);
      if (!isTaken) return good({ id: 3 });
      isTaken = false;
      return refusal(409, "taken", [{ field: "name", reason: "is taken" }]);
    },
  });

  await terminal.press("n", "報表", save, enter);
  const refused = await terminal.text();
  await terminal.press("2", save, enter);

  assert.match(refused, /▸!Name +報表 +! is taken/);
  assert.deepEqual(bodies, [{ name: "報表" }, { name: "報表2" }]);
  assert.match(await terminal.text(), /created 報表2/);
});

Deno.test("e edits a category for the version that was read", async () => {
  const sent: unknown[] = [];
  await using terminal = at("categories", {
    categoryToEdit: () => Promise.resolve({ ok: true, value: categories[2]!, etag: '"v3"' }),
    changeCategory: (id, body, etag) => (sent.push([id, body, etag]), good({ id })),
  });

  await terminal.press("j", "j", "e", "\t", "\x15", "new words", save, enter);

  assert.deepEqual(sent, [[2, { description: "new words" }, '"v3"']]);
});

Deno.test("users are shown with role and category, and the present user is marked", async () => {
  const users = [aUser(), aUser({ id: 2, username: "mika", is_admin: false, category_id: 2 })];
  await using terminal = at("users", { users: () => good({ users }) });

  const shown = await terminal.text();

  assert.match(shown, /1 admin \(you\) +admin +all/);
  assert.match(shown, /2 mika +operator +報表/);
});

Deno.test("n creates a user; the password is typed twice, and never shown", async () => {
  const bodies: unknown[] = [];
  await using terminal = at("users", {
    users: () => good({ users: [aUser()] }),
    createUser: (body) => (bodies.push(body), good({ id: 2 })),
  });

  await terminal.press("n", "mika", "\t", "pass phrase", "\t", "pass");
  const differs = await terminal.text();
  await terminal.press(" phrase", "\t", "\t", " ", save);
  const review = await terminal.text();
  await terminal.press(enter);

  assert.match(differs, /the two do not match/);
  assert.match(review, /Password +\+ \*{8}/);
  assert.ok(![differs, review].some((shown) => /pass phrase|pass\b.*phrase/.test(shown)));
  assert.deepEqual(bodies, [{
    username: "mika",
    password: "pass phrase",
    category_id: 1,
    is_admin: false,
    is_permission: true,
  }]);
});

Deno.test("w gives a user a new password and nothing else", async () => {
  const user = aUser({ id: 2, username: "mika", is_admin: false });
  const sent: unknown[] = [];
  await using terminal = at("users", {
    users: () => good({ users: [user] }),
    userToEdit: () => Promise.resolve({ ok: true, value: user, etag: '"v1"' }),
    changeUser: (id, body, etag) => (sent.push([id, body, etag]), good({ id })),
  });

  await terminal.settle();
  await terminal.press("w", "new", "\t", "new", save, enter);

  assert.deepEqual(sent, [[2, { password: "new" }, '"v1"']]);
});

Deno.test("deleting a user needs the typed name; the server keeps the last admin and its reason is shown", async () => {
  const users = [aUser(), aUser({ id: 2, username: "mika" })];
  await using terminal = at("users", {
    users: () => good({ users }),
    deleteUser: () => refusal(409, "The last admin stays."),
  });

  await terminal.settle();
  await terminal.press("D");
  const question = await terminal.text();
  await terminal.press("admi", "\t", enter);
  const notYet = await terminal.text();
  await terminal.press("n", enter);

  assert.match(question, /That is you: you will be logged out/);
  assert.match(notYet, /Delete user admin\?/);
  assert.match(await terminal.text(), /The last admin stays\./);
});

Deno.test("deleting a user who made API keys asks what becomes of the keys", async () => {
  await using api = await testApi();
  const made = await api.admin.post("/users", {
    username: "mika",
    password: "a long pass phrase",
    category_id: 1,
    is_admin: true,
  });
  const mika = await api.nobody.post("/auth/login", {
    username: "mika",
    password: "a long pass phrase",
  });
  const keys = () => api.admin.get("/api_keys").then(({ body }) => body.api_keys.length);
  const ofMika = { headers: { Authorization: `Bearer ${mika.body.token}` } };
  await api.nobody.send("POST", "/api_keys", { name: "deploy", access: "read" }, ofMika);
  const client = clientOf(api, api.admin.token);
  await using terminal = at("users", {
    users: (query) => client.users(query),
    deleteUser: (id, apiKeys) => client.deleteUser(id, apiKeys),
  });
  await eventually(terminal, /mika/);
  await terminal.press("G", "D", "mika", "\t", enter);
  await eventually(terminal, /mika made API keys/);
  const question = await terminal.text();
  await terminal.press(enter);
  const cancelled = await terminal.text();
  const keptUser = (await api.admin.get(`/users/${made.body.id}`)).status;

  await terminal.press("D", "mika", "\t", enter);
  await eventually(terminal, /mika made API keys/);
  await terminal.press("s");
  await eventually(terminal, /deleted mika/);

  assert.match(question, /r Delete; revoke the keys/);
  assert.match(question, /s Delete; the keys stay/);
  assert.match(question, /▸ n Cancel/);
  assert.doesNotMatch(cancelled, /made API keys/);
  assert.equal(keptUser, 200);
  assert.equal((await api.admin.get(`/users/${made.body.id}`)).status, 404);
  assert.equal(await keys(), 1);
});

Deno.test("of many deleted users, only those with API keys are asked about, and the answer is sent", async () => {
  const users = [aUser(), aUser({ id: 2, username: "mika" }), aUser({ id: 3, username: "ken" })];
  const asked: unknown[] = [];
  await using terminal = at("users", {
    users: () => good({ users }),
    deleteUser: (id, apiKeys) => {
      asked.push([id, apiKeys]);
      return id === 3 || apiKeys !== undefined
        ? good({ id })
        : refusal(409, "The user made API keys.", [{ field: "api_keys", reason: "must be said" }]);
    },
  });

  await terminal.settle();
  await terminal.press("j", "x", "j", "x", "D", "2", "\t", enter);
  const question = await terminal.text();
  await terminal.press("r");

  assert.match(question, /mika made API keys/);
  assert.deepEqual(asked, [[2, undefined], [3, undefined], [2, "revoke"]]);
  assert.match(await terminal.text(), /Users 1 /);
});

Deno.test("a new key is shown once, y copies it, and one esc does not close it", async () => {
  const secret = "crl_0123456789";
  const bodies: unknown[] = [];
  await using terminal = at("keys", {
    apiKeys: () => good({ api_keys: [aKey()] }),
    createApiKey: (body) => (bodies.push(body), good({ ...aKey({ id: 2 }), secret })),
  });

  await terminal.press("n", "reports", "\t", " ", "\t", "\t", "\x15", "30d", save, enter);
  const shown = await terminal.text();
  await terminal.press(esc);
  await terminal.timers.advance(60);
  const warned = await terminal.text();
  await terminal.press("y");
  await terminal.press(esc);
  await terminal.timers.advance(60);

  assert.deepEqual(bodies, [{
    name: "reports",
    access: "change",
    category_id: 1,
    expires_at: "2026-12-22T23:59:59.000Z",
  }]);
  assert.match(shown, /crl_0123456789/);
  assert.match(warned, /Not copied yet/);
  assert.ok(terminal.written.join("").includes(btoa(secret)));
  assert.ok(!(await terminal.text()).includes(secret));
  assert.ok(!JSON.stringify(terminal.state.overlay).includes(secret));
});

Deno.test("a wrong expiry is an error; an empty one means never", async () => {
  const bodies: unknown[] = [];
  await using terminal = at("keys", {
    apiKeys: () => good({ api_keys: [] }),
    createApiKey: (body) => (bodies.push(body), good({ ...aKey(), secret: "s" })),
  });

  await terminal.press("n", "k", "\t", "\t", "\t", "\x15", "soon", save);
  const refused = await terminal.text();
  await terminal.press("\x15", save, enter);

  assert.match(refused, /▸!Expires +soon .*a date such as/);
  assert.deepEqual(bodies, [{ name: "k", access: "read", category_id: 1 }]);
});

Deno.test("keys show expiry and last use; D revokes one after a question", async () => {
  const keys = [
    aKey({ expires_at: iso(start - 1), last_used_at: iso(start - 60_000) }),
    aKey({ id: 2, name: "fresh" }),
  ];
  const revoked: number[] = [];
  await using terminal = at("keys", {
    apiKeys: () => good({ api_keys: keys }),
    deleteApiKey: (id) => (revoked.push(id), good({ id })),
  });
  const shown = await terminal.text();

  await terminal.press("D");
  const question = await terminal.text();
  await terminal.press("y");

  assert.match(shown, /1 reports +read +default +! expired/);
  assert.match(shown, /2 fresh +read +default +never +never used/);
  assert.match(question, /Revoke API key reports\?/);
  assert.deepEqual(revoked, [1]);
  assert.match(await terminal.text(), /API keys 1 /);
});

Deno.test("for a server without API keys the screen says so", async () => {
  await using terminal = at("keys", { apiKeys: () => refusal(404, "There is nothing.") });

  assert.match(await terminal.text(), /This server does not offer that/);
});

Deno.test("a user who is no admin sees no users and no keys, and cannot change a category", async () => {
  const account = { id: 2, username: "op", category_id: 1, is_admin: false, is_permission: true };
  const known = { type: "account_known", account } as const;
  await using users = at("users", {}, known);
  await using list = at("categories", {}, known);

  await list.press("n");

  assert.match(await users.text(), /Only admins see this/);
  assert.ok(!(await users.text()).includes("6 Users"));
  assert.match(await list.text(), /Only an admin may do that/);
});
