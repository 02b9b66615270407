import { strict as assert } from "node:assert";
import { withLogLines } from "../../../tui/screens/executions/output_lines.ts";
import { cleanOutput, colouredText, lastState } from "../../../tui/terminal/output_text.ts";

function entry(message: string, level: "info" | "error" = "info") {
  return { time: "2026-11-22T06:00:00.000Z", attempt: 1, level, message };
}

function shown(...entries: ReturnType<typeof entry>[]): string[] {
  return withLogLines([], 0, entries).lines.map(({ message }) => message);
}

Deno.test("cleanOutput() leaves colours and carriage returns, and no other sequence", () => {
  assert.equal(
    cleanOutput("a\x1b[2K\x1b[1;31mred\x1b[0m\x1b]0;title\x07\r50%\x1b[?25l\x07"),
    "a\x1b[1;31mred\x1b[0m\r50%·",
  );
});

Deno.test("colouredText() tells the colours of a line beside its text", () => {
  assert.deepEqual(colouredText("a \x1b[1;31mred\x1b[32m green\x1b[22;39m b \x1b[38;5;9mx\x1b[m"), {
    text: "a red green b x",
    colours: [
      { from: 2, to: 5, codes: "1;31" },
      { from: 5, to: 11, codes: "1;32" },
      { from: 14, to: 15, codes: "38;5;9" },
    ],
  });
});

Deno.test("a line that CR rewrote shows its last state", () => {
  assert.equal(lastState("10%\r20%\r30%"), "30%");
  assert.equal(lastState("10%\r20%\r"), "20%");
  assert.deepEqual(shown(entry("10%\r20%\r30%"), entry("a\r\nb")), ["30%", "a", "b"]);
});

Deno.test("a progress line is rewritten by the next line of its level", () => {
  const lines = [
    entry("10%\r"),
    entry("warning", "error"),
    entry("20%\r"),
    entry("20%"),
    entry("x"),
  ];

  assert.deepEqual(shown(...lines.slice(0, 3)), ["20%", "warning"]);
  assert.deepEqual(shown(...lines), ["20%", "warning", "x"]);
});

Deno.test("10,000 lines in shared entries are 10,000 lines", () => {
  const entries = Array.from(
    { length: 100 },
    (_, i) => entry(Array.from({ length: 100 }, (_, j) => `line ${i * 100 + j}`).join("\n")),
  );
  const { lines, count } = withLogLines([], 0, entries);

  assert.equal(count, 10_000);
  assert.equal(lines.at(-1)?.message, "line 9999");
  assert.equal(lines.at(-1)?.number, 9999);
});
