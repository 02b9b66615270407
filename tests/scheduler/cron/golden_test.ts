import assert from "node:assert/strict";
import {
  compileSchedule,
  type FieldName,
  nextRun,
  parseFields,
} from "../../../scheduler/cron/mod.ts";

type WireName = Exclude<FieldName, "dayOfWeek"> | "day_of_week";

interface GoldenCase {
  id: number;
  fields: Partial<Record<WireName, string>>;
  error?: true;
  timezone: string;
  after: string;
  next: string[];
}

const file = new URL("../../conformance/cron.jsonl", import.meta.url);
const cases = Deno.readTextFileSync(file).trim().split("\n")
  .map((line) => JSON.parse(line) as GoldenCase);

Deno.test("the golden cases hold", () => {
  const mismatches = cases.flatMap((golden) => {
    const got = answer(golden);
    const expected = golden.error ? "refused" : golden.next.join(" ");
    return got === expected ? [] : [`${golden.id}: expected ${expected}, got ${got}`];
  });

  assert.equal(cases.length, 1475);
  assert.deepEqual(mismatches, []);
});

Deno.test("the golden cases hold for their normalised text too", () => {
  const mismatches = cases.filter((golden) => !golden.error).flatMap((golden) => {
    const parsed = parse(golden);
    if (!parsed.ok) return [`${golden.id}: refused`];
    const { dayOfWeek, ...others } = parsed.fields;
    const got = answer({ ...golden, fields: { ...others, day_of_week: dayOfWeek } });
    return got === golden.next.join(" ") ? [] : [`${golden.id}: got ${got}`];
  });

  assert.deepEqual(mismatches, []);
});

function parse({ fields }: GoldenCase) {
  const { day_of_week: dayOfWeek, ...others } = fields;
  return parseFields(dayOfWeek === undefined ? others : { ...others, dayOfWeek });
}

function answer(golden: GoldenCase): string {
  const parsed = parse(golden);
  if (!parsed.ok) return "refused";
  if (golden.error) return "accepted";
  const schedule = compileSchedule(parsed.fields);
  const runs: string[] = [];
  let run = nextRun(schedule, golden.timezone, Date.parse(golden.after));
  while (run !== undefined && runs.length < 5) {
    runs.push(new Date(run).toISOString().replace(".000Z", "Z"));
    run = nextRun(schedule, golden.timezone, run);
  }
  return runs.join(" ");
}
