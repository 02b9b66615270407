import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { createTokenSigner, type TokenSignerOptions } from "../../../scheduler/auth/token.ts";
import { UserId } from "../../../scheduler/model/ids.ts";
import { day, minute, second } from "../../../scheduler/model/time.ts";

const secret = "a secret of which 32 bytes are enough";
const start = Date.UTC(2026, 10, 22, 6, 0, 0, 250);
const startSeconds = Math.floor(start / second);
const subject = { userId: UserId.parse(7), tokenVersion: 3 };

function aSigner(options: Partial<TokenSignerOptions> = {}) {
  const clock = { at: start, now: () => clock.at };
  const signer = createTokenSigner({ secret, expirationDays: 1, clock, ...options });
  return { ...signer, clock };
}

const good: JWTPayload = { sub: "7", iat: startSeconds, exp: startSeconds + 3600, ver: 3 };

/** Signed rightly, with whatever is in it. */
function signed(payload: JWTPayload, alg = "HS256", key: string | CryptoKey = secret) {
  return new SignJWT(payload)
    .setProtectedHeader({ alg })
    .sign(typeof key === "string" ? new TextEncoder().encode(key) : key);
}

function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}

Deno.test("verify() knows what sign() signed", async () => {
  const { sign, verify } = aSigner();

  assert.deepEqual(await verify(await sign(subject)), subject);
});

Deno.test("sign() puts nothing into a token but who, when, and the account's state", async () => {
  const [header, payload] = (await aSigner().sign(subject)).split(".").map((part) =>
    Buffer.from(part, "base64url").toString()
  );

  assert.deepEqual(JSON.parse(header ?? ""), { alg: "HS256", typ: "JWT" });
  assert.deepEqual(JSON.parse(payload ?? ""), {
    sub: "7",
    iat: startSeconds,
    exp: startSeconds + day / second,
    ver: 3,
  });
});

Deno.test("verify() takes a secret as bytes or as text", async () => {
  const bytes = new TextEncoder().encode(secret);
  const { sign } = aSigner({ secret: bytes });
  const token = sign(subject);
  bytes.fill(0);

  assert.deepEqual(await aSigner().verify(await token), subject);
});

Deno.test("verify() refuses another secret's token", async () => {
  const token = await aSigner({ secret: secret + "!" }).sign(subject);

  assert.equal(await aSigner().verify(token), undefined);
});

Deno.test("verify() refuses a token in which any one character was changed", async () => {
  const { sign, verify } = aSigner();
  const token = await sign(subject);

  for (let i = 0; i < token.length; i++) {
    const changed = token[i] === "A" ? "B" : "A";
    const tampered = token.slice(0, i) + changed + token.slice(i + 1);
    assert.equal(await verify(tampered), undefined, `character ${i}`);
  }
  const next = String.fromCharCode(token.charCodeAt(token.length - 1) + 1);
  assert.equal(await verify(token.slice(0, -1) + next), undefined, "the bits left over");
});

Deno.test("verify() refuses other algorithms", async () => {
  const { verify } = aSigner();
  const payload = base64url(JSON.stringify(good));
  const rsa = await generateKeyPair("RS256");
  const pem = await exportSPKI(rsa.publicKey);
  const long = secret.repeat(3);

  const tokens = [
    `${base64url('{"alg":"none"}')}.${payload}.`,
    `${base64url('{"alg":"none"}')}.${payload}.${"A".repeat(43)}`,
    `${base64url('{"alg":"None","typ":"JWT"}')}.${payload}.`,
    await signed(good, "RS256", rsa.privateKey),
  ];
  for (const token of tokens) assert.equal(await verify(token), undefined, token);
  for (const alg of ["HS384", "HS512"]) {
    const token = await signed(good, alg, long);
    assert.equal(await aSigner({ secret: long }).verify(token), undefined, alg);
  }
  // Whoever knows a public key must not be able to use it as our secret's stand-in.
  assert.equal(await verify(await signed(good, "HS256", pem)), undefined);
});

Deno.test("verify() refuses a header that relabels a good signature", async () => {
  const { sign, verify } = aSigner();
  const [, payload, signature] = (await sign(subject)).split(".");

  for (
    const header of ['{"alg":"HS384"}', '{"alg":"none"}', '{"alg":"HS256"}', "{}", "null", "["]
  ) {
    assert.equal(await verify(`${base64url(header)}.${payload}.${signature}`), undefined, header);
  }
});

Deno.test("verify() ends a token at its exp, to the moment", async () => {
  const { sign, verify, clock } = aSigner({ expirationDays: 0.5 });
  const token = await sign(subject);
  const endsAt = startSeconds * second + day / 2;

  clock.at = endsAt - 1;
  assert.deepEqual(await verify(token), subject);
  clock.at = endsAt;
  assert.equal(await verify(token), undefined, "though it was remembered");
  assert.equal(await verify(token), undefined);
});

Deno.test("verify() ends a token earlier when the configuration now says so", async () => {
  const token = await aSigner({ expirationDays: 30 }).sign(subject);
  const { verify, clock } = aSigner({ expirationDays: 1 });

  clock.at = start + day - second;
  assert.deepEqual(await verify(token), subject);
  clock.at = start + day;
  assert.equal(await verify(token), undefined);
});

Deno.test("verify() refuses a token from the future, with a minute's leeway", async () => {
  const { sign } = aSigner();
  const token = await sign(subject);
  const { verify, clock } = aSigner();

  clock.at = start - minute - second;
  assert.equal(await verify(token), undefined);
  clock.at = start - minute;
  assert.deepEqual(await verify(token), subject);
});

Deno.test("verify() refuses missing and misshapen claims, however well they are signed", async () => {
  const { verify } = aSigner();
  const { sub: _sub, ...noSub } = good;
  const { iat: _iat, ...noIat } = good;
  const { exp: _exp, ...noExp } = good;
  const { ver: _ver, ...noVer } = good;
  const odd = (claims: Record<string, unknown>) => ({ ...good, ...claims }) as JWTPayload;
  const payloads = [
    noSub,
    noIat,
    noExp,
    noVer,
    ...["", "07", "7.0", "-7", " 7", "7e0", "0x7", "admin", "9007199254740993", "NaN", "Infinity"]
      .map((sub) => odd({ sub })),
    odd({ sub: 7 }),
    odd({ sub: null }),
    odd({ iat: String(startSeconds) }),
    odd({ iat: startSeconds + 0.5 }),
    odd({ iat: -1 }),
    odd({ exp: String(startSeconds + 60) }),
    odd({ exp: 1e300 }),
    odd({ exp: null }),
    odd({ ver: "3" }),
    odd({ ver: -1 }),
    odd({ ver: 1.5 }),
    odd({ ver: null }),
    odd({ nbf: startSeconds + 3600 }),
  ];

  assert.deepEqual(await verify(await signed(good)), subject, "only the claim is at fault");
  for (const payload of payloads) {
    const token = `${base64url('{"alg":"HS256"}')}.${base64url(JSON.stringify(payload))}`;
    assert.equal(await verify(await withSignature(token)), undefined, JSON.stringify(payload));
  }
});

/** Signs a text that SignJWT would not make. */
async function withSignature(content: string): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes(secret), hmac, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, bytes(content));
  return `${content}.${Buffer.from(signature).toString("base64url")}`;
}

Deno.test("verify() answers undefined for any text, and never throws", async () => {
  const { sign, verify } = aSigner();
  const token = await sign(subject);
  const texts = [
    "",
    ".",
    "..",
    "a.b.c",
    "Bearer " + token,
    ` ${token}`,
    `${token}\n`,
    token + "=",
    token + "." + token,
    token.slice(0, -1),
    "\u0000".repeat(100),
    "\ud800.\ud800.\ud800",
    "A".repeat(1_000_000),
    `${"A".repeat(900)}.${"A".repeat(900)}.${"A".repeat(43)}`,
    await withSignature(`${base64url('{"alg":"HS256"}')}.${base64url("[1, 2, 3, 4]")}`),
    await withSignature(`${base64url('{"alg":"HS256"}')}.${base64url("not JSON at all")}`),
    await withSignature(
      `${base64url('{"alg":"HS256","crit":["x"],"x":1}')}.${base64url(JSON.stringify(good))}`,
    ),
  ];

  for (const text of texts) assert.equal(await verify(text), undefined, text.slice(0, 80));
});

Deno.test("verify() remembers a token for a while, and not for ever", async () => {
  const checks = await countingChecks(async () => {
    const { sign, verify, clock } = aSigner({ rememberMs: 5 * second });
    const token = await sign(subject);
    for (let i = 0; i < 3; i++) assert.deepEqual(await verify(token), subject);
    clock.at += 5 * second - 1;
    await verify(token);
    clock.at += 1;
    await verify(token);
  });

  assert.equal(checks, 2);
});

Deno.test("verify() remembers only so many tokens: first goes the one longest unused", async () => {
  const checks = await countingChecks(async () => {
    const { sign, verify } = aSigner({ rememberAtMost: 2 });
    const [a = "", b = "", c = ""] = await Promise.all(
      [1, 2, 3].map((tokenVersion) => sign({ ...subject, tokenVersion })),
    );
    for (const token of [a, b, a, c, a, c]) await verify(token); // checks a, b, c
    await verify(b); // again
  });

  assert.equal(checks, 4);
});

Deno.test("verify() remembers nothing when it is told so, and no bad token ever", async () => {
  const forgetful = await countingChecks(async () => {
    const { sign, verify } = aSigner({ rememberMs: 0 });
    const token = await sign(subject);
    await verify(token);
    await verify(token);
  });
  const bad = await countingChecks(async () => {
    const { verify } = aSigner();
    const token = await signed(good, "HS256", secret + "!");
    await verify(token);
    await verify(token);
  });

  assert.deepEqual([forgetful, bad], [2, 2]);
});

/** How many signatures are checked meanwhile. */
async function countingChecks(during: () => Promise<void>): Promise<number> {
  const original = crypto.subtle.verify;
  let checks = 0;
  crypto.subtle.verify = function (...args: Parameters<typeof original>) {
    checks++;
    return original.apply(crypto.subtle, args);
  } as typeof original;
  try {
    await during();
  } finally {
    crypto.subtle.verify = original;
  }
  return checks;
}

Deno.test("createTokenSigner() refuses a short secret and a lifetime of nothing", () => {
  assert.throws(() => aSigner({ secret: "x".repeat(31) }), RangeError);
  assert.throws(() => aSigner({ secret: new Uint8Array(31) }), RangeError);
  assert.throws(() => aSigner({ expirationDays: 0 }), RangeError);
  assert.throws(() => aSigner({ expirationDays: NaN }), RangeError);
});

Deno.test("recognise() reads a token that has expired, for 30 days after it was issued", async () => {
  const { sign, recognise, verify, clock } = aSigner();
  const token = await sign(subject);
  const issuedAt = startSeconds * second;

  for (const days of [0, 1, 29]) {
    clock.at = start + days * day;
    assert.deepEqual(await recognise(token), { subject, issuedAt }, `${days} days`);
  }
  assert.equal(await verify(token), undefined);
  clock.at = start + 30 * day;
  assert.equal(await recognise(token), undefined);
});

Deno.test("recognise() reads no token that verify() would not have read when it was new", async () => {
  const { recognise } = aSigner();

  assert.equal(
    await recognise(await signed(good, "HS256", "another secret of 32 bytes or more")),
    undefined,
  );
  assert.equal(await recognise(await signed({ ...good, sub: "07" })), undefined);
  assert.equal(await recognise(await signed({ ...good, iat: startSeconds + 3600 })), undefined);
  assert.equal(await recognise("no token"), undefined);
});

Deno.test("a new secret ends all tokens within a second, remembered ones too", async () => {
  let kept = secret;
  const { sign, verify, recognise, clock } = aSigner({ secret: () => Promise.resolve(kept) });
  const token = await sign(subject);
  assert.deepEqual(await verify(token), subject);

  kept = "another secret of 32 bytes or more";
  clock.at += second;

  assert.equal(await verify(token), undefined);
  assert.equal(await recognise(token), undefined);
  assert.deepEqual(await verify(await sign(subject)), subject);
});

Deno.test("a secret that is kept elsewhere is not read for each token", async () => {
  let reads = 0;
  const { sign, verify, clock } = aSigner({
    secret: () => {
      reads++;
      return Promise.resolve(secret);
    },
  });

  for (let i = 0; i < 100; i++) await verify(await sign(subject));
  assert.equal(reads, 1);
  clock.at -= day; // a clock that was set back must not keep an old secret
  await verify(await sign(subject));
  assert.equal(reads, 2);
});
