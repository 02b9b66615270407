import assert from "node:assert/strict";
import fc from "fast-check";
import { boundedOutput } from "../../../../scheduler/job_classes/programs/bounded_output.ts";

const encoder = new TextEncoder();

/** Pushes the text in pieces of `size` bytes. */
function push(text: string, size: number, kept: { head: number; tail: number }) {
  const lines: string[] = [];
  const output = boundedOutput(kept, (line) => lines.push(line));
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; at += size) output.push(bytes.slice(at, at + size));
  output.end();
  return { lines, text: output.text() };
}

Deno.test("boundedOutput() keeps all that fits and passes each line once, however it is cut", () => {
  const texts = fc.string({ unit: "binary", maxLength: 200 }).map((t) => t.replaceAll("\r", "\n"));
  fc.assert(fc.property(texts, fc.integer({ min: 1, max: 9 }), (given, size) => {
    const text = given.toWellFormed().replace(/^\ufeff+/, "");
    const pushed = push(text, size, { head: 500, tail: 500 });

    const lines = text.split("\n");
    if (lines.at(-1) === "") lines.pop();
    assert.equal(pushed.text, text);
    assert.deepEqual(pushed.lines, lines);
  }));
});

Deno.test("boundedOutput() never keeps more than head and tail, and says how much is gone", () => {
  fc.assert(
    fc.property(fc.integer({ min: 41, max: 500 }), fc.integer({ min: 1, max: 60 }), (n, size) => {
      const { text } = push("é".repeat(n), size, { head: 41, tail: 39 });

      assert.equal(
        text,
        `${"é".repeat(20)}\n[cut: ${n * 2 - 80} bytes are not kept]\n${"é".repeat(19)}`,
      );
    }),
  );
});

Deno.test("boundedOutput() passes a line without end on in pieces", () => {
  const { lines } = push("x".repeat(20_000), 3000, { head: 10, tail: 10 });

  assert.equal(lines.join(""), "x".repeat(20_000));
  assert.ok(lines.every((line) => line.length <= 8192));
});
