import { strict as assert } from "node:assert";
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
  assert.match(out, /and 3 more: job_class_string: there is no job class of this name$/m);
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
