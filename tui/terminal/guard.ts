/** Restores the terminal however the program ends. Ink on Deno does not do that after a crash. */
import process from "node:process";

const wrapOff = "\x1b[?7l";
const wrapOn = "\x1b[?7h";
const mouseOn = "\x1b[?1000h\x1b[?1006h";
const mouseOff = "\x1b[?1006l\x1b[?1000l";
/** Leaves synchronized output, bracketed paste, the kitty keyboard and the alternate screen; shows the cursor. */
const allOff = "\x1b[?2026l\x1b[?2004l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m";

/** The alternate screen without cursor, and bracketed paste, as Ink sets them at the start. */
const allOn = "\x1b[?1049h\x1b[?25l\x1b[?2004h";

/** Ink does not have the terminal yet. */
let isBeginning = false;
let hasEntered = false;

/** Writes to the terminal directly, not through Ink: modes, and OSC 52 for the clipboard. */
export function put(text: string): void {
  if (Deno.stdout.isTerminal()) writeAll(Deno.stdout, text);
}

/**
 * Takes the terminal before Ink is loaded: the alternate screen for the first frame, and raw mode, so that keys are kept
 * for Ink and are not echoed.
 */
export function begin(withMouse: boolean): void {
  isBeginning = true;
  Deno.stdin.setRaw(true);
  put(allOn + wrapOff + (withMouse ? mouseOn : ""));
}

// If the terminal draws a character wider than the dashboard counts, line wrap would shift all rows below.
export function enter(withMouse: boolean): void {
  isBeginning = false;
  hasEntered = true;
  put(wrapOff + (withMouse ? mouseOn : ""));
}

export function leave(): void {
  if (isBeginning) restore();
  if (!hasEntered) return;
  hasEntered = false;
  put(mouseOff + wrapOn);
}

/** Takes the terminal again after a stop that the dashboard did not make itself: the shell has set other modes. */
export function retake(withMouse: boolean): void {
  if (!hasEntered) return;
  Deno.stdin.setRaw(true);
  put(allOn);
  enter(withMouse);
}

export function setMouse(isOn: boolean): void {
  put(isOn ? mouseOn : mouseOff);
}

/** Gives the terminal back when the program ends before Ink has it. */
function restore(): void {
  isBeginning = false;
  endRaw();
  put(mouseOff + wrapOn + allOff);
}

function endRaw(): void {
  if (!Deno.stdin.isTerminal()) return;
  try {
    Deno.stdin.setRaw(false);
  } catch {
    // the terminal is gone
  }
}

/** Ends the program with a message that stays readable on the normal screen. */
export function die(error: unknown): never {
  endRaw();
  leave();
  put(allOff);
  const text = error instanceof Error ? error.stack ?? error.message : String(error);
  try {
    // Not console.*: Ink has patched it and would draw the frame once more.
    writeAll(Deno.stderr, `fatal: ${text}\n`);
  } catch {
    // standard error is closed
  }
  // Not process.exit(): the exit hook of Ink would leave the alternate screen again and hide the message.
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
