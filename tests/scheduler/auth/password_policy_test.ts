import assert from "node:assert/strict";
import { passwordPolicy } from "../../../scheduler/auth/password_policy.ts";

async function problems(minLength: number, passwords: readonly string[]) {
  const policy = passwordPolicy(minLength);
  return await Promise.all(passwords.map((password) => policy.problem(password, "Ada Lovelace")));
}

Deno.test("passwordPolicy() counts characters, and not bytes or code units", async () => {
  const short = "must have at least 12 characters";

  const found = await problems(12, ["elevenchars", "twelve chars", "\u{1f600}".repeat(11), ""]);

  assert.deepEqual(found, [short, undefined, short, short]);
});

Deno.test("passwordPolicy() refuses common passwords and the user's name, in any case", async () => {
  const common = "is one of the most common passwords";

  const found = await problems(8, ["Password1234", "QWERTY123456", "iloveyou", "correct horse"]);

  assert.deepEqual(found, [common, common, common, undefined]);
  assert.deepEqual(await problems(12, ["ADA lovelace"]), ["must not be the user name"]);
});

Deno.test("passwordPolicy() takes the contract's short passwords where the setting allows them", async () => {
  assert.deepEqual(await problems(1, ["y", "password", "admin"]), [
    undefined,
    undefined,
    undefined,
  ]);
});
