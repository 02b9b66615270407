import assert from "node:assert/strict";
import { parseAllowList } from "../../../scheduler/job_classes/mod.ts";
import { notificationClass } from "../../../scheduler/model/channels/delivery.ts";
import { aJobBody, testApi } from "../../support/app.ts";
import { HttpSink } from "../../support/sinks.ts";

const url = "https://hooks.test/T0P-S3CRET";
const webhook = { name: "On call", kind: "webhook", url, secret: "the-signing-key" };
const smtp = {
  host: "smtp.test",
  port: 587,
  security: "starttls",
  username: "carillon",
  from: "Carillon <carillon@example.org>",
  to: ["oncall@example.org"],
};

Deno.test("a channel is created, listed, shown, changed and deleted, and its secrets are never shown", async () => {
  await using api = await testApi();
  const answers: unknown[] = [];
  const keep = <T extends { body: unknown }>(answer: T) => (answers.push(answer), answer);

  const made = keep(await api.admin.post("/channels", webhook));
  assert.equal(made.status, 201);
  const path = `/channels/${made.body.id}`;
  const { body: shown } = keep(await api.admin.get(path));
  assert.equal(shown.target, "hooks.test");
  assert.equal(shown.url_set && shown.secret_set, true);
  assert.equal(shown.category_id, null);
  assert.equal(shown.quiet_hours, null);
  assert.equal(shown.failing_since, "");

  const quiet = { from: "22:00", to: "07:00", time_zone: "Asia/Taipei" };
  const edit = { quiet_hours: quiet, language: "zh-TW", secret: "an0ther-key", category_id: 1 };
  assert.equal(keep(await api.admin.put(path, edit)).status, 200);
  const { body: changed } = keep(await api.admin.get(path));
  assert.deepEqual(changed.quiet_hours, quiet);
  assert.equal(changed.language, "zh-TW");
  assert.equal(changed.category_id, 1);
  assert.equal(changed.url_set, true);
  assert.deepEqual(keep(await api.admin.get("/channels")).body.channels, [changed]);

  assert.equal(keep(await api.admin.put(path, { quiet_hours: null, secret: null })).status, 200);
  const { body: emptied } = keep(await api.admin.get(path));
  assert.equal(emptied.quiet_hours, null);
  assert.equal(emptied.secret_set, false);

  assert.equal((await api.admin.delete(path)).status, 200);
  assert.equal((await api.admin.get(path)).status, 404);
  const logs = keep(await api.admin.get("/logs?kind=security")).body.logs
    .filter(({ kind }: { kind: string }) => kind === "channel");
  assert.deepEqual(
    logs.map(({ event }: { event: string }) => event).toSorted(),
    ["added", "deleted", "modified", "modified"],
  );
  assert.doesNotMatch(JSON.stringify(answers), /T0P-S3CRET|the-signing-key|an0ther-key/);
  assert.deepEqual(api.errors, []);
});

Deno.test("an answer can be sent back: read-only fields change nothing, and secrets stay", async () => {
  await using api = await testApi();
  const { body: { id } } = await api.admin.post("/channels", webhook);
  const { body: shown } = await api.admin.get(`/channels/${id}`);

  assert.equal((await api.admin.put(`/channels/${id}`, shown)).status, 200);

  const { body: after } = await api.admin.get(`/channels/${id}`);
  assert.deepEqual({ ...after, updated_at: "" }, { ...shown, updated_at: "" });
});

Deno.test("a change with an If-Match of an older version is refused", async () => {
  await using api = await testApi();
  const { body: { id }, headers } = await api.admin.post("/channels", webhook);
  const tag = headers.get("ETag") ?? "";
  await api.admin.put(`/channels/${id}`, { name: "other" });

  const sent = { headers: { "If-Match": tag } };
  const { status } = await api.admin.send("PUT", `/channels/${id}`, { name: "third" }, sent);

  assert.equal(status, 412);
});

Deno.test("a channel whose fields do not fit its kind is refused, with the field", async () => {
  await using api = await testApi();
  const email = { name: "x", kind: "email", smtp };
  const table: [unknown, string][] = [
    [{ ...webhook, url: undefined }, "url"],
    [{ ...webhook, url: "ftp://hooks.test" }, "url"],
    [{ ...webhook, kind: "slack" }, "secret"],
    [{ ...webhook, kind: "carrier pigeon" }, "kind"],
    [{ ...webhook, smtp }, "smtp"],
    [{ ...webhook, language: "fr" }, "language"],
    [{ ...webhook, category_id: 99 }, "category_id"],
    [
      { ...webhook, quiet_hours: { from: "25:00", to: "07:00", time_zone: "UTC" } },
      "quiet_hours.from",
    ],
    [
      { ...webhook, quiet_hours: { from: "22:00", to: "07:00", time_zone: "Mars" } },
      "quiet_hours.time_zone",
    ],
    [{ name: "x", kind: "ntfy", url: "https://ntfy.test/" }, "url"],
    [{ name: "x", kind: "pagerduty" }, "secret"],
    [{ name: "x", kind: "email" }, "smtp"],
    [email, "secret"],
    [{ ...email, secret: "pw", smtp: { ...smtp, security: "none" } }, "smtp.security"],
    [{ ...email, secret: "pw", smtp: { ...smtp, to: ["nobody"] } }, "smtp.to[0]"],
    [{ ...email, secret: "pw", smtp: { ...smtp, to: ["a@b\r\nBcc: c@d"] } }, "smtp.to[0]"],
    [{ ...email, secret: "pw", url }, "url"],
  ];

  for (const [body, field] of table) {
    const { status, body: answer } = await api.admin.post("/channels", body);
    assert.equal(status, 422, JSON.stringify(body));
    assert.deepEqual(answer.details.map((one: { field: string }) => one.field), [field]);
  }
  const { body } = await api.admin.post("/channels", { ...email, secret: "JOB_SECRET_SMTP" });
  assert.deepEqual((await api.admin.get(`/channels/${body.id}`)).body.smtp, smtp);
});

Deno.test("a name is taken once, and a category with channels stays", async () => {
  await using api = await testApi();
  const { body: { id: category } } = await api.admin.post("/categories", { name: "reports" });
  await api.admin.post("/channels", { ...webhook, category_id: category });

  assert.equal((await api.admin.post("/channels", { ...webhook, name: "ON CALL" })).status, 409);
  assert.equal((await api.admin.delete(`/categories/${category}`)).status, 409);
});

Deno.test("a test message is sent at once, and its failure is told with the reason and without secrets", async () => {
  await using api = await testApi({ sending: { allow: parseAllowList("127.0.0.1") } });
  await using sink = new HttpSink();
  const { body: { id } } = await api.admin.post("/channels", { ...webhook, url: sink.url });

  const good = await api.admin.post(`/channels/${id}/test`);
  sink.behaviour = "fail";
  const bad = await api.admin.post(`/channels/${id}/test`);

  assert.equal(good.body.sent, true);
  assert.match(good.body.outcome, /^127\.0\.0\.1:\d+ answered 200 OK$/);
  assert.equal(JSON.parse(sink.received[0]?.body ?? "").notices[0].event, "test");
  assert.ok(sink.received[0]?.headers.has("X-Carillon-Signature"));
  assert.equal(bad.status, 200);
  assert.equal(bad.body.sent, false);
  assert.match(bad.body.outcome, /answered 503 Service Unavailable: no: \/…$/);
});

Deno.test("a test message does not reach private addresses", async () => {
  await using api = await testApi();
  await using sink = new HttpSink();
  const { body: { id } } = await api.admin.post("/channels", { ...webhook, url: sink.url });

  const { body } = await api.admin.post(`/channels/${id}/test`);

  assert.equal(body.sent, false);
  assert.match(body.outcome, /HTTP_JOB_ALLOW/);
  assert.deepEqual(sink.received, []);
});

Deno.test("a secret that is closed to the channel's category is refused", async () => {
  const closed = new Map([["JOB_SECRET_HOOK", new Set([7])]]) as never;
  await using api = await testApi({ secretCategories: closed });

  const { status, body } = await api.admin.post("/channels", {
    ...webhook,
    url: "JOB_SECRET_HOOK",
  });

  assert.equal(status, 422);
  assert.match(body.error, /CATEGORIES_OF_JOB_SECRET_HOOK/);
});

Deno.test("no job can have the class of notifications", async () => {
  await using api = await testApi();

  const body = { ...aJobBody(), job_class_string: notificationClass };
  const { status } = await api.admin.post("/jobs", body);
  const { body: classes } = await api.admin.get("/job_classes");

  assert.equal(status, 422);
  assert.doesNotMatch(JSON.stringify(classes), /carillon\.notification/);
});
