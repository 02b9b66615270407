import assert from "node:assert/strict";
import { logInLimits } from "../../../scheduler/auth/login_guard.ts";
import { day, minute } from "../../../scheduler/model/time.ts";
import { forgetSecurityEntries } from "../../../scheduler/store/history/retention.ts";
import { mostToldPerMinute } from "../../../scheduler/store/access/security_log.ts";
import { logIn, makeJob, type TestApi, testApi } from "../../support/app.ts";

interface Entry {
  readonly kind: string;
  readonly event: string;
  readonly subject: string;
  readonly user: string;
  readonly address: string;
  readonly description: string;
}

async function entries(api: TestApi, query = ""): Promise<Entry[]> {
  const { status, body } = await api.admin.get(`/logs?kind=security${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.logs;
}

function told({ kind, event, subject, user }: Entry): string {
  return [kind, event, subject, user].join(" | ");
}

Deno.test("what is done to users is told, with the changes, but never a password", async () => {
  await using api = await testApi();

  await api.admin.post("/users", { username: "kim", password: "first secret" });
  await api.admin.put("/users/6", { is_permission: true, password: "second secret" });
  await api.admin.put("/users/6", { password: "third secret" });
  await api.admin.put("/users/6", { username: "kim" });
  await api.admin.delete("/users/6");
  await api.admin.delete("/users/6");

  const found = await entries(api);
  assert.deepEqual(found.map(told), [
    "user | deleted | kim | admin",
    "user | password_changed | kim | admin",
    "user | password_changed | kim | admin",
    "user | modified | kim | admin",
    "user | added | kim | admin",
  ]);
  assert.deepEqual(JSON.parse(found[3]!.description).changes, {
    is_permission: { old: false, new: true },
  });
  assert.deepEqual(JSON.parse(found[4]!.description), {
    username: "kim",
    category_id: 1,
    is_admin: false,
    is_permission: false,
  });
  assert.ok(found.every(({ address }) => address === "192.0.2.1"));
  assert.doesNotMatch(JSON.stringify(found), /secret|plain:/);
});

Deno.test("what is done to categories and API keys is told", async () => {
  await using api = await testApi();

  await api.admin.post("/categories", { name: "reports", description: "d" });
  await api.admin.put("/categories/3", { name: "Reports" });
  await api.admin.delete("/categories/3");
  const { body: { secret } } = await api.admin.post("/api_keys", { name: "robot", access: "read" });
  await api.admin.delete("/api_keys/1");

  const found = await entries(api);
  assert.deepEqual(found.map(told), [
    "api_key | revoked | robot | admin",
    "api_key | added | robot | admin",
    "category | deleted | Reports | admin",
    "category | modified | Reports | admin",
    "category | added | reports | admin",
  ]);
  assert.ok(!JSON.stringify(found).includes(secret));
});

Deno.test("a refused change is not told", async () => {
  await using api = await testApi();

  await api.admin.post("/users", { username: "admin", password: "p" });
  await api.admin.delete("/users/1");
  await api.admin.delete("/categories/1");
  await api.changer.post("/users", { username: "x", password: "p" });

  assert.deepEqual(await entries(api), []);
});

Deno.test("log-ins are told, failed ones with the name as typed and the address", async () => {
  await using api = await testApi();

  await logIn(api, "reader", "wrong", "192.0.2.7");
  await logIn(api, "Nobody at all", "wrong", "2001:db8::1");
  await logIn(api, "reader", "reader's password", "192.0.2.8");

  const found = await entries(api);
  assert.deepEqual(found.map((one) => `${told(one)} | ${one.address}`), [
    "log_in | succeeded | reader | reader | 192.0.2.8",
    "log_in | failed | Nobody at all |  | 2001:db8::1",
    "log_in | failed | reader |  | 192.0.2.7",
  ]);
  assert.doesNotMatch(JSON.stringify(found), /wrong|password/);
});

Deno.test("of many failed log-ins only so many a minute are told, and the last says so", async () => {
  await using api = await testApi();
  const fail = async (from: number, to: number) => {
    for (let i = from; i < to; i++) await logIn(api, `guess${i}`, "wrong", `198.51.100.${i}`);
  };

  await fail(0, mostToldPerMinute + 10);
  const first = await entries(api);
  api.clock.advance(minute);
  await fail(40, 42);

  assert.equal(first.length, mostToldPerMinute);
  assert.match(first[0]!.description, /no further/);
  assert.equal((await entries(api)).length, mostToldPerMinute + 2);
});

Deno.test("failed log-ins at once are each counted and told", async () => {
  await using api = await testApi();

  const answers = await Promise.all(
    Array.from({ length: 15 }, (_, i) => logIn(api, `guess${i}`, "wrong", `198.51.100.${i}`)),
  );

  assert.ok(answers.every(({ status }) => status === 401));
  assert.equal((await entries(api)).length, 15);
  assert.ok(logInLimits.address.failures > 1);
});

Deno.test("the security log is for admins, and apart from the jobs' log", async () => {
  await using api = await testApi();
  await makeJob(api.admin);
  await api.admin.post("/categories", { name: "reports" });

  for (const client of [api.overseer, api.changer, api.reader]) {
    assert.equal((await client.get("/logs?kind=security")).status, 403);
    assert.equal((await client.get("/logs?kind=jobs")).status, 200);
  }
  assert.equal((await api.nobody.get("/logs?kind=security")).status, 401);
  assert.equal((await api.admin.get("/logs?kind=other")).status, 422);
  for (const query of ["", "?kind=jobs", "?kind="]) {
    const { logs, total } = (await api.admin.get(`/logs${query}`)).body;
    assert.deepEqual([logs.length, total, logs[0].event], [1, 1, "added"]);
  }
  assert.deepEqual((await entries(api)).map(({ kind }) => kind), ["category"]);
});

Deno.test("the security log is answered by range and page, newest first", async () => {
  await using api = await testApi();
  for (let i = 0; i < 5; i++) {
    await api.admin.post("/categories", { name: `category ${i}` });
    api.clock.advance(minute);
  }
  const subjects = (logs: Entry[]) => logs.map(({ subject }) => subject.at(-1)).join("");

  const first = (await api.admin.get("/logs?kind=security&limit=2")).body;
  const second = (await api.admin.get(`/logs?kind=security&limit=2&cursor=${first.next_cursor}`))
    .body;
  const range = "&time_range_start=2026-03-02T10:01:00Z&time_range_end=2026-03-02T10:02:59Z";

  assert.deepEqual([subjects(first.logs), first.total], ["43", 5]);
  assert.deepEqual([subjects(second.logs), second.total], ["21", 5]);
  assert.equal(subjects(await entries(api, range)), "21");
  api.clock.advance(day);
  assert.deepEqual(await entries(api), []);
});

Deno.test("security entries are forgotten past their age", async () => {
  await using api = await testApi();
  await api.admin.post("/categories", { name: "old" });
  api.clock.advance(minute);
  await api.admin.post("/categories", { name: "new" });

  await forgetSecurityEntries(api.db, api.clock.now());

  assert.deepEqual((await entries(api)).map(({ subject }) => subject), ["new"]);
});
