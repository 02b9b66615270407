import { strict as assert } from "node:assert";
import { parse } from "yaml";
import { setFields } from "../../../tui/command/jobs/set_fields.ts";
import { aWalk, Person, type Walk } from "./support.ts";

let walk: Walk;
Deno.test.beforeAll(async () => void (walk = await aWalk()));
Deno.test.afterAll(() => walk.close());

function made(name: string, ...more: string[]) {
  const options = ["--class", "AwesomeJob", "--cron", "0 3 * * *", ...more];
  return walk.admin.json("jobs", "create", name, ...options);
}

Deno.test("jobs create takes options, and finds the class by the end of its name", async () => {
  const { admin } = walk;

  const { job_id } = await made(
    "made",
    "--args",
    '["a", 1]',
    "--zone",
    "Asia/Taipei",
    "--set",
    "max_retries=2",
  );
  const job = await admin.json("jobs", "show", "made");

  assert.equal(job.job_id, job_id);
  assert.equal(job.job_class_string, "simple_scheduler.jobs.sample_job.AwesomeJob");
  assert.deepEqual([job.pub_args, job.hour, job.timezone, job.max_retries], [
    ["a", 1],
    "3",
    "Asia/Taipei",
    2,
  ]);
});

Deno.test("jobs create says what is wrong with a job", async () => {
  const { admin } = walk;
  const create = async (...args: string[]) => {
    const { code, err } = await admin.run("jobs", "create", ...args);
    return [code, err];
  };

  assert.deepEqual(await create("--cron", "* * * * *"), [
    2,
    "carillon: What is its name? Give NAME, or a file with it.\n",
  ]);
  assert.deepEqual(await create("x", "--args", "{}"), [
    2,
    `carillon: --args: {} is not a JSON array, such as '["a", 1]'.\n`,
  ]);
  assert.deepEqual(await create("x", "--class", "NoJob"), [
    3,
    'carillon: There is no job class "NoJob". `carillon classes` lists them.\n',
  ]);
  assert.deepEqual((await create("x", "--set", "nonsense"))[0], 2);
  assert.deepEqual((await create("x", "--class", "AwesomeJob"))[0], 2);
  assert.match(
    String((await create("x", "--file", "/not/there"))[1]),
    /\/not\/there cannot be read/,
  );
});

Deno.test("jobs create reads a file, and the standard input, as YAML or JSON", async () => {
  const { admin, folder } = walk;
  const file = `${folder}/job.yaml`;
  await Deno.writeTextFile(
    file,
    "name: of a file\njob_class_string: simple_scheduler.jobs.sample_job.AwesomeJob\ncron: '@daily'\n",
  );
  const { name: _name, ...rest } = parse(await Deno.readTextFile(file));

  const ofFile = await admin.run("jobs", "create", "--file", file);
  const ofInput = await admin.type(
    { input: JSON.stringify(rest) },
    "jobs",
    "create",
    "of input",
    "-f",
    "-",
  );
  const listed = await admin.json("jobs", "list", "--search", "of ");

  assert.deepEqual([ofFile.code, ofInput.code], [0, 0]);
  assert.deepEqual(listed.map(({ name }: { name: string }) => name), ["of a file", "of input"]);
});

Deno.test("jobs list prints a table, more with wide, YAML, JSON, and filters", async () => {
  const { admin } = walk;
  const { job_id } = await made("夜間");

  const table = await admin.run("jobs", "list", "--search", "夜間");
  const wide = await admin.run("jobs", "list", "--search", "夜間", "--output", "wide");
  const yaml = await admin.run("jobs", "list", "--search", "夜間", "-o", "yaml");
  const paused = await admin.json("jobs", "list", "--state", "paused");
  const first = await admin.json("jobs", "list", "--limit", "1");

  const [head, row] = table.out.split("\n");
  assert.equal(head, "NAME  SCHEDULE   ZONE  NEXT                 CLASS");
  assert.match(
    row ?? "",
    /^夜間 {2}0 3 \* \* \* {2}UTC {3}\d{4}-\d\d-\d\d \d\d:00:00 {2}AwesomeJob$/,
  );
  assert.ok(!table.out.includes(job_id) && wide.out.includes(job_id));
  assert.equal(parse(yaml.out)[0].job_id, job_id);
  assert.deepEqual(paused, []);
  assert.equal(first.length, 1);
});

Deno.test("a job is meant by its name or its id; an ambiguous name is told with the ids", async () => {
  const { admin } = walk;
  const { job_id: first } = await made("twin");
  const { job_id: second } = await made("twin");

  const ambiguous = await admin.run("jobs", "pause", "twin");
  const byId = await admin.json("jobs", "show", second);
  const near = await admin.run("jobs", "show", "twi");
  const none = await admin.run("jobs", "show", "nothing like it");

  assert.equal(ambiguous.code, 2);
  assert.ok(ambiguous.err.includes(first) && ambiguous.err.includes(second));
  assert.match(ambiguous.err, /^carillon: 2 jobs are named "twin": .* Give an id\.\n$/);
  assert.equal(byId.job_id, second);
  assert.deepEqual([near.code, near.out, near.err], [
    3,
    "",
    'carillon: There is no job "twi". Near it: "twin".\n',
  ]);
  assert.equal(none.code, 3);
});

Deno.test("jobs pause and resume take several, and change none where one is not there", async () => {
  const { admin } = walk;
  await made("one");
  await made("two");
  const isPaused = async (name: string) => (await admin.json("jobs", "show", name)).paused;

  const missing = await admin.run("jobs", "pause", "one", "three");
  assert.deepEqual([missing.code, await isPaused("one")], [3, false]);
  const both = await admin.run("jobs", "pause", "one", "two");
  assert.deepEqual([both.out, await isPaused("two")], ["one is paused.\ntwo is paused.\n", true]);
  const answers = await admin.json("jobs", "resume", "one", "two");
  assert.deepEqual([answers.length, await isPaused("one")], [2, false]);
});

Deno.test("jobs pause says why and until when, and needs a reason for an end", async () => {
  const { admin } = walk;
  await made("moved");

  const unsaid = await admin.run("jobs", "pause", "moved", "--until", "2h");
  const done = await admin.run(
    ...["jobs", "pause", "moved", "--reason", "the database moves", "--until", "2h", "--make-up"],
  );
  const job = await admin.json("jobs", "show", "moved");
  const shown = await admin.run("jobs", "show", "moved");
  await admin.run("jobs", "resume", "moved");

  assert.equal(unsaid.code, 2);
  assert.match(unsaid.err, /needs a --reason/);
  assert.match(done.out, /^moved is paused until \d{4}-/);
  assert.deepEqual(
    [job.paused, job.paused_reason, job.paused_fires],
    [true, "the database moves", "make_up"],
  );
  assert.notEqual(job.paused_until, "");
  assert.match(shown.out, /paused +the database moves\nuntil +\d{4}-/);
  assert.equal((await admin.json("jobs", "show", "moved")).paused, false);
});

Deno.test("--set takes fields within objects, and lists as JSON", async () => {
  const { admin } = walk;
  await made("deep", "--set", 'alarms={"urgent": true, "missed": false}');

  const edited = await admin.run(
    ...["jobs", "edit", "deep", "--set", "alarms.failed.after=3", "--set", "alarms.urgent=false"],
    ...["--set", "policy.max_retries=4", "--set", "overlap=queue", "--set", "minute=7"],
    ...["--set", 'pub_args=["x", {"y": 1}]'],
  );

  assert.equal(edited.code, 0, edited.err);
  const job = await admin.json("jobs", "show", "deep");
  assert.deepEqual(job.alarms, { failed: { after: 3 }, missed: false, urgent: false });
  assert.deepEqual([job.max_retries, job.overlap, job.minute], [4, "queue", "7"]);
  assert.deepEqual(job.pub_args, ["x", { y: 1 }]);
});

Deno.test("setFields() says what is wrong with a field or a value", () => {
  const wrong = [
    ["max_retry=3", /^--set: a job has no field "max_retry"\. There is max_/],
    ["__proto__.x=1", /a job has no field "__proto__"/],
    ["name.first=x", /name has no fields of its own, so "name.first" names nothing/],
    ["alarms..after=3", /"alarms\.\.after" has an empty part/],
    ["alarms={after: 3}", /the value of alarms is no JSON: /],
    ["nonsense", /"nonsense" is not FIELD=VALUE/],
  ] as const;
  for (const [text, message] of wrong) assert.throws(() => setFields([text]), { message });

  const before = { alarms: { failed: false, urgent: true } };
  assert.deepEqual(setFields(["alarms.failed.after=2", "name=12", "coalesce=true"], before), {
    alarms: { failed: { after: 2 }, urgent: true },
    name: "12",
    coalesce: true,
  });
  assert.deepEqual(before, { alarms: { failed: false, urgent: true } });
});

Deno.test("the shells complete names of jobs, and get none of a server that is not there", async () => {
  const { admin } = walk;
  await made("complete one");
  await made("complete two");
  const candidates = async (...words: string[]) =>
    (await admin.run("__complete", ...words)).out.split("\n").filter(Boolean);

  assert.deepEqual(await candidates("jobs", "pause", "complete\\ o"), ["complete one"]);
  assert.deepEqual(await candidates("run", "compl"), ["complete one", "complete two"]);
  assert.deepEqual(await candidates("runs", "list", "--job", "complete t"), ["complete two"]);
  const { out, err, code } = await admin.run(
    ...["__complete", "--url", "http://127.0.0.1:1", "run", "compl"],
  );
  assert.deepEqual([out, err, code], ["", "", 0]);
});

Deno.test("jobs edit changes fields by options", async () => {
  const { admin } = walk;
  await made("edited");

  const done = await admin.run(
    "jobs",
    "edit",
    "edited",
    "--cron",
    "5 4 * * *",
    "--name",
    "renamed",
  );
  const job = await admin.json("jobs", "show", "renamed");
  const wrong = await admin.run("jobs", "edit", "renamed", "--set", "max_retries=-1");

  assert.equal(done.out, "renamed is changed.\n");
  assert.deepEqual([job.hour, job.minute], ["4", "5"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /max_retries/);
});

Deno.test("jobs edit opens the job as YAML in the editor, and sends what changed", async () => {
  const { admin } = walk;
  await made("in an editor");
  const editing = (change: (text: string) => string) => ({
    async edit(path: string) {
      await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
      return true;
    },
  });
  const edit = (change: (text: string) => string) =>
    admin.type(editing(change), "jobs", "edit", "in an editor");

  const done = await edit((text) => text.replace("max_retries: 0", "max_retries: 4"));
  const nothing = await edit((text) => text);
  const refused = await edit((text) => text.replace("max_retries: 4", "max_retries: -4"));
  const broken = await edit(() => "a: b: c");
  const failed = await admin.run("jobs", "edit", "in an editor");
  const nobody = await admin.type({ input: "" }, "jobs", "edit", "in an editor");

  const { max_retries, version } = await admin.json("jobs", "show", "in an editor");
  assert.deepEqual([done.code, max_retries, version], [0, 4, 2]);
  assert.equal(nothing.out, "Nothing was changed.\n");
  assert.deepEqual([refused.code, broken.code, failed.code, nobody.code], [2, 2, 1, 2]);
  for (const { err } of [refused, broken, failed]) {
    const [, kept = ""] = /What you typed is in (\S+\.yaml)\.\n$/.exec(err) ?? [];
    await Deno.remove(kept);
  }
});

Deno.test("jobs edit does not write over what somebody else changed meanwhile", async () => {
  const { admin } = walk;
  await made("contested");

  const { code, err } = await admin.type(
    {
      async edit(path) {
        await admin.run("jobs", "edit", "contested", "--set", "max_retries=1");
        const text = await Deno.readTextFile(path);
        await Deno.writeTextFile(path, text.replace("max_retries: 0", "max_retries: 9"));
        return true;
      },
    },
    "jobs",
    "edit",
    "contested",
  );

  assert.equal(code, 1);
  assert.match(err, /read it again/);
  await Deno.remove(/in (\S+\.yaml)/.exec(err)?.[1] ?? "");
});

Deno.test("jobs next shows the fire times of a job, or the jobs that fire next", async () => {
  const { admin } = walk;
  await made("soon", "--zone", "Asia/Taipei");

  const times = await admin.json("jobs", "next", "soon", "--count", "2");
  const jobs = await admin.json("jobs", "next");
  await admin.run("jobs", "pause", "soon");
  const paused = await admin.run("jobs", "next", "soon");

  assert.equal(times.length, 2);
  assert.match(times[0].local_time, /T03:00:00\+08:00$/);
  assert.ok(jobs.length > 0);
  assert.match(paused.err, /^The job is paused/);
});

Deno.test("jobs delete deletes", async () => {
  const { admin } = walk;
  await made("old");

  const deleted = await admin.run("jobs", "delete", "old", "--yes");
  const again = await admin.run("jobs", "delete", "old", "--yes");

  assert.deepEqual([deleted.out, again.code], ["old is deleted.\n", 3]);
});

Deno.test("preview says what a schedule means and when it fires", async () => {
  const { admin } = walk;
  const options = ["--zone", "Asia/Taipei", "--after", "2026-11-22T06:00:00Z", "--count", "2"];

  const { out } = await admin.run("preview", "*/5 9-17 * * mon-fri", ...options);
  const chinese = await new Person(admin.home, {
    ...admin.environment,
    LANG: "zh_TW.UTF-8",
  }).run("preview", "@daily");
  const wrong = await admin.run("preview", "61 * * * *");

  assert.equal(
    out,
    `every 5 minutes from 09:00 to 17:55, Monday to Friday (Asia/Taipei)
LOCAL TIME                 UTC
2026-11-23T09:00:00+08:00  2026-11-23T01:00:00.000Z
2026-11-23T09:05:00+08:00  2026-11-23T01:05:00.000Z
`,
  );
  assert.match(chinese.out, /00:00/);
  assert.match(chinese.out, /每/);
  assert.equal(wrong.code, 2);
});

Deno.test("classes lists the job classes, and shows one", async () => {
  const { admin } = walk;

  const all = await admin.json("classes");
  const one = await admin.run("classes", "AwesomeJob");
  const none = await admin.run("classes", "NoJob");

  assert.ok(all.length >= 7);
  assert.match(one.out, /^class +simple_scheduler\.jobs\.sample_job\.AwesomeJob\n/);
  assert.equal(none.code, 3);
});
