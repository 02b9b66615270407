import assert from "node:assert/strict";
import fc from "fast-check";
import { textOfResult } from "../../../scheduler/engine/runs/result_text.ts";
import { storedSize } from "../../../scheduler/model/json.ts";

const same = (text: string) => text;
const limit = 16 * 1024;

Deno.test("textOfResult() gives JSON within the limit, whatever the value", () => {
  const parts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20_000, size: "max" }),
    fc.array(fc.string({ unit: "grapheme" }), { maxLength: 3000, size: "max" }),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.record({ stdout: parts, stderr: parts }), (value) => {
      const text = textOfResult(value, limit, same);

      JSON.parse(text);
      assert.ok(storedSize(text) <= limit);
    }),
    { numRuns: 40 },
  );
});

Deno.test("textOfResult() cuts inside the texts and keeps each head and tail", () => {
  for (const unit of ["x", "\n", "中", "\u001b", "😀"]) {
    const long = `HEAD${unit.repeat(50_000)}TAIL`;
    const value = JSON.parse(
      textOfResult({ returncode: 3, stdout: long, stderr: long }, limit, same),
    );

    assert.equal(value.returncode, 3);
    for (const text of [value.stdout, value.stderr]) {
      assert.match(text, /^HEAD[^]*characters cut[^]*TAIL$/);
    }
  }
});

Deno.test("textOfResult() leaves a short text beside a long one whole", () => {
  const stderr = "no space left on device";
  const value = JSON.parse(textOfResult({ stdout: "x".repeat(99_999), stderr }, limit, same));

  assert.equal(value.stderr, stderr);
  assert.ok(value.stdout.length > 15_000);
});

Deno.test("textOfResult() indents as the system before did", () => {
  assert.equal(
    textOfResult(["first", { second: 2 }], limit, same),
    '[\n    "first",\n    {\n        "second": 2\n    }\n]',
  );
});

Deno.test("textOfResult() masks texts before it escapes and cuts them", () => {
  const mask = (text: string) => text.replaceAll('pass"word', "***");

  assert.equal(textOfResult({ a: ['my pass"word'] }, limit, mask).includes("word"), false);
  assert.equal(textOfResult('my pass"word', limit, mask), "my ***");
});
