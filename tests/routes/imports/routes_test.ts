import assert from "node:assert/strict";
import { argon2id } from "../../../scheduler/auth/argon2.ts";
import { createPasswords } from "../../../scheduler/auth/password.ts";
import { bcrypt } from "../../../scheduler/auth/bcrypt.ts";
import { findUserByName } from "../../../scheduler/store/access/users.ts";
import { importedCost } from "../../../scheduler/store/access/imported_passwords.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { logIn, type TestApi, testApi } from "../../support/app.ts";

/** Later than all that the tests import. */
const later = new FakeClock(Date.parse("2026-11-27T00:00:00Z"));
const jobId = "7092deccdbb549278dd3f85cbe774e67";
const executionId = "16608fc174254065b6d32aec2a4d1d4d";
const aJob = {
  job_id: jobId,
  name: "backup",
  job_class_string: "acme.jobs.Missing",
  pub_args: [{ b: 1, a: [2] }],
  category_id: 7,
  minute: "*/5",
  timezone: "Asia/Taipei",
  max_instances: 9,
  coalesce: false,
  starts_at: "2026-11-01T00:30:00.000Z",
  ends_at: "2027-02-28T16:00:00.001Z",
  jitter_seconds: 90,
};

const anExecution = {
  execution_id: executionId,
  job_id: jobId,
  state: "failed",
  scheduled_time: "2026-11-20 16:29:50.648907",
  ended_time: "2026-11-20T16:29:52Z",
  description: "hostname: app1",
  result: "Traceback",
  hostname: "app1",
  pid: 42,
};

const aLog = {
  job_id: jobId,
  job_name: "backup",
  event: "custom_run",
  user: "王小明",
  description: executionId,
  created_time: "2026-11-20T16:29:50.648907+00:00",
};

const everything = {
  source: "ndscheduler",
  categories: [{ id: 7, name: "finance", description: "月結" }],
  users: [{ id: 40, username: "chen", category_id: 7, is_admin: 0, is_permission: 1 }],
  jobs: [aJob],
  executions: [anExecution],
  logs: [aLog],
};

interface Result {
  kind: string;
  index: number;
  outcome: string;
  reason: string;
  notes: string[];
}

async function outcomes(api: TestApi, body: object): Promise<string[]> {
  const answer = await api.admin.post("/import", body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.results.map(({ kind, outcome }: Result) => `${kind} ${outcome}`);
}

Deno.test("POST /import takes records with their ids, and a second time changes nothing", async () => {
  await using api = await testApi({ clock: later });
  const kinds = ["category", "user", "job", "execution", "log"];

  const dry = await outcomes(api, { ...everything, dry_run: true });
  assert.deepEqual(dry, kinds.map((kind) => `${kind} created`));
  assert.equal((await api.admin.get(`/jobs/${jobId}`)).status, 404);
  assert.deepEqual(await outcomes(api, everything), dry);
  assert.deepEqual(await outcomes(api, everything), kinds.map((kind) => `${kind} same`));

  const job = (await api.admin.get(`/jobs/${jobId}`)).body;
  assert.deepEqual([job.category_id, job.max_instances, job.coalesce, job.paused], [
    7,
    9,
    false,
    false,
  ]);
  assert.deepEqual([job.starts_at, job.ends_at, job.jitter_seconds], [
    aJob.starts_at,
    aJob.ends_at,
    aJob.jitter_seconds,
  ]);
  assert.equal(job.next_run_time, "2026-11-27T00:00:00.000Z");
  assert.equal((await api.admin.post("/categories", { name: "next" })).body.id, 8);
  const logs = (await api.admin.get("/logs?time_range_start=2026-11-01")).body.logs;
  assert.deepEqual(logs.map((log: { event: string }) => log.event), ["added", "custom_run"]);
  const security =
    (await api.admin.get("/logs?kind=security&time_range_start=2026-11-01")).body.logs;
  assert.equal(security.filter((entry: { kind: string }) => entry.kind === "import").length, 1);
  assert.deepEqual(api.errors, []);
});

Deno.test("an imported execution is found by the id that it had", async () => {
  await using api = await testApi({ clock: later });
  await outcomes(api, everything);

  const one = (await api.admin.get(`/executions/${executionId}`)).body;
  assert.deepEqual([one.execution_id, one.state, one.duration_ms, one.job.name], [
    executionId,
    "failed",
    1352,
    "backup",
  ]);
  for (
    const path of [
      `/jobs/${jobId}/executions`,
      "/executions?state=failed",
      "/executions?time_range_start=2026-11-20",
    ]
  ) {
    const list = (await api.admin.get(path)).body.executions;
    assert.deepEqual(
      list.map((it: { execution_id: string }) => it.execution_id),
      [executionId],
      path,
    );
  }
  const [listed] = (await api.admin.get("/jobs?include=last_executions")).body.jobs;
  assert.equal(listed.last_executions[0].execution_id, executionId);
  assert.deepEqual((await api.admin.get(`/executions/${executionId}/logs`)).body.logs, []);
  assert.equal((await api.admin.delete(`/executions/${executionId}`)).status, 409);
  assert.equal((await api.stranger.get(`/executions/${executionId}`)).status, 404);
});

Deno.test("POST /import refuses records one by one, with the reason", async () => {
  await using api = await testApi({ clock: later });
  await outcomes(api, everything);

  const { results } = (await api.admin.post("/import", {
    source: "ndscheduler",
    categories: [{ id: 7, name: "other" }, { id: 9, name: "finance" }, { name: "no id" }, 5],
    users: [
      { id: 40, username: "eve", category_id: 7, is_admin: 0, is_permission: 1 },
      { id: 41, username: "chen", category_id: 7, is_admin: 0, is_permission: 1 },
      { id: 42, username: "li", category_id: 99, is_admin: 0, is_permission: 1 },
      { id: 43, username: "wu", category_id: 7, is_admin: 0, is_permission: 1, password_hash: "x" },
    ],
    jobs: [{ ...aJob, minute: "7" }, { ...aJob, job_id: "0".repeat(32), minute: "61" }, {
      ...aJob,
      job_id: "A",
    }],
    executions: [{ ...anExecution, scheduled_time: "2026-11-19T00:00:00Z" }, {
      ...anExecution,
      state: "running",
    }],
    logs: [{ ...aLog, created_time: "2027-01-01T00:00:00Z" }, { ...aLog, event: "exploded" }],
  })).body;

  const told: string[] = results.map(({ kind, outcome, reason }: Result) =>
    `${kind} ${outcome}: ${reason}`
  );
  assert.deepEqual(
    told.slice(0, -1),
    [
      'category refused: category 7 is here already, as "finance"',
      'category refused: the name "finance" belongs to category 7 here',
      "category refused: id: must be the number of a category",
      "category refused: body: must be object, not number",
      'user refused: user 40 is somebody else here: "chen"',
      "user refused: the name belongs to user 40 here",
      "user refused: category_id: there is no category 99",
      "user refused: password_hash: is no bcrypt hash that can be verified",
      "job refused: the job is here already, with other values of schedule",
      'job refused: minute: "61" is above the maximum of 59',
      "job refused: job_id: must be 32 lower-case hex digits",
      "execution refused: an execution of this id is here already, with another time",
      "execution refused: state: must be one of succeeded, failed, timeout, stopped, scheduled error",
      "log refused: created_time: lies in the future",
    ],
  );
  assert.match(told.at(-1) ?? "", /^log refused: event: /);
  assert.equal((await api.changer.post("/import", { source: "x" })).status, 403);
  assert.equal(
    (await api.admin.post("/import", { source: "x", jobs: new Array(1001).fill(0) })).status,
    422,
  );
});

Deno.test("an imported user logs in with the old password, and then has a hash of our own", async () => {
  const passwords = createPasswords(argon2id, bcrypt);
  await using api = await testApi({ passwords });
  const { default: hashes } = await import("./hashes.json", { with: { type: "json" } });
  const user = { id: 40, username: "chen", category_id: 2, is_admin: false, is_permission: true };
  await outcomes(api, { source: "x", users: [{ ...user, password_hash: hashes["old password"] }] });
  assert.equal(await importedCost(api.db), 4);

  assert.equal((await logIn(api, "chen", "new password")).status, 401);
  assert.equal((await logIn(api, "chen", "old password")).status, 200);

  const stored = await findUserByName(api.db, "chen");
  assert.match(stored?.passwordHash ?? "", /^\$argon2id\$/);
  assert.equal(await importedCost(api.db), undefined);
  assert.equal((await logIn(api, "chen", "old password")).status, 200);
  const again = { source: "x", users: [{ ...user, password_hash: hashes["old password"] }] };
  assert.deepEqual(await outcomes(api, again), ["user same"]);
});

Deno.test("an imported user without a password cannot log in until an admin sets one", async () => {
  await using api = await testApi();
  const user = { id: 40, username: "chen", category_id: 2, is_admin: false, is_permission: true };

  const { body } = await api.admin.post("/import", { source: "x", users: [user] });

  assert.match(body.results[0].notes[0], /without a password/);
  assert.equal((await logIn(api, "chen", "none")).status, 401);
  await api.admin.put("/users/40", { password: "set by an admin" });
  assert.equal((await logIn(api, "chen", "set by an admin")).status, 200);
});
