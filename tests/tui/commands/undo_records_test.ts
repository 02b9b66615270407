import { strict as assert } from "node:assert";
import type { TabId } from "../../../tui/keys/tabs.ts";
import { screens } from "../../../tui/screens/list.ts";
import { type TestApi, testApi } from "../../support/app.ts";
import { anAccount, aState } from "../support/builders.ts";
import { clientOf } from "../support/real_server.ts";
import { TestTerminal } from "../support/terminal.tsx";

const [save, tab] = ["\x13", "\t"];

async function on(api: TestApi, screen: TabId, columns = 100): Promise<TestTerminal> {
  const state = aState(
    { type: "clock_ticked", now: api.clock.now() },
    { type: "account_known", account: anAccount() },
    { type: "view_switched", screen },
  );
  const client = clientOf(api, api.admin.token);
  const rows = columns > 100 ? 40 : 24;
  const terminal = new TestTerminal({ columns, rows, state, client });
  await screens.categories.refreshed?.(terminal.app);
  await screens[screen].refreshed?.(terminal.app);
  return terminal;
}

/** Waits until the terminal shows this; the real server answers after several turns. */
async function eventually(terminal: TestTerminal, text: RegExp): Promise<string> {
  let shown = "";
  for (let i = 0; i < 3000; i++) {
    if (text.test(shown = await terminal.text())) return shown;
  }
  throw new Error(`never showed ${text}:\n${shown}`);
}

/** Filters the list by the name, and opens the form of the only row. */
async function edit(terminal: TestTerminal, name: string): Promise<void> {
  await terminal.press("/", name, "\r", "e");
  await eventually(terminal, /No changes|no changes/);
}

const kinds = [
  ["categories", "/categories", { name: "reports", description: "of the month" }, "name"],
  ["users", "/users", {
    username: "kim",
    password: "a long pass phrase",
    category_id: 1,
    is_admin: false,
    is_permission: true,
  }, "username"],
  ["channels", "/channels", {
    name: "ops",
    kind: "webhook",
    url: "https://example.com/hook",
    language: "zh-TW",
  }, "name"],
  ["calendars", "/calendars", {
    name: "night",
    timezone: "Asia/Taipei",
    windows: [{ days: ["mon"], from: "11:00", to: "12:30" }],
  }, "name"],
  ["monitors", "/monitors", { name: "beat", period_seconds: 60, grace_seconds: 120 }, "name"],
] as const;

/** The fields that people may set. */
function saidOf(body: Record<string, unknown>): Record<string, unknown> {
  const { version: _, updated_at: __, ...rest } = body;
  return rest;
}

for (const [screen, path, body, field] of kinds) {
  const columns = screen === "channels" ? 140 : 80;
  Deno.test(`u after an edit in ${screen} puts the former values back, at ${columns} columns`, async () => {
    await using api = await testApi();
    const made = (await api.admin.post(path, body)).body;
    const at = `${path}/${made.id ?? made.monitor_id}`;
    const before = (await api.admin.get(at)).body;
    await using terminal = await on(api, screen, columns);
    const name = String(before[field]);

    await edit(terminal, name);
    await terminal.press("x", save, save);
    const saved = await eventually(terminal, /saved \S+ · u undo/);
    const edited = (await api.admin.get(at)).body;
    await terminal.press("u");
    await eventually(terminal, /changed \S+ back/);

    assert.match(saved, /saved \S+ · u undo \(30 s\)/);
    assert.equal(edited[field], `${name}x`);
    assert.deepEqual(saidOf((await api.admin.get(at)).body), saidOf(before));
  });
}

Deno.test("undo leaves a record alone that somebody changed since", async () => {
  await using api = await testApi();
  const { id } = (await api.admin.post("/categories", { name: "reports" })).body;
  await using terminal = await on(api, "categories");

  await edit(terminal, "reports");
  await terminal.press("x", save, save);
  await eventually(terminal, /saved \S+ · u undo/);
  await api.admin.put(`/categories/${id}`, { name: "theirs" });
  await terminal.press("u");
  await eventually(terminal, /put back 0 of 1 · changed or deleted since: reportsx/);

  assert.equal((await api.admin.get(`/categories/${id}`)).body.name, "theirs");
});

Deno.test("after a change of a password only, there is no undo, and that is said", async () => {
  await using api = await testApi();
  const user = { username: "kim", password: "a long pass phrase", category_id: 1 };
  await api.admin.post("/users", user);
  await using terminal = await on(api, "users", 140);

  await edit(terminal, "kim");
  await terminal.press(tab, "another pass phrase", tab, "another pass phrase", save, save);
  const saved = await eventually(terminal, /saved kim/);

  assert.match(saved, /saved kim · the new secret stays: the former one cannot be read/);
  assert.equal(terminal.state.notices.undo, undefined);
});

for (const [screen, path, body] of [kinds[0], kinds[3]]) {
  Deno.test(`u after a deletion in ${screen} makes it again`, async () => {
    await using api = await testApi();
    const made = (await api.admin.post(path, body)).body;
    const before = (await api.admin.get(`${path}/${made.id}`)).body;
    await using terminal = await on(api, screen);

    await terminal.press("/", body.name, "\r", "D", "y");
    const gone = await eventually(terminal, /deleted /);
    await terminal.press("u");
    await eventually(terminal, new RegExp(`made ${body.name} again, with another number`));

    assert.match(gone, /u undo/);
    const all = (await api.admin.get(path)).body[screen] as Record<string, unknown>[];
    const { id: _, created_at: __, ...again } = saidOf(all.find(({ name }) => name === body.name)!);
    const { id: ___, created_at: ____, ...former } = saidOf(before);
    assert.deepEqual(again, former);
  });
}

for (
  const [screen, said] of [
    ["users", /no undo: nobody can read the password/],
    ["channels", /no undo: nobody can read its/],
    ["monitors", /no undo: a new monitor gets another address/],
  ] as const
) {
  Deno.test(`the question before a deletion in ${screen} says why there is no undo`, async () => {
    await using api = await testApi();
    const [, path, body] = kinds.find(([of]) => of === screen)!;
    await api.admin.post(path, body);
    await using terminal = await on(api, screen);

    await terminal.press("/", String("username" in body ? body.username : body.name), "\r", "D");

    assert.match((await terminal.text()).replace(/[│\s]+/g, " "), said);
  });
}
