import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { SignJWT } from "jose";
import { aJobBody, makeJob, type TestApi, testApi } from "../../support/app.ts";

const body = { username: "admin", password: "admin's password" };
const signingKey = new TextEncoder().encode("s".repeat(32)); // that of testApi()

async function cookieOf(api: TestApi, headers: Record<string, string> = {}): Promise<string> {
  const { headers: sent } = await api.nobody.send("POST", "/auth/login", body, { headers });
  return sent.get("Set-Cookie") ?? "";
}

/** Calls with the admin's cookie and with these headers. */
async function statusOf(
  api: TestApi,
  headers: Record<string, string>,
  method = "GET",
  path = "/jobs",
  sent?: unknown,
) {
  const Cookie = (await cookieOf(api)).split(";")[0] ?? "";
  return (await api.nobody.send(method, path, sent, { headers: { Cookie, ...headers } })).status;
}

Deno.test("POST /auth/login sets the cookie of the original with LOGIN_COOKIE alone", async () => {
  await using api = await testApi({ loginCookie: true });
  await using without = await testApi();

  assert.match(await cookieOf(api), /^token=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax$/);
  assert.match(await cookieOf(api, { "X-Forwarded-Proto": "https" }), /; Secure/);
  assert.equal(await cookieOf(without), "");
});

Deno.test("the API takes the cookie from pages of its own origin alone", async () => {
  await using api = await testApi({ loginCookie: true });
  await using without = await testApi();
  const cases: [Record<string, string>, number][] = [
    [{ "Sec-Fetch-Site": "same-origin" }, 200],
    [{ "Sec-Fetch-Site": "none" }, 200],
    [{ Origin: "http://localhost" }, 200],
    [{ "Sec-Fetch-Site": "same-site" }, 401],
    [{ "Sec-Fetch-Site": "cross-site" }, 401],
    [{ "Sec-Fetch-Site": "cross-site", Origin: "http://localhost" }, 401],
    [{ Origin: "https://jobs.example.org" }, 401], // in CORS_ORIGINS
    [{ Origin: "http://localhost:81" }, 401],
    [{ Origin: "null" }, 401],
    [{}, 401],
    [{ "Sec-Fetch-Site": "same-origin", Authorization: "Bearer wrong" }, 401],
  ];

  for (const [headers, expected] of cases) {
    assert.equal(await statusOf(api, headers), expected, JSON.stringify(headers));
    assert.equal(await statusOf(without, headers), 401);
  }
  const own = { Origin: "http://localhost" };
  assert.equal(await statusOf(api, own, "POST", "/jobs", aJobBody()), 201);
  const foreign = { Origin: "https://evil.example" };
  assert.equal(await statusOf(api, foreign, "POST", "/jobs", aJobBody()), 401);
});

Deno.test("a CORS preflight with the cookie changes nothing, and OPTIONS of the own page resumes", async () => {
  await using api = await testApi({ loginCookie: true });
  const job = await makeJob(api.admin);
  await api.admin.patch(`/jobs/${job}`);
  const isPaused = async () => (await api.admin.get(`/jobs/${job}`)).body.next_run_time === "";
  const path = `/jobs/${job}`;
  assert.equal(await isPaused(), true);

  const preflight = { "Access-Control-Request-Method": "PUT" };
  const sameOrigin = { "Sec-Fetch-Site": "same-origin" };
  const Cookie = (await cookieOf(api)).split(";")[0] ?? "";
  const response = await api.app.request(`/api/v1${path}`, {
    method: "OPTIONS",
    headers: { ...sameOrigin, ...preflight, Cookie },
  });

  assert.equal(response.status, 204);
  assert.equal(await isPaused(), true);
  assert.equal(await statusOf(api, sameOrigin, "OPTIONS", path), 200);
  assert.equal(await isPaused(), false);
});

Deno.test("a token shows username and is_admin, and nobody trusts them", async () => {
  await using api = await testApi();
  const reader = { username: "reader", password: "reader's password" };
  const { token } = (await api.nobody.post("/auth/login", reader)).body;
  const payload = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());

  assert.equal(payload.username, "reader");
  assert.equal(payload.is_admin, false);
  const stale = await new SignJWT({ ...payload, username: "admin", is_admin: true })
    .setProtectedHeader({ alg: "HS256" }).sign(signingKey);
  const forged = [...token.split(".")];
  forged[1] = Buffer.from(JSON.stringify({ ...payload, is_admin: true })).toString("base64url");
  const asked = (one: string, path: string) =>
    api.nobody.send("GET", path, undefined, { headers: { Authorization: `Bearer ${one}` } });
  assert.equal((await asked(stale, "/users")).status, 403);
  assert.equal((await asked(stale, "/auth/verify")).body.user.username, "reader");
  assert.equal((await asked(forged.join("."), "/auth/verify")).status, 401);
});

Deno.test("the text of every 403 begins with Permission denied", async () => {
  await using api = await testApi();
  const answers = [
    await api.reader.post("/jobs", aJobBody()),
    await api.changer.get("/users"),
    await api.changer.post("/jobs", aJobBody({ category_id: 2 })),
  ];

  for (const { status, body } of answers) {
    assert.equal(status, 403);
    assert.match(body.error, /^Permission denied/);
  }
});
