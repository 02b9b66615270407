import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type CrontabJob,
  type CrontabOptions,
  keyOfProgram,
  programArgsOf,
  programJobClass,
  readCrontab,
} from "../../../scheduler/cron/crontab/mod.ts";
import { accept, firstRuns } from "./support.ts";
import { expressions, readAsCron, runsCompared } from "./vixie.ts";

const day = 86_400_000;
const utc = { timeZone: "UTC" };

function jobsOf(text: string, options: CrontabOptions = utc): CrontabJob[] {
  return readCrontab(text, options).lines.flatMap((line) => line.kind === "job" ? line.jobs : []);
}

function reasonOf(text: string, options: CrontabOptions = utc): string {
  const line = readCrontab(text, options).lines.at(-1);
  assert.equal(line?.kind, "refused", JSON.stringify(line));
  return line.reason;
}

Deno.test("each line that becomes a job fires exactly as Vixie cron would in UTC", () => {
  let accepted = 0;
  let split = 0;
  const firstDays = fc.integer({
    min: Date.UTC(1990, 0, 1) / day,
    max: Date.UTC(2060, 0, 1) / day,
  });
  fc.assert(
    fc.property(expressions, firstDays, (expression, firstDay) => {
      const jobs = jobsOf(`${expression} /bin/true`);
      if (jobs.length === 0) {
        const never = reasonOf(`${expression} /bin/true`);
        assert.match(never, /no such date/);
        assert.deepEqual(readAsCron(expression).firstRuns(firstDay), []);
        return;
      }
      accepted++;
      if (jobs.length > 1) split++;

      // Merged and not made unique: two jobs of one line never fire at the same minute.
      const runs = jobs.flatMap((job) => firstRuns(job.fields, firstDay, job.timeZone)).toSorted((
        a,
        b,
      ) => a - b)
        .slice(0, runsCompared);
      assert.deepEqual(runs, readAsCron(expression).firstRuns(firstDay), expression);
    }),
    { numRuns: 1000 },
  );
  assert.ok(accepted > 700 && split > 5, `${accepted} accepted, ${split} split`);
});

const pieces = [
  ..."0123456789*/-,@?LWH#%\\~='\" \t\r\n",
  ...[
    "* * * * * ",
    "0 0 1 * 1 ",
    "0 0 12 ? * MON ",
    "@daily ",
    "@reboot",
    "root ",
    "/bin/x",
    "# ",
    "A=1",
  ],
  ...[
    "CRON_TZ=",
    "SHELL=",
    "HOME=",
    "TOKEN=abc",
    "mon",
    "jan",
    "\r\n",
    "-n ",
    "\0",
    "\ud800",
    "🌙",
    "\ufeff",
  ],
];
const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join("")),
);
const options = fc.record({
  timeZone: fc.constantFrom("UTC", "Asia/Taipei"),
  form: fc.constantFrom("auto" as const, "user" as const, "system" as const),
  runsAs: fc.constantFrom(undefined, "root", "carillon"),
  takesOtherUsers: fc.boolean(),
  home: fc.constantFrom(undefined, "/home/carillon"),
});

Deno.test("readCrontab() gives each line of any text one verdict and never throws", () => {
  fc.assert(
    fc.property(texts, options, (text, chosen) => {
      const { lines } = readCrontab(text, chosen);

      const count = text.replace(/^\ufeff/, "").replace(/(?:\r\n|\r|\n)$/, "").split(/\r\n|\r|\n/);
      assert.equal(lines.length, text.replace(/^\ufeff/, "") === "" ? 0 : count.length);
      assert.deepEqual(lines.map(({ line }) => line), lines.map((_, n) => n + 1));
      for (const line of lines) {
        if (line.kind === "refused") assert.ok(line.reason.length > 0 && line.reason.length < 300);
        if (line.kind === "job") assert.ok(line.jobs.length === 1 || line.jobs.length === 2);
      }
      for (const job of jobsOf(text, chosen)) {
        accept(job.fields);
        assert.match(job.name, /[\p{L}\p{N}]/u);
        assert.doesNotMatch(job.name, /[\n\r\t\p{Cc}]/u);
        assert.ok(job.name.length <= 200 && job.name.trim() === job.name, job.name);
        assert.match(job.command, /\S/);
      }
      const names = jobsOf(text, chosen).map(({ name }) => name);
      assert.equal(new Set(names).size, names.length);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("readCrontab() stays quick for long and repetitive texts", () => {
  for (const piece of ["#", "\\", "user ", "://:", '"', "\t", "* ", "0,", "a=", "%", "x\r"]) {
    const text = `# ${piece.repeat(20_000)}x\n* * * * * ${piece.repeat(20_000)}x\nA=${
      piece.repeat(20_000)
    }x\n${piece.repeat(20_000)}`;

    assert.ok(readCrontab(text, utc).lines.length >= 4);
  }
});

Deno.test("a system line runs as its user or is refused with the user's name", () => {
  const text = "0 1 * * * root /opt/one";
  const system = { ...utc, form: "system" as const };

  assert.equal(jobsOf(text, { ...system, runsAs: "root" })[0]?.user, "root");
  assert.match(
    reasonOf(text, { ...system, runsAs: "carillon" }),
    /as root.*as carillon.*SHELL_USER/,
  );
  const taken = { ...system, runsAs: "carillon", takesOtherUsers: true };
  assert.equal(jobsOf(text, taken).length, 1);
  assert.equal(jobsOf(text, { ...taken, home: "/home/carillon" })[0]?.home, undefined);
});

Deno.test("the form follows the path of the file, and the text where there is no path", () => {
  const formOf = (text: string, path?: string, users?: string[]) =>
    readCrontab(text, { ...utc, path, users }).form;

  assert.equal(formOf("0 1 * * * deploy /opt/one", "/etc/cron.d/app"), "system");
  assert.equal(formOf("0 1 * * * deploy /opt/one", "/etc/crontab"), "system");
  assert.equal(formOf("0 1 * * * root /opt/one", "/var/spool/cron/crontabs/ada"), "user");
  assert.equal(formOf("0 1 * * * deploy /opt/one"), "user");
  assert.equal(formOf("0 1 * * * deploy /opt/one", undefined, ["deploy"]), "system");
  assert.equal(formOf("0 1 * * * sync /opt/one\n0 2 * * * git pull"), "user");
  assert.equal(formOf(""), "user");
});

Deno.test("programArgsOf() runs the command as cron does: shell, folder, variables, input", () => {
  const text = "HOME=/srv/app\nSHELL=/bin/bash\nMAILTO=a@example.org\nAPI_KEY=k3y\nLANG=C\n" +
    "0 1 * * * cat%hello";

  assert.deepEqual(programArgsOf(jobsOf(text)[0]!), [{
    program: "/bin/bash",
    args: ["-c", "cat"],
    cwd: "/srv/app",
    env: {
      PATH: "/usr/bin:/bin",
      LANG: "C",
      SHELL: "/bin/bash",
      HOME: "/srv/app",
      API_KEY: { secret_env: "JOB_SECRET_API_KEY" },
    },
    stdin: "hello\n",
  }]);
});

Deno.test("keyOfProgram() finds the key of an import in the job that it made", () => {
  const text = "CRON_TZ=asia/taipei\n0 0 13 * fri root cat%hello\n@daily root /opt/two\n";
  for (const job of jobsOf(text, { ...utc, form: "system" })) {
    const args: unknown[] = JSON.parse(JSON.stringify(programArgsOf(job)));

    assert.equal(
      keyOfProgram(accept(job.fields), "Asia/Taipei", programJobClass, args),
      job.key,
    );
    assert.notEqual(keyOfProgram(accept(job.fields), "UTC", programJobClass, args), job.key);
  }
  assert.equal(keyOfProgram(accept({ hour: "1" }), "UTC", programJobClass, ["df"]), undefined);
});
