import { strict as assert } from "node:assert";
import { describeEnd } from "../../../scheduler/job_classes/programs/program_end.ts";
import { shortReason } from "../../../tui/texts/reason.ts";

const failed = { success: false, code: 2, signal: null };
const result = { returncode: 2, stdout: "", stderr: "no space left" };

for (
  const [of, description, short] of [
    ["with words of the program", describeEnd("sh", failed, result), "exit 2: no space left"],
    ["without", describeEnd("nightly backup", failed, { ...result, stderr: "" }), "exit 2"],
    ["with several lines", '{\n    "returncode": 0\n}', '{ "returncode": 0 }'],
    ["of another kind", "not finished within its timeout", "not finished within its timeout"],
  ] as const
) {
  Deno.test(`shortReason() of a description ${of}`, () => {
    assert.equal(shortReason(description), short);
  });
}
