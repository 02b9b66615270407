import { strict as assert } from "node:assert";
import { PickleError, readPickle } from "../../../tui/command/import/ndscheduler/pickle.ts";

/** Jobs as Python pickles them with zoneinfo, and with the arguments of ndscheduler before the fork. */
const pickles = {
  everyField:
    "gAWVyAQAAAAAAAB9lCiMB3ZlcnNpb26USwGMAmlklIwBeJSMBGZ1bmOUjA9uZHNjaGVkdWxlcjpydW6UjAd0cmlnZ2VylIwZYXBzY2hlZHVsZXIudHJpZ2dlcnMuY3JvbpSMC0Nyb25UcmlnZ2VylJOUKYGUfZQoaAFLAowIdGltZXpvbmWUjAhidWlsdGluc5SMB2dldGF0dHKUk5SMCHpvbmVpbmZvlIwIWm9uZUluZm+Uk5SMCV91bnBpY2tsZZSGlFKUjA1FdXJvcGUvQmVybGlulEsBhpRSlIwKc3RhcnRfZGF0ZZROjAhlbmRfZGF0ZZSMCGRhdGV0aW1llIwIZGF0ZXRpbWWUk5RDCgfuAQEAAAAAAACUaBiGlFKUjAZqaXR0ZXKUTowGZmllbGRzlF2UKIwgYXBzY2hlZHVsZXIudHJpZ2dlcnMuY3Jvbi5maWVsZHOUjAlCYXNlRmllbGSUk5QpgZR9lCiMBG5hbWWUjAR5ZWFylIwKaXNfZGVmYXVsdJSJjAtleHByZXNzaW9uc5RdlIwlYXBzY2hlZHVsZXIudHJpZ2dlcnMuY3Jvbi5leHByZXNzaW9uc5SMDUFsbEV4cHJlc3Npb26Uk5QpgZR9lIwEc3RlcJROc2JhdWJoJimBlH2UKGgpjAVtb250aJRoK4loLF2UaC6MFE1vbnRoUmFuZ2VFeHByZXNzaW9ulJOUKYGUfZQoaDNOjAVmaXJzdJRLAYwEbGFzdJRLA3ViYXViaCYpgZR9lChoKYwDZGF5lGgriWgsXZQoaC6MGExhc3REYXlPZk1vbnRoRXhwcmVzc2lvbpSTlCmBlH2UaDNOc2JoLowZV2Vla2RheVBvc2l0aW9uRXhwcmVzc2lvbpSTlCmBlH2UKGgzTowKb3B0aW9uX251bZRLAYwHd2Vla2RheZRLBHViZXViaCYpgZR9lChoKYwEd2Vla5RoK4loLF2UaDApgZR9lGgzTnNiYXViaCYpgZR9lChoKYwLZGF5X29mX3dlZWuUaCuJaCxdlChoLowWV2Vla2RheVJhbmdlRXhwcmVzc2lvbpSTlCmBlH2UKGgzTmg8SwBoPUsEdWJoLowPUmFuZ2VFeHByZXNzaW9ulJOUKYGUfZQoaDNOaDxLBmg9SwZ1YmV1YmgmKYGUfZQoaCmMBGhvdXKUaCuJaCxdlGhbKYGUfZQoaDNLAmg8SwhoPUsSdWJhdWJoJimBlH2UKGgpjAZtaW51dGWUaCuJaCxdlGgwKYGUfZRoM0sPc2JhdWJoJimBlH2UKGgpjAZzZWNvbmSUaCuJaCxdlGhbKYGUfZQoaDNOaDxLAGg9SwB1YmF1YmV1YowIZXhlY3V0b3KUjAdkZWZhdWx0lIwEYXJnc5QojAhhY21lLkpvYpRoA4wCZHOUfZSMCWZpbGVfcGF0aJSMAWaUc32UjA5qb2JzX3RhYmxlbmFtZZSMDnNjaGVkdWxlcl9qb2JzlHOMAWGUfZSMAWKUKEsBR0AEAAAAAAAAToh0lHN0lIwGa3dhcmdzlH2UaCmMAW6UjBJtaXNmaXJlX2dyYWNlX3RpbWWUTowIY29hbGVzY2WUiIwNbWF4X2luc3RhbmNlc5RLyIwNbmV4dF9ydW5fdGltZZROdS4=",
  aDateAsArgument:
    "gAWVlwQAAAAAAAB9lCiMB3ZlcnNpb26USwGMAmlklIwBeJSMBGZ1bmOUjA9uZHNjaGVkdWxlcjpydW6UjAd0cmlnZ2VylIwZYXBzY2hlZHVsZXIudHJpZ2dlcnMuY3JvbpSMC0Nyb25UcmlnZ2VylJOUKYGUfZQoaAFLAowIdGltZXpvbmWUjAhidWlsdGluc5SMB2dldGF0dHKUk5SMCHpvbmVpbmZvlIwIWm9uZUluZm+Uk5SMCV91bnBpY2tsZZSGlFKUjA1FdXJvcGUvQmVybGlulEsBhpRSlIwKc3RhcnRfZGF0ZZROjAhlbmRfZGF0ZZSMCGRhdGV0aW1llIwIZGF0ZXRpbWWUk5RDCgfuAQEAAAAAAACUaBiGlFKUjAZqaXR0ZXKUTowGZmllbGRzlF2UKIwgYXBzY2hlZHVsZXIudHJpZ2dlcnMuY3Jvbi5maWVsZHOUjAlCYXNlRmllbGSUk5QpgZR9lCiMBG5hbWWUjAR5ZWFylIwKaXNfZGVmYXVsdJSJjAtleHByZXNzaW9uc5RdlIwlYXBzY2hlZHVsZXIudHJpZ2dlcnMuY3Jvbi5leHByZXNzaW9uc5SMDUFsbEV4cHJlc3Npb26Uk5QpgZR9lIwEc3RlcJROc2JhdWJoJimBlH2UKGgpjAVtb250aJRoK4loLF2UaC6MFE1vbnRoUmFuZ2VFeHByZXNzaW9ulJOUKYGUfZQoaDNOjAVmaXJzdJRLAYwEbGFzdJRLA3ViYXViaCYpgZR9lChoKYwDZGF5lGgriWgsXZQoaC6MGExhc3REYXlPZk1vbnRoRXhwcmVzc2lvbpSTlCmBlH2UaDNOc2JoLowZV2Vla2RheVBvc2l0aW9uRXhwcmVzc2lvbpSTlCmBlH2UKGgzTowKb3B0aW9uX251bZRLAYwHd2Vla2RheZRLBHViZXViaCYpgZR9lChoKYwEd2Vla5RoK4loLF2UaDApgZR9lGgzTnNiYXViaCYpgZR9lChoKYwLZGF5X29mX3dlZWuUaCuJaCxdlChoLowWV2Vla2RheVJhbmdlRXhwcmVzc2lvbpSTlCmBlH2UKGgzTmg8SwBoPUsEdWJoLowPUmFuZ2VFeHByZXNzaW9ulJOUKYGUfZQoaDNOaDxLBmg9SwZ1YmV1YmgmKYGUfZQoaCmMBGhvdXKUaCuJaCxdlGhbKYGUfZQoaDNLAmg8SwhoPUsSdWJhdWJoJimBlH2UKGgpjAZtaW51dGWUaCuJaCxdlGgwKYGUfZRoM0sPc2JhdWJoJimBlH2UKGgpjAZzZWNvbmSUaCuJaCxdlGhbKYGUfZQoaDNOaDxLAGg9SwB1YmF1YmV1YowIZXhlY3V0b3KUjAdkZWZhdWx0lIwEYXJnc5QojAhhY21lLkpvYpRoA4wCZHOUaB1DCgfuAQEAAAAAAACUhZRSlHSUjAZrd2FyZ3OUfZSMCWRiX2NvbmZpZ5R9lHNoKYwBbpSMEm1pc2ZpcmVfZ3JhY2VfdGltZZROjAhjb2FsZXNjZZSIjA1tYXhfaW5zdGFuY2VzlEvIjA1uZXh0X3J1bl90aW1llE51Lg==",
};

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.fromBase64(base64);
}

Deno.test("readPickle() reads each form of expression, the zone of zoneinfo, and the policy", () => {
  const { job, timeZone, notes } = readPickle(bytesOf(pickles.everyField));

  assert.deepEqual(job, {
    name: "n",
    job_class_string: "acme.Job",
    pub_args: ["a", { b: [1, 2.5, null, true] }],
    category_id: undefined,
    month: "jan-mar",
    day: "last,2nd fri",
    week: "*",
    day_of_week: "mon-fri,6",
    hour: "8-18/2",
    minute: "*/15",
    max_instances: 100,
    coalesce: true,
    misfire_grace_seconds: 31 * 86_400,
  });
  assert.equal(timeZone, "Europe/Berlin");
  assert.deepEqual(notes, ["its end_date is not taken"]);
});

Deno.test("readPickle() refuses what JSON cannot hold, and what is no pickle of a job", () => {
  const whole = bytesOf(pickles.everyField);
  const wrong = [
    [bytesOf(pickles.aDateAsArgument), /hold a Python datetime, which JSON does not know/],
    [whole.slice(0, 200), /its pickle cannot be read/],
    [new Uint8Array(), /its pickle cannot be read/],
    [bytesOf("gAVOLg=="), /its trigger is missing/],
  ] as const;
  for (const [bytes, message] of wrong) {
    assert.throws(() => readPickle(bytes), (error) => {
      assert.ok(error instanceof PickleError);
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("readPickle() throws nothing else, whatever bytes are changed", () => {
  const whole = bytesOf(pickles.everyField);
  for (let at = 0; at < whole.length; at += 3) {
    const changed = whole.with(at, whole[at]! ^ 0x15);
    try {
      readPickle(changed);
    } catch (error) {
      assert.ok(error instanceof PickleError, `${at}: ${error}`);
    }
  }
});
