import { strict as assert } from "node:assert";
import { adminPassword, aWalk } from "./support.ts";

const readme = await Deno.readTextFile(new URL("../../../README.md", import.meta.url));

Deno.test("the walk of the README is what the command prints", async () => {
  const block = /```sh\n(\$ carillon login[^]*?)```/.exec(readme)?.[1] ?? "";
  const steps = block.split(/^\$ carillon /m).slice(1).map((step) => {
    const [line = "", ...printed] = step.split("\n");
    return { line, printed: printed.join("\n") };
  });
  const walk = await aWalk();
  try {
    const shown: { line: string; printed: string }[] = [];
    for (const { line } of steps) {
      const args = wordsOf(line.replace("http://127.0.0.1:8888", walk.server.url));
      const { shown: printed } = await walk.stranger.type({ answers: [adminPassword] }, ...args);
      shown.push({ line, printed: printed.replaceAll(walk.server.url, "http://127.0.0.1:8888") });
    }

    assert.ok(steps.length >= 8);
    assert.deepEqual(
      shown.map(({ line, printed }) => [line, ...alike(printed)]),
      steps.map(({ line, printed }) => [line, ...alike(printed)]),
    );
  } finally {
    await walk.close();
  }
});

/** The words of a command line, as a shell splits them. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)]
    .map(([, single, double, bare]) => single ?? double ?? bare ?? "");
}

/** The lines, with the same text for every id, time and duration. */
function alike(text: string): string[] {
  return text
    .replace(/\b[0-9a-f]{32}\b/g, "ID")
    .replace(/\d{4}-\d\d-\d\d[T ][\d:]+(\.\d{3})?/g, "TIME")
    .replace(/\b[\d.]+(ms|s)\b/g, "LENGTH")
    .split("\n").map((line) => line.trim().replace(/\s+/g, " ")).filter(Boolean);
}
