// deno-lint-ignore-file no-control-regex -- a terminal's input is made of them
/** Decodes the input of a terminal. A chunk may hold several keys, and a part of one. */

export interface KeyPress {
  /** `j`, `J`, `ctrl+p`, `enter`, `esc`, `up`, `shift+tab`, `alt+x`, … */
  readonly name: string;
  /** The text that the key types, if it types any. */
  readonly text?: string;
}

export type Input =
  | { readonly kind: "key"; readonly key: KeyPress }
  | { readonly kind: "paste"; readonly text: string }
  | {
    readonly kind: "mouse";
    readonly action: "press" | "wheel_up" | "wheel_down";
    /** From 0. */
    readonly x: number;
    readonly y: number;
  };

const pasteStart = "\x1b[200~";
const pasteEnd = "\x1b[201~";

const csiNames: Record<string, string> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  Z: "shift+tab",
  "1~": "home",
  "2~": "insert",
  "3~": "delete",
  "4~": "end",
  "5~": "pageup",
  "6~": "pagedown",
  "7~": "home",
  "8~": "end",
};

const controlNames: Record<string, string> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x1b": "esc",
  "\x00": "ctrl+space",
};

/** In characters. Longer input is no escape sequence, and is dropped whole: it is not keys either. */
const longestSequence = 256;
const longestString = 1_000_000;

/** @returns the inputs, and the beginning of a sequence whose end has not come yet. */
export function decode(pending: string, chunk: string): { inputs: Input[]; rest: string } {
  const inputs: Input[] = [];
  let text = pending + chunk;
  while (text !== "") {
    if (text.startsWith(pasteStart)) {
      const end = text.indexOf(pasteEnd);
      if (end < 0) return { inputs, rest: text };
      inputs.push({ kind: "paste", text: text.slice(pasteStart.length, end) });
      text = text.slice(end + pasteEnd.length);
      continue;
    }
    const taken = take(text);
    if (taken === undefined) return { inputs, rest: text };
    if (taken.input !== undefined) inputs.push(taken.input);
    text = text.slice(taken.length);
  }
  return { inputs, rest: "" };
}

/** Reads what is left when nothing more comes: a lone escape byte is the Escape key, two bytes may be alt and a letter. */
export function flush(pending: string): Input[] {
  if (pending.startsWith(pasteStart)) {
    return [{ kind: "paste", text: pending.slice(pasteStart.length) }];
  }
  if (pending === "\x1b") return [key("esc")];
  const alt = /^\x1b([OPX])$/.exec(pending)?.[1];
  // The terminal sends `ESC [` for alt+[ too. Half a sequence is dropped.
  return alt === undefined ? [] : [key(`alt+${alt}`)];
}

/** Whether a paste has begun. It comes in many chunks, so the wait is longer. */
export function isPasting(pending: string): boolean {
  return pending.startsWith(pasteStart);
}

interface Taken {
  readonly input?: Input | undefined;
  readonly length: number;
}

function take(text: string): Taken | undefined {
  if (text.startsWith("\x1b")) return takeEscape(text);
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return { input: plainKey(first), length: first.length };
}

function takeEscape(text: string): Taken | undefined {
  if (text.length === 1) return undefined;
  if (text[1] === "[") return takeCsi(text);
  if (text[1] === "O") {
    if (text.length < 3) return undefined;
    const name = csiNames[text[2] ?? ""];
    return { input: name === undefined ? undefined : key(name), length: 3 };
  }
  if (text[1] === "\x1b") return { input: key("esc"), length: 1 };
  if (/[\]P_^X]/.test(text[1] ?? "")) return takeString(text);
  const next = String.fromCodePoint(text.codePointAt(1) ?? 0);
  const name = plainKey(next);
  return {
    input: name?.kind === "key" ? key(`alt+${name.key.name}`) : undefined,
    length: 1 + next.length,
  };
}

/** Skips a reply of the terminal that is a string: OSC, DCS, APC, PM, SOS. */
function takeString(text: string): Taken | undefined {
  // BEL or ST ends it. Any other control character shows that the end is lost.
  const end = /[\x00-\x1f]/g;
  end.lastIndex = 2;
  const found = end.exec(text);
  if (found === null) return text.length > longestString ? { length: text.length } : undefined;
  const { index } = found;
  if (found[0] === "\x07") return { length: index + 1 };
  if (found[0] === "\x1b") {
    if (index + 1 === text.length) return undefined;
    if (text[index + 1] === "\\") return { length: index + 2 };
  }
  return { length: index };
}

/** ECMA-48: parameters, intermediate characters, one final character. */
const csi = /^\x1b\[([\x30-\x3f]*)([\x20-\x2f]*)(.?)/su;

function takeCsi(text: string): Taken | undefined {
  // The Linux console sends `ESC [ [ A` for F1.
  if (text.startsWith("\x1b[[")) return text.length < 4 ? undefined : { length: 4 };
  const [whole = "", parameters = "", between = "", final = ""] = csi.exec(text) ?? [];
  if (final === "") return whole.length > longestSequence ? { length: whole.length } : undefined;
  const length = whole.length;
  // Not a sequence: what began it is dropped, and what follows is a key of its own.
  if (!/[\x40-\x7e]/.test(final)) return { length: length - final.length };
  // A mouse report of the oldest form: button, column and row are a character each.
  if (final === "M" && parameters === "" && between === "") {
    return text.length < length + 3 ? undefined : { length: length + 3 };
  }
  if (parameters.startsWith("<")) return { input: mouse(parameters.slice(1), final), length };
  // Reports: device attributes, modes (DECRPM), cursor, size, colours, keyboard.
  if (/^[=>?]/.test(parameters) || between !== "") return { length };
  const [first = "", modifier = ""] = parameters.split(";");
  const base = csiNames[final === "~" ? `${first}~` : final];
  if (base === undefined) return { length };
  return { input: key(withModifier(base, Number(modifier || "1") - 1)), length };
}

function withModifier(name: string, bits: number): string {
  const shift = (bits & 1) !== 0 && !name.startsWith("shift+") ? "shift+" : "";
  return `${(bits & 4) !== 0 ? "ctrl+" : ""}${(bits & 2) !== 0 ? "alt+" : ""}${shift}${name}`;
}

function mouse(parameters: string, final: string): Input | undefined {
  const [button = -1, x = 0, y = 0] = parameters.split(";").map(Number);
  const at = { x: x - 1, y: y - 1 };
  if (button === 64) return { kind: "mouse", action: "wheel_up", ...at };
  if (button === 65) return { kind: "mouse", action: "wheel_down", ...at };
  if (button === 0 && final === "M") return { kind: "mouse", action: "press", ...at };
  return undefined;
}

function plainKey(character: string): Input | undefined {
  const named = controlNames[character];
  if (named !== undefined) return key(named);
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return key(`ctrl+${String.fromCharCode(code + 0x60)}`);
  if (code >= 0x80 && code < 0xa0) return undefined;
  return { kind: "key", key: { name: character === " " ? "space" : character, text: character } };
}

function key(name: string): Input {
  return { kind: "key", key: { name } };
}
