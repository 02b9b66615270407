import assert from "node:assert/strict";
import {
  forAdmins,
  forChangers,
  forEveryone,
  forReaders,
  forUsers,
} from "../../../routes/http/route_config.ts";
import { describeApi } from "../../../routes/docs/openapi.ts";
import type { Operation } from "../../../routes/docs/types.ts";
import type { JobId } from "../../../scheduler/model/ids.ts";
import { findJob } from "../../../scheduler/store/jobs/jobs.ts";
import { alarmsOf, aRun, failed, store } from "../../support/alarms.ts";
import { aJobBody, makeJob, type TestApi, testApi } from "../../support/app.ts";
import { makeMonitor } from "../../support/monitors.ts";

type Who =
  | "nobody"
  | "a garbage token"
  | "reader"
  | "reading key"
  | "writer"
  | "writing key"
  | "admin";
/**
 * How a call is answered: allowed, or refused because the caller has no token, lacks a right, or does not see the
 * record.
 */
type Answered = "2xx" | 401 | 403 | 404;
type Access = Readonly<Record<Who, Answered>>;

const open: Access = everyone("2xx");
const users: Access = { ...everyone("2xx"), "nobody": 401, "a garbage token": 401 };
const changers: Access = { ...users, "reader": 403, "reading key": 403 };
const admins: Access = { ...changers, "writer": 403, "writing key": 403 };
/** Admins see every user; any other caller asks for a user who is somebody else. */
const ofOneself: Access = {
  ...users,
  "reader": 404,
  "reading key": 404,
  "writer": 404,
  "writing key": 404,
};
/** An API key has no password. */
const people: Access = { ...users, "reading key": 403, "writing key": 403 };
/** The call looks at the token itself, and knows admins only. */
const metrics: Access = { ...everyone(401), "admin": "2xx" };

/** The access that the document must promise: security, `x-permission`, and whether it names 403. */
const promised: ReadonlyMap<Access, { isOpen: boolean; permissions: RegExp; tellsOf403: boolean }> =
  new Map([
    [open, { isOpen: true, permissions: exactly(forEveryone), tellsOf403: false }],
    [metrics, { isOpen: true, permissions: /METRICS_TOKEN/, tellsOf403: false }],
    [users, { isOpen: false, permissions: exactly(forUsers, forReaders), tellsOf403: false }],
    [ofOneself, { isOpen: false, permissions: /their own record/, tellsOf403: false }],
    [people, { isOpen: false, permissions: exactly(forUsers), tellsOf403: true }],
    [changers, { isOpen: false, permissions: exactly(forChangers), tellsOf403: true }],
    [admins, { isOpen: false, permissions: exactly(forAdmins), tellsOf403: true }],
  ]);

interface Expected {
  readonly access: Access;
  /** What a good request of this call sends. */
  readonly body?: unknown;
  /** The same where it depends on the caller. */
  readonly bodyOf?: (who: Who) => unknown;
}

const logIn = { username: "reader", password: "reader's password" };

function ownPassword(who: Who): unknown {
  const name = who === "writer" ? "changer" : who;
  return { old_password: `${name}'s password`, new_password: "a long pass phrase" };
}

/** Every call of the API, by its operation's id. A new call needs a row here. */
const expectations: Readonly<Record<string, Expected>> = {
  welcome: { access: open },
  health: { access: open },
  live: { access: open },
  ready: { access: open },
  metrics: { access: metrics },
  getApiDescription: { access: open },
  showDocs: { access: open },
  getDocsFile: { access: open },

  logIn: { access: open, body: logIn },
  verifyToken: { access: users },
  changeOwnPassword: { access: people, bodyOf: ownPassword },
  logOut: { access: people },
  listSessions: { access: people },
  endSessions: { access: people },
  endSession: { access: people },

  listJobs: { access: users },
  getJob: { access: users },
  createJob: { access: changers, body: aJobBody() },
  changeJob: { access: changers, body: { name: "another" } },
  deleteJob: { access: changers },
  pauseJob: { access: changers },
  resumeJob: { access: changers },
  pauseJobUntil: { access: changers, body: { reason: "a move" } },

  listExecutions: { access: users },
  listExecutionsOfJob: { access: users },
  getExecution: { access: users },
  getExecutionLog: { access: users },
  runJob: { access: changers },
  retryExecution: { access: changers },
  stopExecution: { access: changers },

  listAlarms: { access: users },
  getAlarm: { access: users },
  acknowledgeAlarm: { access: changers, body: { note: "mine" } },
  snoozeAlarm: { access: changers, body: { until: "recovery" } },
  closeAlarm: { access: changers },

  previewSchedule: { access: users, body: { cron: "@daily" } },
  readCrontab: { access: users, body: { text: "0 2 * * * /opt/backup\n" } },
  listJobClasses: { access: users },
  getStats: { access: users },
  getUpcoming: { access: users },
  getBackup: { access: admins },
  examine: { access: admins },
  followEvents: { access: users },
  listLogs: { access: users },

  listCategories: { access: users },
  getCategory: { access: users },
  createCategory: { access: admins, body: { name: "reports" } },
  changeCategory: { access: admins, body: { name: "reports" } },
  deleteCategory: { access: admins },

  listCalendars: { access: users },
  getCalendar: { access: users },
  createCalendar: { access: admins, body: { name: "holidays" } },
  changeCalendar: { access: admins, body: { name: "holidays" } },
  deleteCalendar: { access: admins },

  listPauses: { access: users },
  beginPause: { access: changers, body: { category_id: 1, reason: "a move" } },
  endPause: { access: changers },

  listUsers: { access: admins },
  getCurrentUser: { access: users },
  getUser: { access: ofOneself },
  createUser: { access: admins, body: { username: "new", password: "new" } },
  changeUser: { access: admins, body: { is_permission: true } },
  deleteUser: { access: admins },

  listApiKeys: { access: admins },
  getApiKey: { access: admins },
  createApiKey: { access: admins, body: { name: "new", access: "read" } },
  revokeApiKey: { access: admins },

  listChannels: { access: admins },
  getChannel: { access: admins },
  createChannel: {
    access: admins,
    body: { name: "new", kind: "webhook", url: "https://hooks.example.org/" },
  },
  changeChannel: { access: admins, body: { name: "other" } },
  deleteChannel: { access: admins },
  testChannel: { access: admins },

  listMonitors: { access: users },
  getMonitor: { access: users },
  createMonitor: { access: changers, body: { name: "new", period_seconds: 60 } },
  changeMonitor: { access: changers, body: { name: "other" } },
  deleteMonitor: { access: changers },
  pauseMonitor: { access: changers },
  resumeMonitor: { access: changers },
  renewMonitorKey: { access: changers },
  listPings: { access: users },
  ping: { access: open },
  pingWithBody: { access: open },
  pingSignal: { access: open },
  pingSignalWithBody: { access: open },
};

Deno.test("every call is open or closed to each caller as the document says", async () => {
  await using about = await testApi();
  const operations = Object.entries(describeApi(about.app).paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation }))
  );

  const ids = operations.map(({ operation: { operationId = "" } }) => operationId);
  assert.deepEqual(ids.toSorted(), Object.keys(expectations).toSorted());

  for (const { path, method, operation } of operations) {
    const { operationId = "" } = operation;
    const expected = expectations[operationId];
    assert.ok(expected, `${operationId} has no row`);
    mustPromise(operation, expected.access);
    await using api = await testApi();
    for (const who of Object.keys(open) as Who[]) {
      const where = `${operationId} as ${who}`;
      const at = await filled(api, path, operationId, who);
      const status = await statusOf(
        api,
        method,
        at,
        await authorizationOf(api, who),
        expected.bodyOf?.(who) ?? expected.body,
      );
      assert.ok(status in operation.responses, `${where}: ${status} is not in the document`);
      assert.equal(status < 300 ? "2xx" : status, expected.access[who], where);
      assert.deepEqual(api.errors, []);
    }
  }
});

Deno.test("the security log is for admins only", async () => {
  await using api = await testApi();

  for (const [who, expected] of Object.entries(admins)) {
    const authorization = await authorizationOf(api, who as Who);
    const status = await statusOf(api, "get", "/api/v1/logs?kind=security", authorization);
    assert.equal(status < 300 ? "2xx" : status, expected, who);
  }
});

Deno.test("a route that says nothing of its security is closed", async () => {
  await using api = await testApi();
  api.app.get("/api/v1/forgotten", (c) => c.text("a secret"));
  api.app.get("/api/v1/wild/*", (c) => c.text("a secret"));
  api.app.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/v1/forgotten",
    responses: { 200: { description: "It says no security." } },
  });

  assert.equal((await api.nobody.get("/forgotten")).status, 401);
  assert.equal((await api.nobody.get("/wild/card")).status, 404);
});

function mustPromise(operation: Operation, access: Access): void {
  const { operationId, security, responses, "x-permission": permission = "" } = operation;
  const promise = promised.get(access);
  assert.ok(promise);
  assert.equal(security?.length === 0, promise.isOpen, `${operationId}: security`);
  // Readers may read the audit log, and only its other kind needs an admin.
  const text = operationId === "listLogs" ? permission.replace(/ `kind=.*$/, "") : permission;
  assert.match(text, promise.permissions, `${operationId}: x-permission`);
  if (operationId !== "listLogs") {
    assert.equal("403" in responses, promise.tellsOf403, `${operationId}: 403`);
  }
}

function everyone(answered: Answered): Access {
  return {
    "nobody": answered,
    "a garbage token": answered,
    "reader": answered,
    "reading key": answered,
    "writer": answered,
    "writing key": answered,
    "admin": answered,
  };
}

function exactly(...texts: string[]): RegExp {
  return new RegExp(`^(${texts.map((text) => RegExp.escape(text)).join("|")})$`);
}

async function authorizationOf(api: TestApi, who: Who): Promise<string | undefined> {
  if (who === "nobody") return undefined;
  if (who === "a garbage token") return "Bearer eyJhbGciOiJIUzI1NiJ9.e30.garbage";
  if (who === "admin") return `Bearer ${api.admin.token}`;
  if (who === "reader") return `Bearer ${api.reader.token}`;
  if (who === "writer") return `Bearer ${api.changer.token}`;
  const access = who === "reading key" ? "read" : "change";
  const { body } = await api.admin.post("/api_keys", { name: crypto.randomUUID(), access });
  return `Bearer ${body.secret}`;
}

/** The path with things in it that are there, in the category of the callers. */
async function filled(
  api: TestApi,
  path: string,
  operationId: string,
  who: Who,
): Promise<string> {
  const job = path.includes("{job_id}") || path.includes("{id}") ? await makeJob(api.admin) : "";
  const name = crypto.randomUUID();
  if (operationId === "endPause") {
    await api.admin.post("/maintenance", { category_id: 1, reason: "a move" });
    return path.replace("{category_id}", "1");
  }
  const made: Record<string, () => Promise<string> | string> = {
    "{calendar_id}": async () => (await api.admin.post("/calendars", { name })).body.id,
    "{job_id}": () => job,
    "{id}": () => operationId === "runJob" ? job : executionFor(api, job, operationId),
    "{category_id}": async () => (await api.admin.post("/categories", { name })).body.id,
    "{user_id}": async () =>
      (await api.admin.post("/users", { username: name, password: "x" })).body.id,
    "{key_id}": async () => (await api.admin.post("/api_keys", { name, access: "read" })).body.id,
    "{channel_id}": async () =>
      (await api.admin.post("/channels", { name, kind: "slack", url: "http://127.0.0.1:1/" })).body
        .id,
    "{monitor_id}": async () => (await makeMonitor(api)).id,
    "{key}": async () => (await makeMonitor(api)).key,
    "{session_id}": () => sessionOf(api, who),
    "{alarm_id}": () => alarmFor(api),
    "{file}": () => "start.js",
  };
  const [place] = /{.+?}/.exec(path) ?? [];
  const whole = path.replace("{signal}", "start");
  return place === undefined ? path : whole.replace(place, String(await made[place]?.()));
}

/** A log-in of the caller; any id for callers who have none. */
async function sessionOf(api: TestApi, who: Who): Promise<string> {
  const username = who === "writer" ? "changer" : who;
  if (username !== "reader" && username !== "changer" && username !== "admin") {
    return "0".repeat(32);
  }
  await api.nobody.post("/auth/login", { username, password: `${username}'s password` });
  return (await api[username].get("/auth/sessions")).body.sessions[0].id;
}

async function alarmFor(api: TestApi): Promise<string> {
  const job = await findJob(api.db, await makeJob(api.admin) as JobId);
  assert.ok(job !== undefined);
  await store(api.db, aRun(job, api.clock.now(), failed));
  return (await alarmsOf(api.db)).find(({ subject }) => subject.id === job.id)?.id ?? "";
}

async function executionFor(api: TestApi, job: string, operationId: string): Promise<string> {
  const { execution_id } = (await api.admin.post(`/executions/${job}`)).body;
  if (operationId === "retryExecution") await api.admin.delete(`/executions/${execution_id}`);
  return execution_id;
}

async function statusOf(
  api: TestApi,
  method: string,
  path: string,
  authorization: string | undefined,
  body?: unknown,
): Promise<number> {
  const response = await api.app.request(
    path,
    {
      method: method.toUpperCase(),
      headers: {
        ...(authorization === undefined ? {} : { Authorization: authorization }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
    { remoteAddr: { transport: "tcp", hostname: "192.0.2.1", port: 50_000 } },
  );
  // The stream of events has no end.
  await response.body?.cancel();
  return response.status;
}
