import assert from "node:assert/strict";
import fc from "fast-check";
import { boundedOutput } from "../../../../scheduler/job_classes/programs/bounded_output.ts";

const encoder = new TextEncoder();

/** Pushes the text in pieces of `size` bytes. */
async function push(text: string, size: number, kept: { head: number; tail: number }) {
  const lines: string[] = [];
  const output = boundedOutput(kept, (line) => lines.push(line));
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; at += size) output.push(bytes.slice(at, at + size));
  await output.end();
  return { lines, text: output.text() };
}

Deno.test("boundedOutput() keeps all that fits and passes each line once, however it is cut", () => {
  const texts = fc.string({ unit: "binary", maxLength: 200 }).map((t) => t.replaceAll("\r", "\n"));
  return fc.assert(fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), async (given, size) => {
    const text = given.toWellFormed().replace(/^\ufeff+/, "");
    const pushed = await push(text, size, { head: 500, tail: 500 });

    const lines = text.split("\n");
    if (lines.at(-1) === "") lines.pop();
    assert.equal(pushed.text, text);
    assert.deepEqual(pushed.lines, lines);
  }));
});

Deno.test("boundedOutput() never keeps more than head and tail, and says how much is gone", () => {
  return fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 41, max: 500 }),
      fc.integer({ min: 1, max: 60 }),
      async (n, size) => {
        const { text } = await push("é".repeat(n), size, { head: 41, tail: 39 });

        assert.equal(
          text,
          `${"é".repeat(20)}\n[cut: ${n * 2 - 80} bytes are not kept]\n${"é".repeat(19)}`,
        );
      },
    ),
  );
});

Deno.test("boundedOutput() passes a line without end on in pieces", async () => {
  const { lines } = await push("x".repeat(20_000), 3000, { head: 10, tail: 10 });

  assert.equal(lines.join(""), "x".repeat(20_000));
  assert.ok(lines.every((line) => line.length <= 8192));
});

Deno.test("boundedOutput() loses and repeats no line of a flood that is passed on whole", async () => {
  const endings = fc.constantFrom("\n", "\n\n", "x\n", `${"long ".repeat(600)}\n`, "\r\n");
  await fc.assert(
    fc.asyncProperty(
      fc.array(endings, { maxLength: 30 }),
      fc.integer({ min: 1, max: 20_000 }),
      async (some, size) => {
        // More lines than have an entry each, and fewer bytes than are dropped.
        const text = "y\n".repeat(3000) + some.map((end, i) => `${i}${end}`).join("") +
          "z\n".repeat(2000);

        const { lines } = await push(text, size, { head: 10, tail: 10 });

        assert.equal(`${lines.join("\n")}\n`, text.replaceAll("\r\n", "\n"));
        assert.ok(lines.length < 800, `${lines.length} entries`);
        assert.ok(lines.every((line) => line.length <= 2000 || !line.includes("\n")));
      },
    ),
    { numRuns: 40 },
  );
});
