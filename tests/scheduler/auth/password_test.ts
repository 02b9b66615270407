import assert from "node:assert/strict";
import { argon2id, type Argon2Work } from "../../../scheduler/auth/argon2.ts";
import { bcrypt } from "../../../scheduler/auth/bcrypt.ts";
import { readBcrypt } from "../../../scheduler/auth/bcrypt_hash.ts";
import {
  createPasswords,
  hashPassword,
  stopPasswordWorker,
  verifyPassword,
} from "../../../scheduler/auth/password.ts";

const owasp = { memoryKiB: 19_456, passes: 2, lanes: 1, tagBytes: 32 };

/** A hasher that does no work, and keeps its inputs. */
function countingPasswords() {
  const asked: Argon2Work[] = [];
  const passwords = createPasswords((work) => {
    asked.push(work);
    const seed = work.password.reduce((sum, byte) => sum + byte, work.password.length);
    return Promise.resolve(new Uint8Array(work.tagBytes).fill(seed));
  });
  return { ...passwords, asked };
}

Deno.test("hashPassword() makes an Argon2id hash that only its password fits", async () => {
  const [hash, again] = await Promise.all([
    hashPassword("correct horse"),
    hashPassword("correct horse"),
  ]);

  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.notEqual(hash, again, "each hash has its own salt");
  assert.equal(await verifyPassword("correct horse", hash), true);
  assert.equal(await verifyPassword("correct horsf", hash), false);
  assert.equal(await verifyPassword("", hash), false);
  assert.equal(await verifyPassword("correct horse", undefined), false);
  await stopPasswordWorker();
});

Deno.test("verifyPassword() knows a hash that another implementation made", async () => {
  // The vector of the reference implementation's test.c: 64 MiB, two passes, one lane.
  const hash =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  assert.equal(await verifyPassword("password", hash), true);
  assert.equal(await verifyPassword("Password", hash), false);
  await stopPasswordWorker();
});

Deno.test("verifyPassword() takes a password however its letters were composed", async () => {
  const { hash, verify } = countingPasswords();

  assert.equal(await verify("cafe\u0301 \uff11", await hash("caf\u00e9 1")), true);
  assert.equal(await verify("cafe 1", await hash("caf\u00e9 1")), false);
});

Deno.test("verifyPassword() does the same work whether or not the user exists", async () => {
  const { hash, verify, asked } = countingPasswords();
  const known = await hash("right");
  asked.length = 0;

  const answers = [
    await verify("right", known),
    await verify("wrong", known),
    await verify("right", undefined),
    await verify("right", "not a hash"),
    await verify("", known),
    await verify("", undefined),
  ];

  assert.deepEqual(answers, [true, false, false, false, false, false]);
  assert.equal(asked.length, answers.length);
  for (const { password: _, salt, ...work } of asked) {
    assert.deepEqual(work, owasp);
    assert.equal(salt.length, 16);
  }
});

Deno.test("verifyPassword() refuses a hash that it cannot read, and never throws for it", async () => {
  const { hash, verify, asked } = countingPasswords();
  const good = await hash("right");
  const damaged = [
    "",
    "$2b$12$abcdefghijklmnopqrstuu",
    good.slice(0, -5) + "_____",
    good.slice(0, 40),
    good + "\n",
    good.replace("argon2id", "argon2i"),
    good.replace("v=19", "v=16"),
    good.replace("m=19456", "m=4294967295"),
    good.replace("m=19456", "m=7"),
    good.replace("t=2", "t=0"),
    good.replace("p=1", "p=0"),
  ];
  asked.length = 0;

  for (const hash of damaged) assert.equal(await verify("right", hash), false, hash);

  for (const work of asked) assert.equal(work.memoryKiB, owasp.memoryKiB);
});

Deno.test("verifyPassword() keeps to the parameters that a hash was made with", async () => {
  const { hash, verify, asked } = countingPasswords();
  const older = (await hash("right")).replace("m=19456,t=2", "m=12288,t=3");

  assert.equal(await verify("right", older), true);
  assert.deepEqual([asked.at(-1)?.memoryKiB, asked.at(-1)?.passes], [12_288, 3]);
});

Deno.test("hashPassword() refuses an empty password", async () => {
  await assert.rejects(countingPasswords().hash(""), RangeError);
});

Deno.test("hashPassword() takes 1,024 bytes, and each of them counts", async () => {
  const passwords = createPasswords(argon2id);
  const long = "\u00e9".repeat(512);
  const hash = await passwords.hash(long);

  assert.equal(await passwords.verify(long, hash), true);
  assert.equal(await passwords.verify(long.slice(0, -1) + "e", hash), false);
});

Deno.test("verifyPassword() does the same work for an imported hash, another hash and nobody", async () => {
  let work = { argon2: 0, bcrypt: 0 };
  const { verify } = createPasswords(
    ({ tagBytes }) => {
      work.argon2++;
      return Promise.resolve(new Uint8Array(tagBytes));
    },
    ({ cost }) => {
      work.bcrypt += 2 ** cost;
      return Promise.resolve(new Uint8Array(23));
    },
  );
  const imported = (cost: string) => `$2b$${cost}$${"/".repeat(53)}`;
  const own = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$" + "A".repeat(43);

  for (const hash of [undefined, own, imported("06"), imported("10")]) {
    work = { argon2: 0, bcrypt: 0 };
    await verify("a password", hash, 10);
    assert.deepEqual(work, { argon2: 1, bcrypt: 2 ** 10 }, hash);
  }
});

Deno.test("verifyPassword() reads hashes of bcrypt within bounds, and knows their passwords", async () => {
  const { verify } = createPasswords(argon2id, bcrypt);
  // Made by another implementation (Python's bcrypt).
  const hash = "$2b$12$pQsoHpOe8ndGP2QTxU4XP.1BTQO3YtOBPRAyQS.YzbaCssjerW8rm";

  assert.equal(await verify("orig-admin-pw", hash), true);
  assert.equal(await verify("orig-admin-pW", hash), false);
  assert.equal(readBcrypt(hash.replace("$12$", "$31$")), undefined);
  assert.equal(readBcrypt(`${hash}x`), undefined);
});
