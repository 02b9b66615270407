import assert from "node:assert/strict";
import { createArgon2Thread } from "../../../scheduler/auth/argon2_thread.ts";
import { logInLimits } from "../../../scheduler/auth/login_guard.ts";
import { createPasswords } from "../../../scheduler/auth/password.ts";
import { createTokenSigner } from "../../../scheduler/auth/token.ts";
import { day, minute, second } from "../../../scheduler/model/time.ts";
import { changeUser } from "../../../scheduler/store/access/users.ts";
import { Client, logIn, plainPasswords, testApi } from "../../support/app.ts";

Deno.test("POST /auth/login answers a token that works, and whose it is", async () => {
  await using api = await testApi();

  const { status, body } = await logIn(api, "admin");
  const verified = await new Client(api.app, body.token).get("/auth/verify");

  const user = { id: 1, username: "admin", category_id: 1, is_admin: true, is_permission: false };
  assert.equal(status, 200);
  assert.deepEqual(body, { token: body.token, user });
  assert.equal(verified.status, 200);
  assert.deepEqual(verified.body, { user });
});

Deno.test("an unknown user and a wrong password are answered alike, after the same work", async () => {
  const verified: (string | undefined)[] = [];
  await using api = await testApi({
    passwords: {
      hash: plainPasswords.hash,
      verify(password, hash) {
        verified.push(hash);
        return plainPasswords.verify(password, hash);
      },
    },
  });

  const wrong = await logIn(api, "reader", "wrong");
  const unknown = await logIn(api, "nobody", "wrong");

  assert.equal(wrong.status, 401);
  assert.deepEqual(unknown.body, wrong.body);
  assert.deepEqual(verified, ["plain:reader's password", undefined]);
});

Deno.test("a bad log-in body is refused, and says which field", async () => {
  await using api = await testApi();
  const bad: [unknown, string][] = [
    [{ password: "x" }, "username"],
    [{ username: "admin" }, "password"],
    [{ username: ["admin"], password: "x" }, "username"],
    [{ username: "admin", password: null }, "password"],
    [{ username: "x".repeat(5000), password: "x" }, "username"],
    [{ username: "admin", password: "x".repeat(5000) }, "password"],
  ];

  for (const [given, field] of bad) {
    const { status, body } = await api.nobody.post("/auth/login", given);
    assert.equal(status, 422);
    assert.equal(body.details[0].field, field);
  }
});

Deno.test("no token, a bad one, another's and an old one: 401", async () => {
  await using api = await testApi();
  const { token = "" } = api.reader;
  const [header, payload, signature] = token.split(".");
  const none = btoa('{"alg":"none","typ":"JWT"}').replaceAll("=", "");
  const headers = [
    "",
    "Bearer",
    "Bearer ",
    token,
    `Basic ${token}`,
    `Bearer ${token} ${token}`,
    `Bearer ${header}.${payload}.`,
    `Bearer ${none}.${payload}.`,
    `Bearer ${header}.${payload}x.${signature}`,
    `Bearer ${"x".repeat(100_000)}`,
  ];

  for (const Authorization of headers) {
    const answer = await api.nobody.send("GET", "/auth/verify", undefined, {
      headers: { Authorization },
    });
    assert.equal(answer.status, 401, Authorization.slice(0, 99));
    assert.equal(answer.headers.get("WWW-Authenticate"), "Bearer");
    assert.deepEqual(answer.body.details, []);
  }
  const lower = { headers: { Authorization: `bearer  ${token}` } };
  assert.equal((await api.nobody.send("GET", "/auth/verify", undefined, lower)).status, 200);
  api.clock.advance(7 * day);
  assert.equal((await api.reader.get("/auth/verify")).status, 401);
});

Deno.test("after too many failures even the right password waits, from that address", async () => {
  await using api = await testApi();
  const { failures } = logInLimits.userAndAddress;

  for (let i = 0; i < failures; i++) {
    assert.equal((await logIn(api, "reader", "wrong")).status, 401);
    api.clock.advance(second);
  }
  const held = await logIn(api, "reader");

  assert.equal(held.status, 429);
  assert.equal(held.body.code, "too_many_attempts");
  assert.equal(held.headers.get("Retry-After"), String(15 * 60 - failures));
  assert.equal((await logIn(api, "reader", undefined, "192.0.2.2")).status, 200);
  assert.equal((await logIn(api, "changer")).status, 200);
  api.clock.advance(15 * minute);
  assert.equal((await logIn(api, "reader")).status, 200);
});

Deno.test("one address that tries many users is held back from all of them", async () => {
  await using api = await testApi();

  for (let i = 0; i < logInLimits.address.failures; i++) {
    assert.equal((await logIn(api, `guess${i}`)).status, 401);
  }

  assert.equal((await logIn(api, "reader")).status, 429);
  assert.equal((await logIn(api, "reader", undefined, "2001:db8::1")).status, 200);
});

Deno.test("successful log-ins are never counted", async () => {
  await using api = await testApi();

  const answers = await Promise.all(Array.from({ length: 60 }, () => logIn(api, "reader")));

  assert.ok(answers.every(({ status }) => status === 200));
});

Deno.test("many guesses at once get no further than the same one after another", async () => {
  let checked = Promise.resolve();
  await using api = await testApi({
    passwords: {
      hash: plainPasswords.hash,
      // One after the other, as the thread that hashes does it.
      verify(password, hash) {
        const turn = checked.then(() => new Promise<void>((done) => setTimeout(done, 5)));
        checked = turn;
        return turn.then(() => plainPasswords.verify(password, hash));
      },
    },
  });

  const guesses = Array.from({ length: 30 }, (_, i) => logIn(api, "reader", `guess ${i}`));
  const right = logIn(api, "reader");

  await Promise.all(guesses);
  assert.equal((await right).status, 429);
});

Deno.test("failures from many addresses do not lock the true user out", async () => {
  await using api = await testApi();

  for (let i = 0; i < 60; i++) {
    assert.equal((await logIn(api, "reader", "wrong", `198.51.100.${i % 20}`)).status, 401);
  }

  assert.equal((await logIn(api, "reader")).status, 200);
});

Deno.test("a known device logs in where others at its address have to wait", async () => {
  await using api = await testApi();
  const known = { headers: { Authorization: `Bearer ${api.reader.token}` } };
  const body = { username: "reader", password: "reader's password" };
  api.clock.advance(20 * day); // the token has expired
  for (let i = 0; i < logInLimits.address.failures; i++) await logIn(api, `guess${i}`);
  assert.equal((await logIn(api, "reader")).status, 429);

  const answer = await api.nobody.send("POST", "/auth/login", body, known);

  assert.equal(answer.status, 200);
});

Deno.test("a device is known by a token of that user alone, for 30 days, and while the password stays", async () => {
  await using api = await testApi();
  const body = { username: "reader", password: "reader's password" };
  const withToken = (token: string | undefined) =>
    api.nobody.send("POST", "/auth/login", body, { headers: { Authorization: `Bearer ${token}` } });
  const hold = async () => {
    for (let i = 0; i < logInLimits.userAndAddress.failures; i++) {
      await logIn(api, "reader", "wrong");
    }
  };
  await hold();

  assert.equal((await withToken(api.changer.token)).status, 429);
  assert.equal((await withToken("eyJhbGciOiJIUzI1NiJ9.e30.AAAA")).status, 429);
  const passwordHash = await plainPasswords.hash("reader's password");
  const { tokenVersion } = api.users.reader;
  await changeUser(api.db, api.users.reader.id, { passwordHash }, api.clock.now());
  assert.equal((await withToken(api.reader.token)).status, 429);
  const tokens = createTokenSigner({ secret: "s".repeat(32), expirationDays: 7, clock: api.clock });
  const fresh = await tokens.sign({ userId: api.users.reader.id, tokenVersion: tokenVersion + 1 });
  assert.equal((await withToken(fresh)).status, 200);
  api.clock.advance(30 * day);
  await hold();
  assert.equal((await withToken(fresh)).status, 429);
});

Deno.test("a known device has failures of its own", async () => {
  await using api = await testApi();
  const known = { headers: { Authorization: `Bearer ${api.reader.token}` } };
  const tried = (password: string) =>
    api.nobody.send("POST", "/auth/login", { username: "reader", password }, known);

  for (let i = 0; i < logInLimits.userAndDevice.failures; i++) {
    assert.equal((await tried("wrong")).status, 401);
  }

  assert.equal((await tried("reader's password")).status, 429);
  assert.equal((await logIn(api, "reader")).status, 200);
});

Deno.test("hundreds of log-ins of one address at once give no other address a 503", async () => {
  const argon2 = createArgon2Thread({ startWorker: noWorker, argon2Here: slowTag });
  await using api = await testApi({ passwords: createPasswords(argon2.argon2) });

  const flood = Array.from({ length: 300 }, () => logIn(api, "nobody", "guess", "198.51.100.7"));
  const others = Array.from({ length: 20 }, (_, i) => logIn(api, "x", "y", `203.0.113.${i}`));
  const statuses = (await Promise.all(others)).map(({ status }) => status);

  assert.deepEqual(new Set(statuses), new Set([401]));
  assert.deepEqual(
    new Set((await Promise.all(flood)).map(({ status }) => status)),
    new Set([401, 429]),
  );
});

function noWorker(): never {
  throw new Error("no worker here");
}

async function slowTag({ tagBytes }: { readonly tagBytes: number }): Promise<Uint8Array> {
  await new Promise((done) => setTimeout(done, 1));
  return new Uint8Array(tagBytes).fill(1);
}
