import { strict as assert } from "node:assert";
import { clean, cleanDeep } from "../../../tui/terminal/clean.ts";
import type { View } from "../../../tui/state/view.ts";
import type { StateEvent } from "../../../tui/state.ts";
import { widthOf } from "../../../tui/terminal/text.ts";
import { aJob, aState, good, iso, start, withJobs } from "../support/builders.ts";
import {
  aCategory,
  aKey,
  aPreview,
  aUser,
  FormServer,
  jobClasses,
  refusal,
} from "../support/form_server.ts";
import { sizes, TestTerminal } from "../support/terminal.tsx";

/** The worst texts of a record. A form holds them uncleaned and must not draw them so. */
const hostile = "夜間\u001b[31m\u202ebackup👩‍👩‍👧⚠️\u0085 a\nb\tc " + "長い名前".repeat(12);

const job = aJob({
  name: hostile,
  pub_args: [hostile, hostile],
  job_class_string: "own.Class",
  day: "3rd fri",
});
const categories = [
  aCategory({ id: 0, name: "all" }),
  cleanDeep(aCategory({ name: hostile, description: hostile })) as ReturnType<typeof aCategory>,
];
const users = [aUser(), aUser({ id: 2, username: clean(hostile) })];
const keys = [aKey(), aKey({ id: 2, name: clean(hostile), expires_at: iso(start - 1) })];
const crontab = "30 2 * * * /bin/x --all\n@reboot y\n" +
  Array.from({ length: 60 }, (_, i) => `${i} * * * * ${hostile.replaceAll("\n", " ")} ${i}`)
    .join("\n");

const views: readonly (readonly [string, View, readonly string[]])[] = [
  ["a new job", { screen: "job_form" }, ["夜間", "\t", "\t", "{"]],
  ["a job's form", { screen: "job_form", id: job.job_id }, ["x", "\t", "\t"]],
  ["a job's diff", { screen: "job_form", id: job.job_id }, ["x", "\x13"]],
  ["a choice of zones", { screen: "job_form" }, [..."\t\t\t\t\t\r"]],
  ["a question", { screen: "job_form", id: job.job_id }, ["x", "\x1b"]],
  ["categories", { screen: "categories" }, []],
  ["a category's form", { screen: "category_form", id: "1" }, ["x"]],
  ["users", { screen: "users" }, []],
  ["a user's form", { screen: "user_form", id: "2" }, ["\t", "secret"]],
  ["API keys", { screen: "keys" }, []],
  ["a key's form", { screen: "key_form" }, ["x", "\t", "\t", "\t", "y"]],
  ["an import", { screen: "import" }, []],
  ["an import's lines", { screen: "import" }, [`\x1b[200~${crontab}\x1b[201~`, "j"]],
];

const lost = {
  type: "connection_lost",
  heardAt: start - 60_000,
  attempt: 9,
  nextTryAt: start + 500,
  error: "gone",
} as const;
const reader = {
  type: "account_known",
  account: { id: 3, username: "r", category_id: 1, is_admin: false, is_permission: false },
} as const;

const worlds: readonly (readonly [string, boolean, readonly StateEvent[]])[] = [
  ["", true, []],
  [" in 繁體中文 without colours", true, [
    { type: "prefs_set", language: "zh-TW", theme: "mono" },
  ]],
  [" in ASCII", true, [{ type: "prefs_set", isAscii: true }]],
  [" when all is refused", false, []],
  [" offline", true, [lost]],
  [" for one who may only read", true, [reader]],
];

function aServer(isWilling: boolean) {
  const server = new FormServer(job);
  server.previews = { ok: true, value: aPreview({ note: clean(hostile) }) };
  const no = () => refusal(500, clean(hostile), [{ field: "cron", reason: clean(hostile) }]);
  if (!isWilling) {
    return {
      ...Object.fromEntries(Object.keys(server.client).map((name) => [name, no])),
      categories: no,
      users: no,
      apiKeys: no,
      categoryToEdit: no,
      userToEdit: no,
    };
  }
  return {
    ...server.client,
    categories: () => good({ categories }),
    users: () => good({ users }),
    apiKeys: () => good({ api_keys: keys }),
    categoryToEdit: () => good(aCategory({ name: hostile, description: hostile })),
    userToEdit: () => good(aUser({ username: hostile })),
  };
}

for (const [world, isWilling, events] of worlds) {
  for (const [name, view, keysPressed] of views) {
    Deno.test(`${name}${world} fits every terminal`, async () => {
      const state = aState(
        ...withJobs([cleanDeep(job) as typeof job]),
        { type: "categories_read", categories },
        { type: "job_classes_read", classes: jobClasses },
        ...events,
        { type: "view_switched", screen: "jobs" },
      );
      const client = aServer(isWilling);
      await using terminal = new TestTerminal({ columns: 80, rows: 24, state, client });
      await terminal.settle();
      terminal.app.dispatch({ type: "view_opened", view });
      await terminal.settle();
      await terminal.press(...keysPressed);
      await terminal.timers.advance(500);

      for (const [columns, rows] of sizes) {
        await terminal.resize(columns, rows);
        const screen = await terminal.screen();

        assert.equal(screen.length, rows);
        for (const row of screen) assert.ok(widthOf(row) <= columns, `${columns}: ${row}`);
        assert.ok(rows < 8 || screen.slice(2, -2).some((row) => row !== ""));
        // The tabs are in their place, so no row is too wide and none too many.
        if (columns >= 30) assert.match(screen[1] ?? "", /^ ?\[?1/);
        // deno-lint-ignore no-control-regex -- what must not be there
        assert.ok(!/[\u001b\u0085\u202e\u200d\ufe0f]/.test(screen.join("")));
      }
    });
  }
}
