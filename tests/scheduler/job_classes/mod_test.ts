import assert from "node:assert/strict";
import {
  builtInJobClasses,
  jobClassRegistry,
  loadJobModules,
  parseAllowList,
} from "../../../scheduler/job_classes/mod.ts";
import { aContext } from "./support.ts";

const here = new URL(".", import.meta.url);
const builtIn = builtInJobClasses({ allowShellJobs: false, httpJobAllow: parseAllowList("") });

Deno.test("builtInJobClasses() has the class strings that clients send", () => {
  assert.deepEqual(builtIn.map(({ name }) => name), [
    "simple_scheduler.jobs.sample_job.AwesomeJob",
    "simple_scheduler.jobs.curl_job.CurlJob",
    "simple_scheduler.jobs.shell_job.ShellJob",
    "simple_scheduler.jobs.slack_job.SlackJob",
    "carillon.jobs.HttpJob",
    "carillon.jobs.ProgramJob",
    "simple_scheduler.jobs.python_job.PythonJob",
  ]);
});

for (const jobClass of builtIn) {
  Deno.test(`${jobClass.name}: its example fits and each argument is described`, () => {
    assert.deepEqual(jobClass.checkArgs(jobClass.example), { ok: true });
    assert.match(jobClass.notes, /^\S.+\.$/);
    for (const argument of jobClass.argumentInfo) assert.match(argument.description, /^\S.+\.$/);
  });
}

Deno.test("AwesomeJob returns its first two arguments", async () => {
  const [awesomeJob] = builtIn;

  assert.deepEqual(await awesomeJob?.run([], aContext()), ["", ""]);
  assert.deepEqual(await awesomeJob?.run([null], aContext()), [null, ""]);
  assert.deepEqual(await awesomeJob?.run([{ a: 1 }, 2, 3], aContext()), [{ a: 1 }, 2]);
});

Deno.test("jobClassRegistry() finds a class by its name and lists all by name", () => {
  const registry = jobClassRegistry(builtIn);

  assert.equal(registry.get("carillon.jobs.HttpJob"), builtIn[4]);
  assert.equal(registry.get("toString"), undefined);
  const names = registry.list().map(({ name }) => name);
  assert.deepEqual(names, names.toSorted());
  assert.equal(names.length, builtIn.length);
});

Deno.test("jobClassRegistry() refuses two classes of one name", () => {
  assert.throws(() => jobClassRegistry([...builtIn, builtIn[4]!]), {
    message: "two job classes are named carillon.jobs.HttpJob",
  });
});

Deno.test("loadJobModules() loads default and named exports, each class once", async () => {
  const classes = await loadJobModules(
    ["fixtures/two_jobs.ts", new URL("fixtures/two_jobs.ts", here).href],
    here,
  );

  assert.deepEqual(classes.map(({ name }) => name).toSorted(), [
    "test.jobs.GreetJob",
    "test.jobs.IdleJob",
  ]);
});

Deno.test("loadJobModules() takes a path as it is, whatever its characters", async () => {
  const folder = await Deno.makeTempDir({ prefix: "50% #1 " });
  try {
    await Deno.copyFile(new URL("fixtures/no_jobs.ts", here), `${folder}/a job.ts`);

    await assert.rejects(loadJobModules([`${folder}/a job.ts`], here), /exports no job class/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("loadJobModules() names the module that has no job class", async () => {
  await assert.rejects(loadJobModules(["./fixtures/no_jobs.ts"], here), {
    message: "job module ./fixtures/no_jobs.ts exports no job class made by defineJobClass()",
  });
});

Deno.test("loadJobModules() names the module that cannot be loaded", async () => {
  await assert.rejects(loadJobModules(["./fixtures/throws.ts"], here), {
    message: "job module ./fixtures/throws.ts cannot be loaded: no database here",
  });
  await assert.rejects(
    loadJobModules(["./nowhere.ts"], here),
    /^Error: job module \.\/nowhere\.ts cannot be loaded: /,
  );
});
