import assert from "node:assert/strict";
import {
  type ArgumentError,
  defineJobClass,
  type JobClass,
  z,
} from "../../../scheduler/job_classes/job_class.ts";
import { aContext } from "./support.ts";

const reportJob = defineJobClass({
  name: "test.jobs.ReportJob",
  notes: "Makes a report.",
  args: z.tuple([
    z.string().meta({ title: "day", description: "Which day." }),
    z.int().default(10).meta({ title: "rows", description: "How many rows." }),
    z.union([z.string(), z.array(z.string())]).meta({ title: "to" }).optional(),
  ]),
  example: ["today"],
  run: ([day, rows, to]) => ({ day, rows, to: to ?? null }),
});

function errorsOf(jobClass: JobClass, pubArgs: unknown[]): readonly ArgumentError[] {
  const check = jobClass.checkArgs(pubArgs);
  return check.ok ? [] : check.errors;
}

Deno.test("defineJobClass() describes the arguments of the tuple", () => {
  assert.deepEqual(reportJob.argumentInfo, [
    { name: "day", type: "string", description: "Which day.", required: true },
    { name: "rows", type: "integer", description: "How many rows. Default: 10.", required: false },
    { name: "to", type: "string | string[]", description: "", required: false },
  ]);
});

Deno.test("defineJobClass() describes arguments of any number", () => {
  const jobClass = defineJobClass({
    name: "test.jobs.SumJob",
    notes: "Adds.",
    args: z.tuple([z.number()], z.number().meta({ title: "summands" })),
    example: [1, 2, 3],
    run: (numbers) => numbers.reduce((sum, n) => sum + n, 0),
  });

  assert.deepEqual(jobClass.argumentInfo, [
    { name: "argument1", type: "number", description: "", required: true },
    { name: "...summands", type: "number", description: "", required: false },
  ]);
  assert.deepEqual(errorsOf(jobClass, [1, 2, "3"]), [
    { argument: "summands (argument 3)", index: 2, reason: "expected number, received string" },
  ]);
});

Deno.test("checkArgs() takes what fits", () => {
  assert.deepEqual(reportJob.checkArgs(["today", 3, ["alice"]]), { ok: true });
});

Deno.test("checkArgs() names the argument that does not fit", () => {
  assert.deepEqual(errorsOf(reportJob, ["today", "many", 5]), [
    { argument: "rows (argument 2)", index: 1, reason: "expected number, received string" },
    {
      argument: "to (argument 3)",
      index: 2,
      reason: "expected string, received number, or expected array, received number",
    },
  ]);
});

Deno.test("checkArgs() names each argument that is missing", () => {
  assert.deepEqual(errorsOf(reportJob, []), [
    { argument: "day (argument 1)", index: 0, reason: "is missing" },
  ]);
});

Deno.test("checkArgs() names the first argument that is too many", () => {
  assert.deepEqual(errorsOf(reportJob, ["today", 1, "bob", 4, 5]), [
    { argument: "argument 4", index: 3, reason: "is one too many: 3 arguments at most" },
  ]);
});

Deno.test("checkArgs() survives a value that ends the stack", () => {
  const jobClass = defineJobClass({
    name: "test.jobs.DeepJob",
    notes: "Takes any JSON.",
    args: z.tuple([z.json()]),
    example: [null],
    run: () => null,
  });
  let deep: unknown = null;
  for (let i = 0; i < 200_000; i++) deep = [deep];

  assert.deepEqual(errorsOf(jobClass, [deep]), [
    { argument: "arguments", index: undefined, reason: "are nested too deeply" },
  ]);
});

Deno.test("run() gets the parsed arguments", async () => {
  assert.deepEqual(await reportJob.run(["today"], aContext()), {
    day: "today",
    rows: 10,
    to: null,
  });
});

Deno.test("run() gives each run arguments of its own, also after one check", async () => {
  const listJob = defineJobClass({
    name: "test.jobs.ListJob",
    notes: "Adds to its list.",
    args: z.tuple([z.array(z.string())]),
    example: [[]],
    run: ([list]) => {
      list.push("more");
      return list.length;
    },
  });
  const pubArgs = [["one"]];

  const check = listJob.checkArgs(pubArgs);
  const lengths = [
    await listJob.run(pubArgs, aContext()),
    await listJob.run(pubArgs, aContext()),
  ];

  assert.deepEqual([check.ok, ...lengths], [true, 2, 2]);
  assert.deepEqual(pubArgs, [["one"]]);
});

Deno.test("run() fails when the arguments do not fit", async () => {
  await assert.rejects(
    reportJob.run([5], aContext()),
    { message: "day (argument 1): expected string, received number" },
  );
});

Deno.test("run() fails with what the job class throws", async () => {
  const thrown = new Error("the printer is on fire");
  const jobClass = defineJobClass({
    name: "test.jobs.PrintJob",
    notes: "Prints.",
    args: z.tuple([]),
    example: [],
    run() {
      throw thrown;
    },
  });

  await assert.rejects(jobClass.run([], aContext()), (error) => error === thrown);
});

Deno.test("run() of an unavailable class fails with the reason", async () => {
  const jobClass = defineJobClass({
    name: "test.jobs.RobotJob",
    notes: "Moves the robot.",
    unavailable: "there is no robot here",
    args: z.tuple([]),
    example: [],
    run: () => assert.fail("it ran"),
  });

  assert.equal(jobClass.unavailable, "there is no robot here");
  await assert.rejects(jobClass.run([], aContext()), { message: "there is no robot here" });
});
