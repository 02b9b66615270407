/** The terminal is whole again after any end: Ink on Deno does not see to that when the program crashes. */
import process from "node:process";

const wrapOff = "\x1b[?7l";
const wrapOn = "\x1b[?7h";
const mouseOn = "\x1b[?1000h\x1b[?1006h";
const mouseOff = "\x1b[?1006l\x1b[?1000l";
/** Ends a synchronized frame, bracketed paste, the kitty keyboard, the alternate screen; shows the cursor. */
const allOff = "\x1b[?2026l\x1b[?2004l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m";

let hasEntered = false;

/** Writes to the terminal beside Ink: modes, and what OSC 52 copies. */
export function put(text: string): void {
  if (Deno.stdout.isTerminal()) writeAll(Deno.stdout, text);
}

// Without line wrap a character that the terminal draws wider than we count costs one row, not the frame.
export function enter(withMouse: boolean): void {
  hasEntered = true;
  put(wrapOff + (withMouse ? mouseOn : ""));
}

export function leave(): void {
  if (!hasEntered) return;
  hasEntered = false;
  put(mouseOff + wrapOn);
}

export function setMouse(isOn: boolean): void {
  put(isOn ? mouseOn : mouseOff);
}

/** Ends the program with a message that stays readable on the normal screen. */
export function die(error: unknown): never {
  if (Deno.stdin.isTerminal()) {
    try {
      Deno.stdin.setRaw(false);
    } catch {
      // the terminal is gone
    }
  }
  leave();
  put(allOff);
  const text = error instanceof Error ? error.stack ?? error.message : String(error);
  try {
    // Not console.*: Ink has patched it and would draw the frame once more.
    writeAll(Deno.stderr, `fatal: ${text}\n`);
  } catch {
    // nobody is there to read it
  }
  // Only here: Ink's own exit hook would leave the alternate screen again, and take the message along.
  Deno.exit(70);
}

function writeAll(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(to.writeSync(bytes));
}

process.on("uncaughtException", die);
process.on("unhandledRejection", die);
process.on("exit", leave);
for (const [signal, code] of [["SIGTERM", 143], ["SIGHUP", 129], ["SIGINT", 130]] as const) {
  process.on(signal, () => process.exit(code));
}
