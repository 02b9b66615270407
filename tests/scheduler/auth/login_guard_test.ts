import assert from "node:assert/strict";
import {
  addressGroup,
  countedNames,
  failedLogIn,
  type Failures,
  failuresOf,
  type LogInLimit,
  logInLimits,
  retryAfterSeconds,
} from "../../../scheduler/auth/login_guard.ts";
import { minute, second } from "../../../scheduler/model/time.ts";

const now = Date.UTC(2026, 10, 22);

function fail(times: number, limit: LogInLimit, from?: Failures, at = now): Failures | undefined {
  let failures = from;
  for (let i = 0; i < times; i++) failures = failedLogIn(failures, at, limit);
  return failures;
}

for (const limit of Object.keys(logInLimits) as LogInLimit[]) {
  Deno.test(`retryAfterSeconds() holds back after the failures of ${limit}`, () => {
    const allowed = logInLimits[limit].failures;

    assert.equal(retryAfterSeconds(undefined, now, limit), 0);
    assert.equal(retryAfterSeconds(fail(allowed - 1, limit), now, limit), 0);
    assert.equal(retryAfterSeconds(fail(allowed, limit), now, limit), 15 * 60);
    assert.equal(retryAfterSeconds(fail(allowed + 1, limit), now, limit), 15 * 60);
  });
}

Deno.test("the limits are looser the more people they can hit", () => {
  const { userAndAddress, address, userAndDevice } = logInLimits;

  assert.ok(userAndAddress.failures < address.failures);
  assert.ok(userAndDevice.failures < address.failures);
});

Deno.test("retryAfterSeconds() counts down to the end of the window, and never says 0 before it", () => {
  const failures = fail(5, "userAndAddress");
  const at = (ms: number) => retryAfterSeconds(failures, now + ms, "userAndAddress");

  assert.equal(at(14 * minute), 60);
  assert.equal(at(15 * minute - 1), 1);
  assert.equal(at(15 * minute), 0);
});

Deno.test("failedLogIn() keeps its window while it lasts, and begins a new one after it", () => {
  const four = fail(4, "userAndAddress");

  const fifth = failedLogIn(four, now + 14 * minute, "userAndAddress");
  assert.deepEqual(fifth, { count: 5, since: now, until: now + 15 * minute });

  const late = failedLogIn(four, now + 15 * minute, "userAndAddress");
  assert.deepEqual(late, { count: 1, since: now + 15 * minute, until: now + 30 * minute });
});

Deno.test("retryAfterSeconds() locks nobody out because a clock was set back", () => {
  const failures = fail(5, "userAndAddress");

  assert.equal(retryAfterSeconds(failures, now - second, "userAndAddress"), 0);
});

Deno.test("addressGroup() takes the /64 of an IPv6 address, and all of any other", () => {
  const cases = {
    "192.0.2.7": "192.0.2.7",
    "::ffff:192.0.2.7": "192.0.2.7",
    "::FFFF:c000:207": "192.0.2.7",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "[2001:DB8:1:2::9]": "2001:db8:1:2::/64",
    "2001:db8:1::9": "2001:db8:1:0::/64",
    "::1": "0:0:0:0::/64",
    "::": "0:0:0:0::/64",
    "fe80::1%eth0": "fe80:0:0:0::/64",
    "2001:db8::": "2001:db8:0:0::/64",
    "": "",
    "unknown": "unknown",
    "a:b]/": "a:b]/",
    "1.2.3.4:80": "1.2.3.4:80",
  };

  for (const [address, group] of Object.entries(cases)) {
    assert.equal(addressGroup(address), group, address);
  }
});

Deno.test("countedNames() counts nothing for a user alone, and a known device apart", () => {
  const attempt = { username: "ada", address: "192.0.2.7" };

  const limits = (device?: string) =>
    countedNames({ ...attempt, ...(device === undefined ? {} : { device }) })
      .map(({ limit }) => limit);

  assert.deepEqual(limits(), ["userAndAddress", "address"]);
  assert.deepEqual(limits("1"), ["userAndDevice"]);
});

Deno.test("failuresOf() begins the names of one user's failures and of no other's", () => {
  const names = (username: string, device?: string) =>
    countedNames({ username, address: "192.0.2.7", ...(device === undefined ? {} : { device }) })
      .map(({ name }) => name);

  const own = [...names("ada"), ...names("ada", "1")]
    .filter((name) => name.startsWith(failuresOf("ada")));

  assert.equal(own.length, 2);
  for (const other of ["ad", "adam", 'ada"', "ADA", ""]) {
    assert.deepEqual(names(other).filter((name) => name.startsWith(failuresOf("ada"))), [], other);
  }
});
