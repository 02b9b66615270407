import { strict as assert } from "node:assert";
import { temporaryFolder } from "./server.ts";
import { TuiTerminal } from "./tui_terminal.ts";

for (const [how, code] of [["throws", 70], ["exits", 3]] as const) {
  Deno.test(`the terminal is whole when the program ${how} before Ink has it`, async () => {
    await using folder = await temporaryFolder();
    await using terminal = await TuiTerminal.open({
      program: "tests/e2e/ending_early.ts",
      args: [how],
      home: folder.path,
    });

    const end = await terminal.ended();

    assert.equal(end.code, code);
    assert.deepEqual([end.line.has("icanon"), end.line.has("echo")], [true, true]);
    assert.deepEqual(Object.entries(terminal.modes()).filter(([, isNormal]) => !isNormal), []);
    assert.equal(/fatal: .*Ink cannot be loaded/.test(terminal.text()), how === "throws");
  });
}
