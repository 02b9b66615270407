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
    ["of a timeout", "not finished within its timeout of 5 s", "timeout of 5 s"],
    [
      "of a lost worker",
      "its worker (vm, pid 28343) was lost; its program was ended",
      "worker lost (vm, pid 28343); its program was ended",
    ],
    [
      "with times",
      "no ping by 2026-11-27T03:52:11.798Z; expected at 2026-11-27T03:51:11Z",
      "no ping by 03:52:11 UTC; expected at 03:51:11 UTC",
    ],
    ["of another kind", "skipped: an instance is under way", "skipped: an instance is under way"],
  ] as const
) {
  Deno.test(`shortReason() of a description ${of}`, () => {
    assert.equal(shortReason(description), short);
  });
}
