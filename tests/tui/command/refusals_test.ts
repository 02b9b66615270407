import { strict as assert } from "node:assert";
import { subcommands } from "../../../tui/command/list.ts";
import { originalDatabase } from "./import_support.ts";
import { anAlarm, aWalk, type Walk } from "./support.ts";

let walk: Walk;
let [run, file, alarm] = ["", "", ""];
Deno.test.beforeAll(async () => {
  walk = await aWalk();
  const options = ["--class", "AwesomeJob", "--cron", "0 3 1 1 *", "--category", "default"];
  await walk.admin.json("jobs", "create", "seen", ...options);
  run = (await walk.admin.json("run", "seen")).execution_id;
  await walk.server.hasEnded(run);
  await walk.admin.run("keys", "create", "ci");
  file = `${walk.folder}/jobs.yaml`;
  const job =
    "{name: new, job_class_string: simple_scheduler.jobs.sample_job.AwesomeJob, pub_args: [a, b], cron: '@daily'}";
  await Deno.writeTextFile(file, `jobs: [${job}]\n`);
  await walk.server.call("POST", "/calendars", {
    name: "holidays",
    dates: [{ from: "2026-12-25" }],
  });
  await walk.admin.run(
    "monitors",
    "create",
    "elsewhere",
    "--every",
    "7200",
    "--category",
    "default",
  );
  alarm = await anAlarm(walk, "broken");
});
Deno.test.afterAll(() => walk.close());

const awesome = ["--class", "AwesomeJob", "--cron", "0 3 * * *"];

/** Each subcommand with the exit code for a user who may only read. */
const rows: readonly (readonly [readerCode: number, ...args: string[]])[] = [
  [0, "whoami"],
  [0, "jobs", "list"],
  [0, "jobs", "show", "seen"],
  [4, "jobs", "create", "mine", ...awesome],
  [4, "jobs", "edit", "seen", "--set", "max_retries=1"],
  [4, "jobs", "pause", "seen"],
  [4, "jobs", "resume", "seen"],
  [4, "jobs", "delete", "seen", "--yes"],
  [0, "jobs", "next"],
  [0, "jobs", "next", "seen"],
  [4, "run", "seen"],
  [0, "runs", "list"],
  [0, "runs", "show", "RUN"],
  [0, "runs", "logs", "RUN"],
  [4, "runs", "stop", "RUN"],
  [4, "runs", "retry", "RUN"],
  [0, "preview", "@daily"],
  [0, "classes"],
  [4, "apply", "-f", "FILE", "--yes"],
  [1, "diff", "-f", "FILE"],
  [0, "export"],
  [0, "categories"],
  [4, "categories", "create", "mine"],
  [4, "categories", "change", "default", "--description", "mine"],
  [4, "categories", "delete", "default", "--yes"],
  [4, "users"],
  [4, "users", "create", "eve"],
  [4, "users", "change", "reader", "--role", "admin"],
  [4, "users", "delete", "admin", "--yes"],
  [4, "keys"],
  [4, "keys", "create", "mine"],
  [4, "keys", "revoke", "ci", "--yes"],
  [0, "alarms", "list"],
  [0, "alarms", "show", "ALARM"],
  [4, "alarms", "ack", "ALARM"],
  [4, "alarms", "snooze", "ALARM", "--until", "2h"],
  [4, "alarms", "close", "ALARM"],
  [4, "channels"],
  [4, "channels", "show", "operators"],
  [4, "channels", "test", "operators"],
  [0, "monitors", "list"],
  [0, "monitors", "show", "elsewhere"],
  [4, "monitors", "create", "mine", "--every", "60"],
  [4, "monitors", "pause", "elsewhere"],
  [4, "monitors", "resume", "elsewhere"],
  [4, "monitors", "renew-key", "elsewhere", "--yes"],
  [4, "monitors", "delete", "elsewhere", "--yes"],
  [0, "calendars"],
  [0, "calendars", "show", "holidays"],
  [0, "maintenance"],
  [4, "maintenance", "begin", "it moves", "--category", "default"],
  [4, "maintenance", "end", "default"],
  [4, "backup", "/nowhere/carillon.backup"],
  [4, "doctor"],
  [0, "audit"],
  [4, "audit", "--security"],
  [0, "stats"],
  [0, "import", "crontab", "-", "--yes"],
  [4, "import", "ndscheduler", "--database", originalDatabase, "--yes"],
];

function argsOf([, ...args]: readonly [number, ...string[]]): string[] {
  const meant: Readonly<Record<string, string>> = { RUN: run, FILE: file, ALARM: alarm };
  return args.map((word) => meant[word] ?? word);
}

Deno.test("every subcommand refuses who has not logged in, with what to do", async () => {
  for (const row of [...rows, [4, "events"], [4, "runs", "logs", "-f", "RUN"]] as typeof rows) {
    const { code, out, err } = await walk.stranger.type({ input: "a pass phrase" }, ...argsOf(row));

    assert.deepEqual([code, out], [4, ""], row.join(" "));
    assert.match(err, /^carillon: [^\n]+`carillon login` [^\n]+\n$/);
  }
});

Deno.test("every subcommand says that the server does not answer", async () => {
  for (const row of [...rows, [5, "events"], [5, "login", "--user", "ada"]] as typeof rows) {
    const { code, out, err } = await walk.stranded.type({ input: "a pass phrase" }, ...argsOf(row));

    assert.deepEqual([code, out], [5, ""], row.join(" "));
    assert.match(err, /^carillon: http:\S+ does not answer: [^\n]+ --url\.\n$/);
  }
});

Deno.test("a user who may only read is refused what changes something, in one line", async () => {
  for (const row of rows) {
    const [wanted] = row;
    const { code, err } = await walk.reader.type({ input: "a pass phrase" }, ...argsOf(row));

    assert.equal(code, wanted, `${row.join(" ")}: ${err}`);
    if (wanted === 4) assert.match(err, /^carillon: [^\n]+`carillon whoami` [^\n]+\n$/);
  }
});

Deno.test("the table of refusals names every subcommand that calls the server", () => {
  const local = ["login", "logout", "profiles", "open", "completions", "events", "restore"];

  const named = new Set(rows.map(([, name]) => name));

  const missing = subcommands.filter(({ name }) => !named.has(name) && !local.includes(name));
  assert.deepEqual(missing.map(({ name }) => name), []);
});

Deno.test("logout forgets the token also where the server does not answer", async () => {
  const { stranded } = walk;
  const url = stranded.environment.CARILLON_URL ?? "";
  const file = `${stranded.home}/.local/state/carillon/sessions.json`;
  await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  const last = { server: url, username: "ada" };
  const account = { id: 1, username: "ada", category_id: 0, is_admin: true, is_permission: true };
  const kept = { [`ada@${url}`]: { token: "T", account } };
  await Deno.writeTextFile(file, JSON.stringify({ last, kept }));

  const { code } = await stranded.run("logout");

  assert.equal(code, 5);
  assert.deepEqual(JSON.parse(await Deno.readTextFile(file)).kept, {});
});
