import { strict as assert } from "node:assert";
import type { Alarm } from "../../../routes/contract/alarms/alarms.ts";
import type { Act } from "../../../tui/state/act.ts";
import { sortKeys } from "../../../tui/keys/sort_keys.ts";
import { reduce, type State, type StateEvent } from "../../../tui/state.ts";
import { aChannel, anAlarm } from "../support/alarms.ts";
import { aJob, anAccount, anExecution, aState, iso, start, withJobs } from "../support/builders.ts";
import { Desk } from "../support/desk.ts";
import { aCategory, aKey, aUser } from "../support/form_server.ts";
import { aHoliday, aMonitor } from "../support/world.ts";

/** The lists of admins and of what is watched: their order, their filters, and what they say without rows. */

const day = 86_400_000;
// The names are in another order than the numbers, and the numbers in another one than their texts.
const categories: StateEvent = {
  type: "categories_read",
  categories: [
    aCategory({ id: 2, name: "Zebra" }),
    aCategory({ id: 3, name: "Ape", description: "apes" }),
    aCategory({ id: 10, name: "mole", description: "Moles" }),
  ],
};

type Screen = "users" | "keys" | "channels" | "monitors" | "calendars" | "categories" | "alarms";

async function on(screen: Screen, ...events: readonly StateEvent[]): Promise<Desk> {
  const state = aState(categories, ...events, { type: "view_switched", screen });
  return await Desk.open({ columns: 200, rows: 30, state });
}

const ids = (desk: Desk) => (desk.list()?.ids ?? []).join(" ");

/** The order of a list by the key of each column, in both directions. @param tied columns with equal rows: these stay. */
async function orders(
  desk: Desk,
  keys: Readonly<Record<string, string>>,
  tied: readonly string[] = [],
) {
  const found: Record<string, string> = {};
  for (const [column, key] of Object.entries(keys)) {
    await desk.tell({ type: "list_sorted", list: desk.list()!.name, sort: "?", isReversed: false });
    await desk.press(key);
    found[column] = ids(desk);
    await desk.press(key);
    const turned = ids(desk).split(" ").toReversed().join(" ");
    if (!tied.includes(column)) assert.equal(turned, found[column], `${column} turned`);
  }
  return found;
}

Deno.test("the users are in the order of each column", async () => {
  const users = [
    aUser({ id: 1, username: "bob", category_id: 10, created_at: iso(start), is_admin: false }),
    aUser({ id: 2, username: "Ann", category_id: 2, created_at: iso(start - 2 * day) }),
    aUser({
      ...{ id: 10, username: "cy", category_id: 3, created_at: iso(start - day) },
      ...{ is_admin: false, is_permission: false },
    }),
  ];
  const desk = await on("users", { type: "users_read", users });

  assert.equal(ids(desk), "1 2 10");
  assert.deepEqual(await orders(desk, sortKeys.users), {
    id: "1 2 10",
    name: "2 1 10",
    role: "2 1 10",
    category: "10 1 2",
    created: "2 10 1",
  });
});

Deno.test("the API keys are in the order of each column, without an end or a use last", async () => {
  const keys = [
    aKey({ id: 1, name: "b", category_id: 10, access: "read", created_by: "x" }),
    aKey({
      id: 2,
      name: "A",
      category_id: 2,
      access: "change",
      expires_at: iso(start + day),
      created_by: "z",
    }),
    aKey({
      id: 10,
      name: "c",
      category_id: 3,
      expires_at: iso(start),
      last_used_at: iso(start),
      created_by: "y",
    }),
  ];
  const desk = await on("keys", { type: "api_keys_read", keys });

  assert.deepEqual(await orders(desk, sortKeys.keys, ["used"]), {
    id: "1 2 10",
    name: "2 1 10",
    access: "2 1 10",
    category: "10 1 2",
    expires: "10 2 1",
    used: "10 1 2",
    maker: "1 10 2",
  });
});

Deno.test("the channels are in the order of each column, the one of everything by its word", async () => {
  const channels = [
    aChannel({ id: "1", name: "b", category_id: 10, kind: "slack", target: "z", last_sent_at: "" }),
    aChannel({
      id: "2",
      name: "A",
      category_id: 2,
      kind: "email",
      target: "Y",
      last_sent_at: iso(start),
    }),
    aChannel({
      ...{ id: "3", name: "c", category_id: 3, kind: "ntfy", target: "x" },
      ...{ last_sent_at: iso(start - day), failing_since: iso(start), last_error: "no route" },
    }),
  ];
  const desk = await on("channels", { type: "channels_read", channels });

  assert.deepEqual(await orders(desk, sortKeys.channels), {
    name: "2 1 3",
    kind: "2 3 1",
    category: "3 1 2",
    target: "3 2 1",
    sent: "3 2 1",
    state: "3 2 1",
  });
});

Deno.test("the monitors are in the order of each column, what is down first", async () => {
  const monitors = [
    aMonitor(0, { monitor_id: "1", name: "b", state: "up", category_id: 10, period_seconds: 60 }),
    aMonitor(1, {
      ...{ monitor_id: "2", name: "A", state: "paused", category_id: 2, period_seconds: 120 },
      ...{ last_ping_time: "", next_ping_time: "" },
    }),
    aMonitor(2, {
      ...{ monitor_id: "3", name: "c", state: "down", category_id: 3, period_seconds: 3600 },
      ...{ last_ping_time: iso(start - day), next_ping_time: iso(start - day) },
    }),
  ];
  const desk = await on("monitors", { type: "monitors_read", monitors });

  assert.deepEqual(await orders(desk, sortKeys.monitors), {
    state: "3 1 2",
    name: "2 1 3",
    pinged: "3 1 2",
    next: "3 1 2",
    expected: "3 1 2",
    category: "3 1 2",
  });
});

Deno.test("a monitor is late by time alone, without an event", async () => {
  const monitors = [
    aMonitor(0, { monitor_id: "1", name: "mail", next_ping_time: iso(start + 1000) }),
  ];
  const desk = await on("monitors", { type: "monitors_read", monitors });
  assert.match(desk.cursorRow(), /mail +up/);

  await desk.tell({ type: "clock_ticked", now: start + 1000 });
  assert.match(desk.cursorRow(), /mail +late/);
});

Deno.test("the categories are in the order of each column, the largest numbers first", async () => {
  const jobs = [10, 10, 3, 2].map((category_id, i) =>
    aJob({ job_id: String(i), category_id, paused: i === 2, next_run_time: "" })
  );
  const running = anExecution(jobs[3]!, { state: "running", ended_time: "", duration_ms: null });
  const failed = anExecution(jobs[0]!, { state: "failed" });
  const desk = await on("categories", ...withJobs(jobs, [running, failed]));

  assert.deepEqual(
    await orders(desk, sortKeys.categories, ["jobs", "paused", "running", "failing"]),
    {
      id: "2 3 10",
      name: "3 10 2",
      jobs: "10 2 3",
      paused: "3 10 2",
      running: "2 10 3",
      failing: "10 2 3",
      description: "2 3 10",
    },
  );
});

const alarmed = (alarm_id: string, name: string, given: Partial<Alarm>) =>
  anAlarm({ job_id: alarm_id.padStart(32, "0"), name }, { alarm_id, ...given });
const acknowledged = { user: "mika", time: iso(start), note: "" } as Alarm["acknowledged"];
const alarms = [
  alarmed("1", "b", {
    ...{ category_id: 10, count: 5, reason: "zip", kind: "late", acknowledged },
    ...{ opened_time: iso(start - day), last_time: iso(start - 3000) },
  }),
  alarmed("2", "A", {
    ...{ category_id: 2, count: 9, reason: "Tar", snoozed_until: "recovery" },
    ...{ opened_time: iso(start - 3 * day), last_time: iso(start - 1000) },
  }),
  alarmed("3", "c", {
    // A snooze that has ended.
    ...{ category_id: 3, count: 1, reason: "abc", snoozed_until: iso(start - day) },
    ...{ opened_time: iso(start - 2 * day), last_time: iso(start - 2000) },
  }),
];

Deno.test("the alarms are in the order of each column; a snooze that has ended is none", async () => {
  const desk = await on("alarms", { type: "alarms_page", alarms, isLast: true });

  assert.equal(ids(desk), "1 3 2");
  assert.deepEqual(await orders(desk, sortKeys.alarms, ["kind"]), {
    opened: "1 3 2",
    job: "2 1 3",
    kind: "3 2 1",
    count: "2 1 3",
    last: "2 3 1",
    state: "3 2 1",
    alarm_category: "3 1 2",
    reason: "3 2 1",
  });
});

Deno.test("open alarms stand before the closed ones in any order", async () => {
  const closed = alarmed("9", "0", { state: "closed", count: 99, opened_time: iso(start) });
  const desk = await on("alarms", {
    type: "alarms_page",
    alarms: [...alarms, closed],
    isLast: true,
  });
  for (const key of Object.values(sortKeys.alarms)) {
    for (let turn = 0; turn < 2; turn++) {
      await desk.press(key);
      assert.match(ids(desk), / 9$/, `${key} ${turn}`);
    }
  }
});

Deno.test("alarms are filtered by state, kind, job, category, user and error", async () => {
  const desk = await on("alarms", { type: "alarms_page", alarms, isLast: true });
  const finds = async (filter: string) => {
    await desk.tell({ type: "list_filtered", list: "alarms", filter });
    return ids(desk);
  };

  assert.equal(await finds("state:open"), "3");
  assert.equal(await finds("!state:open"), "1 2");
  assert.equal(await finds("kind:late"), "1");
  assert.equal(await finds("job:c"), "3");
  assert.equal(await finds("category:ape"), "3");
  assert.equal(await finds("by:mika"), "1");
  assert.equal(await finds("error:tar"), "2");
  assert.equal(await finds("nothing"), "");
  assert.match(desk.text(), /3.*nothing|nothing.*3/);
});

Deno.test("only admins see users, keys and channels, and rights that go take the rows away", async () => {
  const events: Readonly<Record<string, StateEvent>> = {
    users: { type: "users_read", users: [aUser({ username: "secret-user" })] },
    keys: { type: "api_keys_read", keys: [aKey({ name: "secret-key" })] },
    channels: { type: "channels_read", channels: [aChannel({ name: "secret-channel" })] },
  };
  for (const [screen, event] of Object.entries(events)) {
    const desk = await on(screen as Screen, event);
    assert.match(desk.text(), /secret-/);

    await desk.tell({ type: "account_known", account: anAccount({ is_admin: false }) });
    assert.doesNotMatch(desk.text(), /secret-/);
    assert.equal(desk.list(), undefined);
  }
});

const failures: readonly (readonly [Screen, string])[] = [
  ["users", "users"],
  ["keys", "apiKeys"],
  ["channels", "channels"],
  ["monitors", "monitors"],
  ["calendars", "calendars"],
];

for (const [screen, call] of failures) {
  Deno.test(`the list of ${screen} says why it could not be read, and counts nothing`, async () => {
    const refused = { status: 500, code: "x", error: "the disk is full", details: [] };
    const client = { [call]: () => Promise.resolve({ ok: false, failure: refused }) };
    const state = aState({ type: "view_switched", screen });
    const desk = await Desk.open({ columns: 100, state, client });

    assert.match(desk.text(), /[Tt]he disk is full/);
    assert.doesNotMatch(desk.text(), / 0 ─/);
  });

  Deno.test(`a list of ${screen} that fails later keeps its rows`, async () => {
    const answers = [{
      users: [aUser()],
      api_keys: [aKey()],
      channels: [aChannel()],
      monitors: [aMonitor(0)],
      calendars: [aHoliday(0)],
    }];
    const client = {
      [call]: () => {
        const value = answers.pop();
        return Promise.resolve(
          value === undefined
            ? { ok: false, failure: { status: 0, code: "x", error: "no route", details: [] } }
            : { ok: true, value },
        );
      },
    };
    const state = aState({ type: "view_switched", screen });
    const desk = await Desk.open({ columns: 100, state, client });
    assert.equal(desk.list()?.ids.length, 1);

    await desk.press("R");
    assert.equal(desk.list()?.ids.length, 1);
  });
}

Deno.test("heads of columns are whole in both languages, from 100 columns on", async () => {
  const world = (screen: string, language: "en" | "zh-TW"): State =>
    ([
      categories,
      { type: "users_read", users: [aUser()] },
      { type: "api_keys_read", keys: [aKey()] },
      { type: "channels_read", channels: [aChannel()] },
      { type: "monitors_read", monitors: [aMonitor(0)] },
      { type: "calendars_read", calendars: [aHoliday(0)] },
      { type: "alarms_page", alarms, isLast: true },
      { type: "prefs_set", language },
      { type: "view_switched", screen },
    ] as StateEvent[]).reduce(reduce, aState());
  for (const language of ["en", "zh-TW"] as const) {
    for (const columns of [100, 140, 200]) {
      for (
        const screen of [
          "users",
          "keys",
          "channels",
          "monitors",
          "calendars",
          "alarms",
          "categories",
          "jobs",
          "runs",
          "audit",
        ]
      ) {
        const desk = await Desk.open({ columns, rows: 30, state: world(screen, language) });
        assert.doesNotMatch(desk.draw()[3] ?? "", /…/, `${screen} ${language} ${columns}`);
      }
    }
  }
});

Deno.test("what an admin deletes is named, and much of it only by its number", async () => {
  const users = [aUser({ id: 1, username: "admin" }), aUser({ id: 2, username: "kim" })];
  const desk = await on("users", { type: "users_read", users });
  await desk.press("D");
  assert.match(desk.text(), /admin/);
  assert.match(desk.text(), new RegExp(desk.app.t.users.deleteYou.slice(0, 20)));
  await desk.press("\x1b", "j", "D");
  assert.doesNotMatch(desk.text(), new RegExp(desk.app.t.users.deleteYou.slice(0, 20)));

  await desk.press("\x1b", "\x01", "D");
  const { overlay } = desk.state.overlay;
  assert.ok(overlay?.kind === "confirm");
  assert.equal(overlay.mustType, "2");
});

function actOf({ state }: Desk): Act | undefined {
  const { overlay } = state.overlay;
  return overlay?.kind === "confirm" ? overlay.act : undefined;
}

Deno.test("the fixed categories are not deleted, also not among others", async () => {
  const all: StateEvent = {
    type: "categories_read",
    categories: [0, 1, 5, 6].map((id) => aCategory({ id, name: `c${id}` })),
  };
  const desk = await on("categories", all);
  await desk.press("D");
  assert.equal(desk.state.overlay.overlay, undefined);
  assert.equal(desk.toast, desk.app.t.categories.fixed);

  await desk.press("\x01", "D");
  assert.deepEqual(actOf(desk), { kind: "delete_categories", ids: ["5", "6"] });
});
