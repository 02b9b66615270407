import { strict as assert } from "node:assert";
import { recordRows, recordText } from "../../../../../tui/screens/executions/run/record.ts";
import { aJob, anExecution } from "../../../support/builders.ts";

const execution = anExecution(aJob({ pub_args: ["one", { deep: "x".repeat(60) }] }));

Deno.test("recordText() is the record as the API has it, in both formats", () => {
  assert.deepEqual(JSON.parse(recordText(execution, "json")), execution);
  assert.match(recordText(execution, "yaml"), /^state: succeeded$/m);
  assert.match(recordText(execution, "yaml"), /^ {2}pub_args:\n {4}- one$/m);
});

Deno.test("recordRows() keeps the indent of lines that it wraps, and fits", () => {
  const rows = recordRows(execution, "json", 40);

  assert.ok(rows.every(({ text }) => text.length <= 38));
  const deep = rows.findIndex(({ text }) => text.includes("deep"));
  assert.match(rows[deep]?.text ?? "", /^ {8}/);
  assert.match(rows[deep + 1]?.text ?? "", /^ {8}"?x/);
});
