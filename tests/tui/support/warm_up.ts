/** Ink adds signal listeners at its first mount and keeps them: this happens once, before a test counts them. */
import { PassThrough } from "node:stream";
import { render, Text } from "ink";
import { createElement } from "react";

const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 10, rows: 2 });
stdout.resume();
const ink = render(createElement(Text, {}, " "), {
  stdout: stdout as unknown as NodeJS.WriteStream,
  interactive: true,
  patchConsole: false,
  exitOnCtrlC: false,
});
ink.unmount();
await ink.waitUntilExit();
