import { strict as assert } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import {
  aNewServer,
  anOriginal,
  importedAt,
  type NewServer,
  originalAnswer,
  originalDatabase,
} from "./import_support.ts";
import { nextRuns } from "./import_fires.ts";

const passwords = {
  "admin": "orig-admin-pw",
  "lin.reader": "lin.reader-Passw0rd",
  "chen.writer": "chen.writer-Passw0rd",
  "ops-admin": "ops-admin-Passw0rd",
  "王小明": "王小明-Passw0rd",
};

interface Job {
  readonly job_id: string;
  readonly next_run_time: string;
  readonly [name: string]: unknown;
}

/** When the original gave its answers. */
const answeredAt = "2026-11-26T16:31:01Z";
const cronNames = ["month", "day", "week", "day_of_week", "hour", "minute"];

/** Each job of the original is there as it was, and fires when the golden rules say. */
async function mustHaveItsJobs(server: NewServer): Promise<void> {
  const { jobs: before }: { jobs: Job[] } = await originalAnswer("jobs");
  const { jobs: after }: { jobs: Job[] } = await server.get("/jobs");
  const byId = new Map(after.map((job) => [job.job_id, job]));

  assert.deepEqual([before.length, after.length], [72, 72]);
  for (const job of before) {
    const taken = byId.get(job.job_id)!;
    const names = ["name", "job_class_string", "pub_args", "category_id"];
    for (const name of names) assert.deepEqual(taken[name], job[name], `${name} of ${job.name}`);
    assert.deepEqual(
      [
        taken.paused,
        taken.timezone,
        taken.max_instances,
        taken.coalesce,
        taken.misfire_grace_seconds,
      ],
      [job.next_run_time === "", "Asia/Taipei", 9, false, 3600],
    );
    const sent = Object.fromEntries(cronNames.map((name) => [name, job[name]]));
    const expected = nextRuns(sent, "Asia/Taipei", importedAt);
    if (job.next_run_time !== "") {
      const [next] = nextRuns(sent, "Asia/Taipei", answeredAt);
      assert.equal(
        Date.parse(next!),
        Date.parse(job.next_run_time),
        `what the original said of ${job.name}`,
      );
    }
    const fields = Object.fromEntries(cronNames.map((name) => [name, taken[name]]));
    assert.deepEqual(nextRuns(fields, "Asia/Taipei", importedAt), expected, String(job.name));
    if (!taken.paused) assert.equal(Date.parse(taken.next_run_time), Date.parse(expected[0]!));
  }
}

Deno.test("import ndscheduler moves over from the file: jobs, log-ins, history, audit log", async () => {
  await using server = await aNewServer();
  const command = ["import", "ndscheduler", "--database", originalDatabase];

  const { code, out, err } = await server.admin.type({}, ...command, "--yes");

  assert.equal(code, 0, err);
  assert.match(out, /^ {2}jobs {8}72 created$/m);
  assert.match(out, /^ {2}executions {2}15 created$/m);
  assert.match(out, /^ {2}logs {8}99 created$/m);
  assert.match(out, /and 3 more: acme\.jobs\.Missing: there is no job class of this name$/m);
  assert.doesNotMatch(out, /Not taken/);
  await mustHaveItsJobs(server);
  const { executions } = await originalAnswer("executions");
  for (const one of executions) {
    const taken = await server.get(`/executions/${one.execution_id}`);
    assert.deepEqual([taken.state, taken.result, taken.job.name], [
      one.state,
      one.result,
      one.job.name,
    ]);
  }
  const { logs } = await server.get(
    "/logs?time_range_start=2026-11-26T00:00:00Z&time_range_end=2026-11-26T23:00:00Z",
  );
  const { logs: before } = await originalAnswer("logs");
  assert.deepEqual(logs.length, before.length);
  const { categories } = await server.get("/categories");
  assert.deepEqual(
    categories.map(({ id, name }: { id: number; name: string }) => [id, name]),
    [[0, "all"], [1, "dev"], [2, "finance"], [3, "ops"]],
  );
  for (const [name, password] of Object.entries(passwords)) {
    assert.equal(await server.logIn(name, password), 200, name);
  }
  assert.equal(await server.logIn("admin", "the first password"), 401);

  const again = await server.admin.json(...command, "--yes");
  assert.deepEqual(
    Object.values(again.counts as Record<string, Record<string, number>>).map((
      counts,
    ) => [counts.created, counts.changed, counts.refused]),
    new Array(5).fill([0, 0, 0]),
  );
  assert.equal(await server.logIn("admin", "orig-admin-pw"), 200);
});

Deno.test("import ndscheduler moves over from the API, and tells what the API does not say", async () => {
  await using server = await aNewServer();
  await using original = anOriginal();
  server.admin.environment.NDSCHEDULER_PASSWORD = "orig-admin-pw";
  const command = ["import", "ndscheduler", "--url", original.url];

  const dry = await server.admin.run(...command, "--dry-run");
  assert.match(dry.out, /^ {2}jobs {8}72 to create$/m);
  assert.equal((await server.get("/jobs")).jobs.length, 0);
  const { code, out, err } = await server.admin.run(...command, "--yes");

  assert.equal(code, 0, err);
  assert.match(out, /executions {2}15 created/);
  assert.match(out, /the API says only that its times are at \+08:00: the jobs get Asia\/Taipei/);
  assert.match(out, /without a password: an admin has to set one/);
  await mustHaveItsJobs(server);
  const again = await server.admin.run(...command, "--yes");
  assert.match(again.out, /Nothing to do\.\n$/);

  const file = await server.admin.run(
    "import",
    "ndscheduler",
    "--database",
    originalDatabase,
    "--yes",
  );
  assert.match(file.out, /^ {2}users {7}5 changed/m);
  assert.match(file.out, /^ {2}logs {8}99 here already$/m);
  assert.equal(await server.logIn("王小明", passwords["王小明"]), 200);
});

Deno.test("import ndscheduler refuses what it cannot reach, in one line", async () => {
  await using server = await aNewServer();
  await using original = anOriginal();
  const rows: [number, RegExp, ...string[]][] = [
    [2, /Where is the ndscheduler\?/],
    [2, /cannot be read as an SQLite database/, "--database", "/nowhere.db"],
    [5, /does not answer/, "--from", "http://127.0.0.1:1"],
    [4, /did not let admin log in/, "--from", original.url],
  ];
  for (const [wanted, message, ...args] of rows) {
    const { code, err } = await server.admin.type(
      { answers: ["wrong"] },
      "import",
      "ndscheduler",
      ...args,
    );
    assert.equal(code, wanted, err);
    assert.match(err, message);
  }
});

/** The original's file with things in it that others may have. */
async function anotherDatabase(folder: string): Promise<string> {
  const path = `${folder}/other.db`;
  await Deno.copyFile(originalDatabase, path);
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  const rows = database.prepare("SELECT id, job_state FROM scheduler_jobs ORDER BY id").all();
  const change = database.prepare("UPDATE scheduler_jobs SET job_state = ? WHERE id = ?");
  for (const [i, { id, job_state }] of rows.entries()) {
    const text = latin1(job_state as Uint8Array).replaceAll("Asia/Taipei", "Europe/Rome");
    const changed = i === 0 ? text.replaceAll("CronTrigger", "DateTrigger") : text;
    change.run(i === 1 ? new Uint8Array([0x80, 5, 99]) : bytesOf(changed), id!);
  }
  database.exec(`
    INSERT INTO scheduler_users VALUES (9, 'nobody', 'plain text', NULL, 0, 1, '2026-01-01', NULL);
    INSERT INTO scheduler_users VALUES (10, 'gone', '$2b$12$${
    "a".repeat(53)
  }', 77, 0, 1, '2026-01-01', NULL);
    INSERT INTO scheduler_execution VALUES
      ('${
    "a".repeat(32)
  }', 'h', 1, 1, 2, '2026-11-20 01:00:00', NULL, NULL, NULL, '403aba46a351407e9b21a357e2f0ae52', NULL),
      ('${"b".repeat(32)}', 'h', 1, 1, 2, '${new Date().toISOString()}', NULL, NULL, NULL, '${
    rows[5]!.id
  }', NULL),
      ('${"c".repeat(32)}', 'h', 1, 9, 2, '2026-11-20 01:00:00', 'never', NULL, NULL, '${
    rows[5]!.id
  }', NULL),
      ('not an id', 'h', 1, 5, 2, '2026-11-20 01:00:00', NULL, NULL, NULL, '${rows[5]!.id}', NULL);
    INSERT INTO scheduler_jobauditlog VALUES ('${
    rows[5]!.id
  }', 'x', 42, NULL, 0, '2026-11-20 01:00:00', NULL);
    DROP TABLE scheduler_categories;
  `);
  database.close();
  return path;
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

Deno.test("import ndscheduler tells what it cannot take of another database, and takes the rest", async () => {
  await using server = await aNewServer();
  const path = await anotherDatabase(server.admin.home);

  const { code, out, err } = await server.admin.run(
    "import",
    "ndscheduler",
    "--database",
    path,
    "--yes",
  );

  assert.equal(code, 0, err);
  const list = out.slice(out.lastIndexOf("Not taken"));
  for (
    const line of [
      /^ {2}job \w{32}: its trigger is DateTrigger, and no cron trigger$/m,
      /^ {2}job \w{32}: its pickle cannot be read: /m,
      /^ {2}table scheduler_categories: no such table: scheduler_categories$/m,
      /^ {2}user "nobody": category_id: must be the number of a category/m,
      /^ {2}user "gone": category_id: there is no category 77$/m,
      /^ {2}execution b{32}: it has not ended: import again later$/m,
      /^ {2}execution "c{32}": state: must be one of /m,
      /^ {2}execution "not an id": execution_id: must be 32 lower-case hex digits$/m,
      /^ {2}log entry 42 of x, 2026-11-20 01:00:00: event: /m,
    ]
  ) assert.match(list, line);
  const { jobs } = await server.get("/jobs");
  assert.equal(jobs.length, 70);
  assert.deepEqual([...new Set(jobs.map(({ timezone }: Job) => timezone))], ["Europe/Rome"]);
  const open = await server.get(`/executions/${"a".repeat(32)}`);
  assert.deepEqual([open.state, open.job.name, open.job.hour], ["failed", "報表 71", "5"]);
  assert.match(open.description, /it was running in ndscheduler when it was imported/);
});

Deno.test("import ndscheduler asks for the zone where an API does not tell it, and maps classes", async () => {
  await using server = await aNewServer();
  const { jobs: [job] } = await originalAnswer("jobs");
  const jobs = [{
    ...job,
    next_run_time: "2026-12-01T08:00:00-05:00",
    job_class_string: "acme.Report",
  }, 7];
  await using original = anOriginal({ jobs: { jobs } });
  server.admin.environment.NDSCHEDULER_PASSWORD = "orig-admin-pw";
  const map = `${server.admin.home}/map.yaml`;
  await Deno.writeTextFile(
    map,
    `acme.Report:\n  class: carillon.jobs.ProgramJob\n  arguments: [{ program: python3, args: [report.py, $*] }]\n`,
  );
  const command = ["import", "ndscheduler", "--from", original.url, "--map", map, "--yes"];

  const refused = await server.admin.run(...command);
  const taken = await server.admin.run(...command, "--timezone", "America/New_York");

  assert.equal(refused.code, 2);
  assert.match(refused.err, /are at -05:00, .*: add --timezone NAME/);
  assert.equal(taken.code, 0, taken.err);
  assert.match(taken.out, /jobs {8}1 created, 1 not taken/);
  const stored = await server.get(`/jobs/${job.job_id}`);
  assert.deepEqual(stored.pub_args, [{ program: "python3", args: ["report.py", ...job.pub_args] }]);
  assert.equal(stored.timezone, "America/New_York");
});

Deno.test("import ndscheduler writes jobs as YAML, with the categories", async () => {
  await using server = await aNewServer();

  const { out, err } = await server.admin.run(
    "import",
    "ndscheduler",
    "--database",
    originalDatabase,
    "--output-file",
    "-",
  );

  assert.match(out, /^categories:\n {2}- name: all\n {4}description: all description\n/);
  assert.equal(out.match(/^ {2}- key: /gm)?.length, 72);
  assert.match(err, /have no place in the file/);
  assert.equal((await server.get("/jobs")).jobs.length, 0);
});
