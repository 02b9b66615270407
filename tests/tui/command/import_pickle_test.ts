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
    ends_at: "2029-12-31T23:00:00.001Z",
    max_instances: 100,
    coalesce: true,
    misfire_grace_seconds: 31 * 86_400,
  });
  assert.equal(timeZone, "Europe/Berlin");
  assert.deepEqual(notes, []);
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

/** Triggers with `start_date`, `end_date` and `jitter`, as Python pickles them with each kind of zone. */
const bounded = {
  pytz:
    "gAJ9cQAoWAcAAAB2ZXJzaW9ucQFLAVgCAAAAaWRxAlgBAAAAeHEDWAQAAABmdW5jcQRYAQAAAGZxBVgHAAAAdHJpZ2dlcnEGY2Fwc2NoZWR1bGVyLnRyaWdnZXJzLmNyb24KQ3JvblRyaWdnZXIKcQcpgXEIfXEJKGgBSwJYCAAAAHRpbWV6b25lcQpjcHl0egpfcApxC1gLAAAAQXNpYS9UYWlwZWlxDIVxDVJxDlgKAAAAc3RhcnRfZGF0ZXEPY2RhdGV0aW1lCmRhdGV0aW1lCnEQY19jb2RlY3MKZW5jb2RlCnERWAsAAAAHw6oLAQgeAAAAAHESWAYAAABsYXRpbjFxE4ZxFFJxFWgLKGgMTYBwSwBYAwAAAENTVHEWdHEXUnEYhnEZUnEaWAgAAABlbmRfZGF0ZXEbaBBoEVgMAAAAB8OrAwEAAAAAAcO0cRxoE4ZxHVJxHmgYhnEfUnEgWAYAAABqaXR0ZXJxIUtaWAYAAABmaWVsZHNxIl1xIyhjYXBzY2hlZHVsZXIudHJpZ2dlcnMuY3Jvbi5maWVsZHMKQmFzZUZpZWxkCnEkKYFxJX1xJihYBAAAAG5hbWVxJ1gEAAAAeWVhcnEoWAoAAABpc19kZWZhdWx0cSmJWAsAAABleHByZXNzaW9uc3EqXXErY2Fwc2NoZWR1bGVyLnRyaWdnZXJzLmNyb24uZXhwcmVzc2lvbnMKQWxsRXhwcmVzc2lvbgpxLCmBcS19cS5YBAAAAHN0ZXBxL05zYmF1YmgkKYFxMH1xMShoJ1gFAAAAbW9udGhxMmgpiWgqXXEzaCwpgXE0fXE1aC9Oc2JhdWJoJCmBcTZ9cTcoaCdYAwAAAGRheXE4aCmJaCpdcTloLCmBcTp9cTtoL05zYmF1YmgkKYFxPH1xPShoJ1gEAAAAd2Vla3E+aCmJaCpdcT9oLCmBcUB9cUFoL05zYmF1YmgkKYFxQn1xQyhoJ1gLAAAAZGF5X29mX3dlZWtxRGgpiWgqXXFFaCwpgXFGfXFHaC9Oc2JhdWJoJCmBcUh9cUkoaCdYBAAAAGhvdXJxSmgpiWgqXXFLaCwpgXFMfXFNaC9Oc2JhdWJoJCmBcU59cU8oaCdYBgAAAG1pbnV0ZXFQaCmJaCpdcVFjYXBzY2hlZHVsZXIudHJpZ2dlcnMuY3Jvbi5leHByZXNzaW9ucwpSYW5nZUV4cHJlc3Npb24KcVIpgXFTfXFUKGgvTlgFAAAAZmlyc3RxVUsAWAQAAABsYXN0cVZLAHViYXViaCQpgXFXfXFYKGgnWAYAAABzZWNvbmRxWWgpiWgqXXFaaFIpgXFbfXFcKGgvTmhVSwBoVksAdWJhdWJldWJYCAAAAGV4ZWN1dG9ycV1YBwAAAGRlZmF1bHRxXlgEAAAAYXJnc3FfWAgAAABhY21lLkpvYnFgaAN9cWGHcWJYBgAAAGt3YXJnc3FjfXFkaCdYAQAAAG5xZVgSAAAAbWlzZmlyZV9ncmFjZV90aW1lcWZOWAgAAABjb2FsZXNjZXFniFgNAAAAbWF4X2luc3RhbmNlc3FoSwNYDQAAAG5leHRfcnVuX3RpbWVxaU51Lg==",
  zoneinfo:
    "gAWVvQMAAAAAAAB9lCiMB3ZlcnNpb26USwGMAmlklIwBeJSMBGZ1bmOUjAFmlIwHdHJpZ2dlcpSMGWFwc2NoZWR1bGVyLnRyaWdnZXJzLmNyb26UjAtDcm9uVHJpZ2dlcpSTlCmBlH2UKGgBSwKMCHRpbWV6b25llIwIYnVpbHRpbnOUjAdnZXRhdHRylJOUjAh6b25laW5mb5SMCFpvbmVJbmZvlJOUjAlfdW5waWNrbGWUhpRSlIwNRXVyb3BlL0JlcmxpbpRLAYaUUpSMCnN0YXJ0X2RhdGWUjAhkYXRldGltZZSMCGRhdGV0aW1llJOUQwoH6gcBDAAAAAAAlGgYhpRSlIwIZW5kX2RhdGWUaBxDCgfqDAEMAAAAAACUaBiGlFKUjAZqaXR0ZXKUR0AEAAAAAAAAjAZmaWVsZHOUXZQojCBhcHNjaGVkdWxlci50cmlnZ2Vycy5jcm9uLmZpZWxkc5SMCUJhc2VGaWVsZJSTlCmBlH2UKIwEbmFtZZSMBHllYXKUjAppc19kZWZhdWx0lImMC2V4cHJlc3Npb25zlF2UjCVhcHNjaGVkdWxlci50cmlnZ2Vycy5jcm9uLmV4cHJlc3Npb25zlIwNQWxsRXhwcmVzc2lvbpSTlCmBlH2UjARzdGVwlE5zYmF1YmgpKYGUfZQoaCyMBW1vbnRolGguiWgvXZRoMymBlH2UaDZOc2JhdWJoKSmBlH2UKGgsjANkYXmUaC6JaC9dlGgzKYGUfZRoNk5zYmF1YmgpKYGUfZQoaCyMBHdlZWuUaC6JaC9dlGgzKYGUfZRoNk5zYmF1YmgpKYGUfZQoaCyMC2RheV9vZl93ZWVrlGguiWgvXZRoMymBlH2UaDZOc2JhdWJoKSmBlH2UKGgsjARob3VylGguiWgvXZRoMymBlH2UaDZOc2JhdWJoKSmBlH2UKGgsjAZtaW51dGWUaC6JaC9dlGgxjA9SYW5nZUV4cHJlc3Npb26Uk5QpgZR9lChoNk6MBWZpcnN0lEsAjARsYXN0lEsAdWJhdWJoKSmBlH2UKGgsjAZzZWNvbmSUaC6JaC9dlGhaKYGUfZQoaDZOaF1LAGheSwB1YmF1YmV1YowIZXhlY3V0b3KUjAdkZWZhdWx0lIwEYXJnc5SMCGFjbWUuSm9ilGgDfZSHlIwGa3dhcmdzlH2UaCyMAW6UjBJtaXNmaXJlX2dyYWNlX3RpbWWUTowIY29hbGVzY2WUiIwNbWF4X2luc3RhbmNlc5RLA4wNbmV4dF9ydW5fdGltZZROdS4=",
  timezone:
    "gASVjwMAAAAAAAB9lCiMB3ZlcnNpb26USwGMAmlklIwBeJSMBGZ1bmOUjAFmlIwHdHJpZ2dlcpSMGWFwc2NoZWR1bGVyLnRyaWdnZXJzLmNyb26UjAtDcm9uVHJpZ2dlcpSTlCmBlH2UKGgBSwKMCHRpbWV6b25llIwIZGF0ZXRpbWWUjAh0aW1lem9uZZSTlGgNjAl0aW1lZGVsdGGUk5RLAEsASwCHlFKUhZRSlIwKc3RhcnRfZGF0ZZRoDYwIZGF0ZXRpbWWUk5RDCgfqBwEMAAAAAACUaA9oEUr/////SkggAQBLAIeUUpSFlFKUhpRSlIwIZW5kX2RhdGWUTowGaml0dGVylE6MBmZpZWxkc5RdlCiMIGFwc2NoZWR1bGVyLnRyaWdnZXJzLmNyb24uZmllbGRzlIwJQmFzZUZpZWxklJOUKYGUfZQojARuYW1llIwEeWVhcpSMCmlzX2RlZmF1bHSUiYwLZXhwcmVzc2lvbnOUXZSMJWFwc2NoZWR1bGVyLnRyaWdnZXJzLmNyb24uZXhwcmVzc2lvbnOUjA1BbGxFeHByZXNzaW9ulJOUKYGUfZSMBHN0ZXCUTnNiYXViaCYpgZR9lChoKYwFbW9udGiUaCuJaCxdlGgwKYGUfZRoM05zYmF1YmgmKYGUfZQoaCmMA2RheZRoK4loLF2UaDApgZR9lGgzTnNiYXViaCYpgZR9lChoKYwEd2Vla5RoK4loLF2UaDApgZR9lGgzTnNiYXViaCYpgZR9lChoKYwLZGF5X29mX3dlZWuUaCuJaCxdlGgwKYGUfZRoM05zYmF1YmgmKYGUfZQoaCmMBGhvdXKUaCuJaCxdlGgwKYGUfZRoM05zYmF1YmgmKYGUfZQoaCmMBm1pbnV0ZZRoK4loLF2UaC6MD1JhbmdlRXhwcmVzc2lvbpSTlCmBlH2UKGgzTowFZmlyc3SUSwCMBGxhc3SUSwB1YmF1YmgmKYGUfZQoaCmMBnNlY29uZJRoK4loLF2UaFcpgZR9lChoM05oWksAaFtLAHViYXViZXVijAhleGVjdXRvcpSMB2RlZmF1bHSUjARhcmdzlIwIYWNtZS5Kb2KUaAN9lIeUjAZrd2FyZ3OUfZRoKYwBbpSMEm1pc2ZpcmVfZ3JhY2VfdGltZZROjAhjb2FsZXNjZZSIjA1tYXhfaW5zdGFuY2VzlEsDjA1uZXh0X3J1bl90aW1llE51Lg==",
  unknown:
    "gAWVmQMAAAAAAAB9lCiMB3ZlcnNpb26USwGMAmlklIwBeJSMBGZ1bmOUjAFmlIwHdHJpZ2dlcpSMGWFwc2NoZWR1bGVyLnRyaWdnZXJzLmNyb26UjAtDcm9uVHJpZ2dlcpSTlCmBlH2UKGgBSwKMCHRpbWV6b25llIwIYnVpbHRpbnOUjAdnZXRhdHRylJOUjAh6b25laW5mb5SMCFpvbmVJbmZvlJOUjAlfdW5waWNrbGWUhpRSlIwNRXVyb3BlL0JlcmxpbpRLAYaUUpSMCnN0YXJ0X2RhdGWUjAhkYXRldGltZZSMBGRhdGWUk5RDBAfqAQGUhZRSlIwIZW5kX2RhdGWUTowGaml0dGVylIwCMTCUjAZmaWVsZHOUXZQojCBhcHNjaGVkdWxlci50cmlnZ2Vycy5jcm9uLmZpZWxkc5SMCUJhc2VGaWVsZJSTlCmBlH2UKIwEbmFtZZSMBHllYXKUjAppc19kZWZhdWx0lImMC2V4cHJlc3Npb25zlF2UjCVhcHNjaGVkdWxlci50cmlnZ2Vycy5jcm9uLmV4cHJlc3Npb25zlIwNQWxsRXhwcmVzc2lvbpSTlCmBlH2UjARzdGVwlE5zYmF1YmgnKYGUfZQoaCqMBW1vbnRolGgsiWgtXZRoMSmBlH2UaDROc2JhdWJoJymBlH2UKGgqjANkYXmUaCyJaC1dlGgxKYGUfZRoNE5zYmF1YmgnKYGUfZQoaCqMBHdlZWuUaCyJaC1dlGgxKYGUfZRoNE5zYmF1YmgnKYGUfZQoaCqMC2RheV9vZl93ZWVrlGgsiWgtXZRoMSmBlH2UaDROc2JhdWJoJymBlH2UKGgqjARob3VylGgsiWgtXZRoMSmBlH2UaDROc2JhdWJoJymBlH2UKGgqjAZtaW51dGWUaCyJaC1dlGgvjA9SYW5nZUV4cHJlc3Npb26Uk5QpgZR9lChoNE6MBWZpcnN0lEsAjARsYXN0lEsAdWJhdWJoJymBlH2UKGgqjAZzZWNvbmSUaCyJaC1dlGhYKYGUfZQoaDROaFtLAGhcSwB1YmF1YmV1YowIZXhlY3V0b3KUjAdkZWZhdWx0lIwEYXJnc5SMCGFjbWUuSm9ilGgDfZSHlIwGa3dhcmdzlH2UaCqMAW6UjBJtaXNmaXJlX2dyYWNlX3RpbWWUTowIY29hbGVzY2WUiIwNbWF4X2luc3RhbmNlc5RLA4wNbmV4dF9ydW5fdGltZZROdS4=",
};

Deno.test("readPickle() takes the start, the end and the jitter of a trigger, whatever its zone is", () => {
  const timings = Object.fromEntries(
    Object.entries(bounded).map(([zone, base64]) => {
      const { job: { starts_at, ends_at, jitter_seconds }, notes } = readPickle(bytesOf(base64));
      return [zone, { starts_at, ends_at, jitter_seconds, notes }];
    }),
  );

  assert.deepEqual(timings, {
    pytz: {
      starts_at: "2026-11-01T00:30:00.000Z",
      // A fire at the end itself still counts there.
      ends_at: "2027-02-28T16:00:00.001Z",
      jitter_seconds: 90,
      notes: [],
    },
    zoneinfo: {
      starts_at: "2026-07-01T10:00:00.000Z",
      ends_at: "2026-12-01T11:00:00.001Z",
      jitter_seconds: 3,
      notes: [],
    },
    timezone: {
      starts_at: "2026-07-01T15:30:00.000Z",
      ends_at: undefined,
      jitter_seconds: undefined,
      notes: [],
    },
    unknown: {
      starts_at: undefined,
      ends_at: undefined,
      jitter_seconds: undefined,
      notes: [
        "its start_date cannot be read and is not taken",
        "its jitter cannot be read and is not taken",
      ],
    },
  });
});
