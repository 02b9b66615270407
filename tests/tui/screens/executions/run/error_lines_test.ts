import { strict as assert } from "node:assert";
import { isErrorLine } from "../../../../../tui/screens/executions/output_lines.ts";

Deno.test("isErrorLine() takes errors, warnings, and lines that read like an error", () => {
  const line = (level: "debug" | "info" | "warn" | "error", message: string) =>
    isErrorLine({ level, message });

  assert.ok(line("error", "x"));
  assert.ok(line("warn", "x"));
  assert.ok(line("info", "Traceback (most recent call last):"));
  assert.ok(line("info", "TypeError: x is not a function"));
  assert.ok(line("info", "it failed: Error 3"));
  assert.ok(!line("info", "no terror here"));
  assert.ok(!line("debug", "all went well"));
});
