/** A program with the dashboard's guard that fails in the way its key says: for tui_guard_test.ts. Without JSX: its runtime would load before env.ts. */
import "../../tui/terminal/env.ts";
import { enter, leave } from "../../tui/terminal/guard.ts";
import process from "node:process";
import { render, Text, useStdin } from "ink";
import { createElement, useEffect, useState } from "react";

function Failing() {
  const { stdin, setRawMode } = useStdin();
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    setRawMode(true);
    stdin.on("data", (chunk: string | Uint8Array) => {
      const key = String(chunk);
      if (key === "h") throw new Error("thrown in a handler");
      if (key === "r") setBroken(true);
      if (key === "t") setTimeout(() => thrown("thrown in a timer"));
      if (key === "p") void Promise.reject(new Error("rejected and left"));
      if (key === "x") process.exit(3);
    });
  }, []);
  if (isBroken) thrown("thrown in a render");
  return createElement(Text, {}, "ready");
}

function thrown(text: string): never {
  throw new Error(text);
}

enter(true);
const ink = render(createElement(Failing), {
  alternateScreen: true,
  interactive: true,
  exitOnCtrlC: false,
  patchConsole: false,
});
try {
  await ink.waitUntilExit();
} catch (error) {
  leave();
  Deno.stderr.writeSync(new TextEncoder().encode(`fatal: ${error}\n`));
  process.exit(1);
}
