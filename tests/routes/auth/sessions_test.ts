import assert from "node:assert/strict";
import { createApp } from "../../../routes/app.ts";
import { createTokenSigner } from "../../../scheduler/auth/token.ts";
import {
  type EndedSessions,
  endOne,
  hasEnded,
  mostNamed,
} from "../../../scheduler/model/rights/session.ts";
import { newId, type SessionId } from "../../../scheduler/model/ids.ts";
import { day, hour, minute, second } from "../../../scheduler/model/time.ts";
import { Database } from "../../../scheduler/store/kv/database.ts";
import { createLogger } from "../../../scheduler/log.ts";
import { aPolicy } from "../../support/builders.ts";
import { Client, plainPasswords, type TestApi, testApi } from "../../support/app.ts";
import { EventReader } from "../../support/sse.ts";
import { jobClassRegistry } from "../../../scheduler/job_classes/mod.ts";

async function logIn(api: TestApi, username = "reader", agent = "a browser"): Promise<Client> {
  const { body } = await api.nobody.send("POST", "/auth/login", {
    username,
    password: `${username}'s password`,
  }, { headers: { "User-Agent": agent }, remoteAddress: "198.51.100.7" });
  return new Client(api.app, body.token);
}

interface Listed {
  readonly id: string;
  readonly current: boolean;
  readonly user_agent: string;
  readonly last_seen_at: string;
}

async function listed(client: Client, query = ""): Promise<Listed[]> {
  return (await client.get(`/auth/sessions${query}`)).body.sessions;
}

async function works(client: Client): Promise<boolean> {
  const { status } = await client.get("/jobs");
  assert.ok(status === 200 || status === 401);
  return status === 200;
}

/** Another process on the same database. */
function elsewhere(api: TestApi, client: Client): Client {
  const { clock } = api;
  const app = createApp({
    db: new Database(api.db.kv),
    clock,
    tokens: createTokenSigner({ secret: "s".repeat(32), expirationDays: 7, clock }),
    passwords: plainPasswords,
    jobClasses: jobClassRegistry([]),
    log: createLogger({ write: () => {} }),
    defaults: { timeZone: "UTC", policy: aPolicy },
    corsOrigins: [],
  });
  return new Client(app, client.token);
}

Deno.test("POST /auth/logout ends the log-in of its token and no other", async () => {
  await using api = await testApi();
  const [one, two] = [await logIn(api), await logIn(api)];

  const { status, body } = await one.post("/auth/logout");

  assert.equal(status, 200);
  assert.match(body.id, /^[0-9a-f]{32}$/);
  assert.deepEqual([await works(one), await works(two), await works(api.reader)], [
    false,
    true,
    true,
  ]);
  assert.equal((await one.post("/auth/logout")).status, 401);
  const { logs } = (await api.admin.get("/logs?kind=security")).body;
  assert.deepEqual([logs[0].kind, logs[0].event, logs[0].subject], ["log_in", "revoked", "reader"]);
});

Deno.test("a log-out is known to other processes within a second, and ends open streams", async () => {
  await using api = await testApi();
  const one = await logIn(api);
  const there = elsewhere(api, one);
  assert.ok(await works(there));
  await using events = new EventReader(
    await api.app.request("/api/v1/events", {
      headers: { Authorization: `Bearer ${one.token}` },
    }),
  );
  assert.equal((await events.next())?.event, "ready");

  await one.post("/auth/logout");

  while (await events.next() !== undefined);
  api.clock.advance(second);
  assert.equal(await works(there), false);
});

Deno.test("a token of an older version, which names no log-in, is good until it is logged out", async () => {
  await using api = await testApi();
  api.clock.advance(2 * second);

  assert.equal((await api.reader.post("/auth/logout")).status, 200);

  assert.equal(await works(api.reader), false);
  assert.ok(await works(await logIn(api)));
});

Deno.test("GET /auth/sessions lists the own log-ins, newest first", async () => {
  await using api = await testApi();
  const one = await logIn(api, "reader", "first");
  api.clock.advance(minute);
  const two = await logIn(api, "reader", "x".repeat(500));
  await logIn(api, "stranger");

  const { status, body } = await two.get("/auth/sessions");

  assert.equal(status, 200);
  assert.deepEqual(body.sessions.map((one: Listed) => [one.current, one.user_agent]), [
    [true, "x".repeat(200)],
    [false, "first"],
  ]);
  const [, first] = body.sessions;
  assert.equal(first.address, "198.51.100.7");
  assert.equal(Date.parse(first.expires_at) - Date.parse(first.created_at), 7 * day);
  assert.deepEqual((await listed(one)).map(({ current }) => current), [false, true]);
});

Deno.test("the list says to the hour when a log-in was last seen", async () => {
  await using api = await testApi();
  const [one, two] = [await logIn(api), await logIn(api)];
  await works(one);
  const seen = async () =>
    (await listed(two)).filter(({ current }) => !current).map(({ last_seen_at }) => last_seen_at);
  const before = await seen();

  api.clock.advance(minute);
  await works(one);
  assert.deepEqual(await seen(), before);

  api.clock.advance(hour);
  await works(one);
  assert.deepEqual(await seen(), [new Date(api.clock.now()).toISOString()]);
});

Deno.test("DELETE /auth/sessions/{session_id} ends one of the own log-ins", async () => {
  await using api = await testApi();
  const [one, two, other] = [await logIn(api), await logIn(api), await logIn(api, "stranger")];
  const id = (await listed(one)).find(({ current }) => !current)?.id;

  assert.equal((await other.delete(`/auth/sessions/${id}`)).status, 404);
  assert.equal((await one.delete(`/auth/sessions/${id}`)).status, 200);
  assert.equal((await one.delete(`/auth/sessions/${id}`)).status, 404);

  assert.deepEqual([await works(one), await works(two)], [true, false]);
  assert.equal((await listed(one)).length, 1);
});

Deno.test("DELETE /auth/sessions ends all other log-ins, and new ones are good", async () => {
  await using api = await testApi();
  api.clock.advance(2 * second);
  const [one, two] = [await logIn(api), await logIn(api)];
  assert.ok(await works(api.reader), "a token of an older version");

  const { status, body } = await one.delete("/auth/sessions");

  assert.deepEqual([status, body], [200, { ended: 1 }]);
  assert.deepEqual([await works(one), await works(two), await works(api.reader)], [
    true,
    false,
    false,
  ]);
  const three = await logIn(api);
  await three.delete("/auth/sessions");
  assert.deepEqual([await works(one), await works(three)], [false, true]);
});

Deno.test("a new password ends all other log-ins, and the list forgets them", async () => {
  await using api = await testApi();
  const [one, two] = [await logIn(api), await logIn(api)];
  await one.delete(`/auth/sessions/${(await listed(one)).find(({ current }) => !current)?.id}`);

  const { body } = await one.post("/auth/password", {
    old_password: "reader's password",
    new_password: "a long pass phrase",
  });

  const now = new Client(api.app, body.token);
  assert.deepEqual([await works(one), await works(two), await works(now)], [false, false, true]);
  assert.deepEqual((await listed(now)).map(({ current }) => current), [true]);
});

Deno.test("an admin lists and ends another user's log-ins; others may not", async () => {
  await using api = await testApi();
  const [one, two] = [await logIn(api), await logIn(api)];
  const of = `?user_id=${api.users.reader.id}`;

  assert.equal((await api.changer.get(`/auth/sessions${of}`)).status, 403);
  assert.equal((await api.changer.delete(`/auth/sessions${of}`)).status, 403);
  assert.equal((await api.admin.get("/auth/sessions?user_id=99")).status, 404);
  assert.equal((await api.admin.get("/auth/sessions?user_id=x")).status, 422);
  const sessions = await listed(api.admin, of);
  assert.deepEqual(sessions.map(({ current }) => current), [false, false]);

  await api.admin.delete(`/auth/sessions/${sessions[1]?.id}${of}`);
  assert.deepEqual([await works(one), await works(two)].toSorted(), [false, true]);
  await api.admin.delete(`/auth/sessions${of}`);
  assert.deepEqual([await works(one), await works(two), await works(api.admin)], [
    false,
    false,
    true,
  ]);
});

Deno.test("a log-out takes the cookie away", async () => {
  await using api = await testApi({ loginCookie: true });
  const { token } = await logIn(api);
  const headers = { Cookie: `token=${token}`, "Sec-Fetch-Site": "same-origin" };

  const answer = await api.nobody.send("POST", "/auth/logout", undefined, { headers });

  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("Set-Cookie") ?? "", /^token=;.*Max-Age=0/);
  assert.equal((await api.nobody.send("GET", "/jobs", undefined, { headers })).status, 401);
});

Deno.test("a log-in that has ended makes no known device", async () => {
  await using api = await testApi();
  const one = await logIn(api);
  const attempt = (password: string) =>
    one.send("POST", "/auth/login", { username: "reader", password });
  for (let i = 0; i < 6; i++) {
    await api.nobody.post("/auth/login", { username: "reader", password: "wrong" });
  }
  assert.equal((await attempt("reader's password")).status, 200);

  await one.post("/auth/logout");

  assert.equal((await attempt("reader's password")).status, 429);
});

Deno.test("endOne() names few sessions, and never opens one that has ended", () => {
  let ended: EndedSessions | undefined;
  const ids: SessionId[] = [];
  for (let at = 1; at <= 3 * mostNamed; at++) {
    const id = newId<SessionId>(at);
    ids.push(id);
    ended = endOne(ended, id, at + day, at);
  }

  assert.ok(Object.keys(ended?.until ?? {}).length <= mostNamed);
  assert.ok(ids.every((id) => hasEnded(ended, id)));
  assert.equal(hasEnded(ended, newId<SessionId>(3 * mostNamed)), false);
});

Deno.test("endOne() forgets a session whose token has expired", () => {
  const [first, second] = [newId<SessionId>(1), newId<SessionId>(2)];

  const ended = endOne(endOne(undefined, first, 100, 1), second, day, 100);

  assert.deepEqual(Object.keys(ended.until), [second]);
});
