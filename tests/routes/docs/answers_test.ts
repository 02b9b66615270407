import assert from "node:assert/strict";
import { draftExecution, finish, start } from "../../../scheduler/model/execution.ts";
import {
  type ClaimId,
  type ExecutionId,
  type JobId,
  newId,
  type WorkerId,
} from "../../../scheduler/model/ids.ts";
import { Commit, commit } from "../../../scheduler/store/kv/commit.ts";
import { addExecution } from "../../../scheduler/store/history/executions.ts";
import { findJob } from "../../../scheduler/store/jobs/jobs.ts";
import { operationsOf } from "../../../routes/docs/openapi.ts";
import { aJobBody, makeJob, type Person, type TestApi, testApi } from "../../support/app.ts";
import { apiDocument, CheckedClient, DocumentCheck } from "./support.ts";

/** All callers; each looks up every answer in the document. */
async function checkedApi(api: TestApi) {
  const check = new DocumentCheck(await apiDocument());
  const as = (who: Person | "nobody") => new CheckedClient(api, check, api[who].token);
  return {
    check,
    nobody: as("nobody"),
    admin: as("admin"),
    reader: as("reader"),
    changer: as("changer"),
  };
}

/** An execution of the job that has failed once and is over. */
async function failedExecution(api: TestApi, jobId: string): Promise<ExecutionId> {
  const now = api.clock.now();
  const id = newId<ExecutionId>(now);
  const job = await findJob(api.db, jobId as JobId);
  assert.ok(job);
  const draft = draftExecution(
    { id, job, trigger: "schedule", scheduledAt: now, readyAt: now },
    now,
  );
  const ids = { workerId: newId<WorkerId>(now), claimId: newId<ClaimId>(now) };
  const running = start(draft, { ...ids, hostname: "worker-1", pid: 42 }, now + 1000);
  const outcome = { kind: "failed", reason: "no luck", result: "half" } as const;
  const work = new Commit();
  addExecution(work, finish(running, outcome, now + 3000, () => 0));
  await commit(api.db, work, now);
  return id;
}

Deno.test("every call succeeds as the document says", async () => {
  await using api = await testApi();
  const { check, nobody, admin, changer } = await checkedApi(api);

  await nobody.get("/openapi.json");
  await nobody.get("/healthz");
  await nobody.get("/livez");
  await admin.get("/backup");
  await admin.get("/doctor");
  await nobody.get("/readyz");
  await nobody.get("/");
  await nobody.post("/auth/login", { username: "admin", password: "admin's password" });
  await admin.get("/auth/verify");
  const [session] = (await admin.get("/auth/sessions")).body.sessions;
  await admin.delete(`/auth/sessions/${session.id}`);
  await admin.delete("/auth/sessions");
  const phrase = "a long pass phrase";
  await changer.post("/auth/password", {
    old_password: "changer's password",
    new_password: phrase,
  });

  const job = await makeJob(admin, { name: "one" });
  await makeJob(admin, { name: "two", minute: undefined, cron: "*/5 9-17 * * mon-fri" });
  await admin.put(`/jobs/${job}`, { name: "another", alarms: { overdue: { seconds: 60 } } });
  await admin.patch(`/jobs/${job}`);
  await admin.get(`/jobs/${job}`);
  await admin.options(`/jobs/${job}`);
  const tagged = await admin.get(`/jobs/${job}`);
  const headers = { "If-None-Match": tagged.headers.get("ETag") ?? "" };
  await admin.send("GET", `/jobs/${job}`, undefined, { headers });
  await admin.post("/schedules/preview", { cron: "0 9 * * *", timezone: "Asia/Taipei" });

  await admin.post("/schedules/crontab", {
    text: "# nightly\n0 2 * * * /opt/backup\n61 * * * * x\n",
  });

  const failed = await failedExecution(api, job);
  const [alarm] = (await admin.get("/alarms?limit=5&state=open")).body.alarms;
  await admin.get(`/alarms/${alarm.alarm_id}`);
  await admin.post(`/alarms/${alarm.alarm_id}/acknowledge`);
  await admin.post(`/alarms/${alarm.alarm_id}/snooze`, { until: "recovery" });
  await admin.post(`/alarms/${alarm.alarm_id}/close`);
  const run = (await admin.post(`/executions/${job}`)).body.execution_id;
  await admin.post(`/executions/${job}`, { pub_args: ["x", "y"], reason: "why not", force: true });
  await admin.post(`/executions/${failed}/retry`);
  await admin.get(`/executions/${failed}`);
  await admin.get(`/executions/${failed}/logs`);
  await admin.delete(`/executions/${run}`);
  await admin.get(`/jobs/${job}/executions`);
  const retried = aJobBody({ name: "three" });
  const again = { headers: { "Idempotency-Key": "the same key, twice" } };
  await admin.send("POST", "/jobs", retried, again);
  await admin.send("POST", "/jobs", retried, again);
  for (
    const path of ["/jobs?limit=1", "/executions?limit=1", "/stats", "/upcoming", "/job_classes"]
  ) {
    await admin.get(path);
  }
  await admin.get("/jobs?include=last_executions:3");
  await admin.get("/executions?state=failed,succeeded&order=asc");
  const until = "2099-01-01T00:00:00Z";
  await admin.post(`/jobs/${job}/pause`, { reason: "a move", until });
  await admin.get(`/jobs/${job}`);
  await admin.delete(`/jobs/${job}`);

  const dates = [{ from: "2027-01-01", to: "2027-01-03", name: "New Year" }];
  const windows = [{ days: ["sat", "sun"], from: "00:00", to: "24:00" }];
  const times = [{ from: "2026-12-24T12:00:00Z", to: "2026-12-24T18:00:00Z" }];
  const calendar = (await admin.post("/calendars", { name: "holidays", dates })).body.id;
  await admin.put(`/calendars/${calendar}`, { windows, times });
  await admin.get(`/calendars/${calendar}`);
  await admin.get("/calendars");
  const closed = { not_on: [calendar], on_excluded: "next_working_day" };
  await admin.post("/schedules/preview", { ...closed, cron: "0 9 * * *", starts_at: until });
  const held = await makeJob(admin, { ...closed, starts_at: until, jitter_seconds: 5 });
  await admin.post("/maintenance", { category_id: 1, reason: "a move", fires: "make_up" });
  await admin.post("/maintenance", { reason: "a move", until });
  await admin.get("/maintenance");
  await admin.get(`/jobs/${held}`);
  await admin.delete("/maintenance/1");
  await admin.delete("/maintenance/0");
  await admin.delete(`/jobs/${held}`);
  await admin.delete(`/calendars/${calendar}`);

  const category = (await admin.post("/categories", { name: "reports" })).body.id;
  await admin.put(`/categories/${category}`, { description: "Jobs that write reports" });
  await admin.get(`/categories/${category}`);
  await admin.get("/categories");
  await admin.delete(`/categories/${category}`);

  const user = (await admin.post("/users", { username: "x", password: "y" })).body.id;
  await admin.put(`/users/${user}`, { is_permission: true });
  await admin.get(`/users/${user}`);
  await admin.get("/users/current");
  await admin.get("/users");
  await admin.delete(`/users/${user}`);

  const key = (await admin.post("/api_keys", { name: "nightly", access: "read" })).body.id;
  await admin.get(`/api_keys/${key}`);
  await admin.get("/api_keys");
  await admin.delete(`/api_keys/${key}`);
  const hook = { name: "hook", kind: "slack", url: "http://127.0.0.1:1/" };
  const channel = (await admin.post("/channels", hook)).body.id;
  await admin.put(`/channels/${channel}`, { language: "zh-TW" });
  await admin.get(`/channels/${channel}`);
  await admin.get("/channels");
  await admin.post(`/channels/${channel}/test`);
  await admin.delete(`/channels/${channel}`);
  const watched = { name: "backup", cron: "0 2 * * *", alarms: { failed: { after: 2 } } };
  const monitor = (await admin.post("/monitors", watched)).body;
  await api.app.request(`${monitor.ping_path}/start`);
  await api.app.request(`${monitor.ping_path}/3`, { method: "POST", body: "no space left" });
  await admin.put(`/monitors/${monitor.monitor_id}`, { period_seconds: 60 });
  await admin.get(`/monitors/${monitor.monitor_id}`);
  await admin.get("/monitors");
  await admin.get(`/monitors/${monitor.monitor_id}/pings`);
  await admin.post(`/monitors/${monitor.monitor_id}/pause`);
  await admin.post(`/monitors/${monitor.monitor_id}/resume`);
  await admin.post(`/monitors/${monitor.monitor_id}/key`);
  await admin.delete(`/monitors/${monitor.monitor_id}`);
  await admin.get("/logs?limit=2");
  await admin.get("/logs?kind=security");
  await admin.post("/auth/logout");

  const isJson = (type: string) => type === "application/json";
  const expected = operationsOf(check.document).filter(({ responses }) =>
    Object.entries(responses).some(([status, { content = {} }]) =>
      status.startsWith("2") && Object.keys(content).some(isJson)
    )
  );
  const ids = expected.map(({ operationId = "" }) => operationId);
  assert.deepEqual(ids.filter((id) => !check.succeeded.has(id)), []);
  assert.ok(ids.length > 25);
  assert.deepEqual(api.errors, []);
});

/** A request for each kind of refusal. */
const badBodies = ["", "{", "[]", "null", "\ufeff{}", '{"name":1}', '{"x":{"y":[1e999]}}'];

Deno.test("whatever is wrong with a request, the document allows the answer", async () => {
  await using api = await testApi();
  const { check, nobody, admin, reader } = await checkedApi(api);
  const job = await makeJob(admin);

  const statuses = new Set<number>();
  for (const [template, item] of Object.entries(check.document.paths)) {
    // A log-out would end all calls behind it.
    if (!template.startsWith("/api/v1/") || /\/(events|logout)$/.test(template)) continue;
    for (const method of Object.keys(item).map((name) => name.toUpperCase())) {
      const path = template.slice("/api/v1".length);
      const filled = [job, "0", "1", "999", "f".repeat(32), "nothing", "%00", "%ff", "%F0%9F%92%A9"]
        .map((id) => path.replace(/\{.+\}/, id));
      const send = async (client: typeof admin, at: string, body?: string, more = {}) => {
        const sent = { headers: more };
        // A request of GET cannot have a body here.
        const sendable = method === "GET" ? undefined : body;
        statuses.add((await client.send(method, at, sendable, sent)).status);
      };
      for (const at of new Set(filled)) {
        await send(nobody, at);
        await send(reader, at, "{}");
        for (const query of ["limit=0", "limit=x", "cursor=x", "time_range_start=x", "order=x"]) {
          if (method === "GET") await send(admin, `${at}?${query}`);
        }
        if (method === "DELETE") continue;
        for (const body of badBodies) await send(admin, at, body);
        await send(admin, at, "{", { "Content-Encoding": "gzip" });
        await send(admin, at, `"${"x".repeat(1024 * 1024)}"`);
        await send(admin, at, "{}", { "If-Match": '"999"', "Idempotency-Key": "x".repeat(2000) });
        await send(admin, at, undefined, { "If-Match": "nonsense", "If-None-Match": "*" });
      }
    }
  }

  for (const status of [400, 401, 403, 404, 412, 413, 415, 422]) {
    assert.ok(statuses.has(status), `${status} was not seen`);
  }
  assert.deepEqual(api.errors, []);
});

Deno.test("too many failed log-ins are answered as the document says", async () => {
  await using api = await testApi();
  const { nobody } = await checkedApi(api);

  let status = 401;
  for (let i = 0; status === 401 && i < 100; i++) {
    ({ status } = await nobody.post("/auth/login", { username: "admin", password: "wrong" }));
  }

  assert.equal(status, 429);
});
