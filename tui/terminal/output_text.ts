// deno-lint-ignore-file no-control-regex -- the output of programs holds them
/** The text that programs write to a terminal: colours (SGR), lines that CR rewrites, and sequences that move a cursor. */
import { clean } from "./clean.ts";

/** A part of a line with the parameters of its SGR sequence. */
export interface Coloured {
  readonly from: number;
  readonly to: number;
  readonly codes: string;
}

export interface ColouredText {
  readonly text: string;
  readonly colours: readonly Coloured[];
}

const colourOrEnd = /(\x1b\[[\d;:]*m|\r\n|\r)/;
const sequence =
  /\x1b\[([0-?]*)[ -/]*([@-~])|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]/g;

/** The text without what harms a terminal. Colours and carriage returns stay. */
export function cleanOutput(text: string): string {
  if (!/[\x1b\r]/.test(text)) return clean(text);
  return text
    .replace(sequence, (all, parameters, final) => {
      return final === "m" && /^[\d;:]*$/.test(parameters) ? all : "";
    })
    .split(colourOrEnd).map((part, i) => i % 2 === 1 ? part : clean(part)).join("");
}

/** What a terminal shows of a line: behind the last carriage return, or before it when nothing follows. */
export function lastState(line: string): string {
  if (!line.includes("\r")) return line;
  const parts = line.split("\r");
  const last = parts.findLastIndex((part) => part.replace(sequence, "") !== "");
  const before = parts.slice(0, Math.max(0, last)).join("");
  return [...before.matchAll(/\x1b\[[\d;:]*m/g)].join("") + (parts[last] ?? "");
}

/** Takes the colours out of a line. */
export function colouredText(line: string): ColouredText {
  if (!line.includes("\x1b")) return { text: line, colours: [] };
  let text = "";
  let look: Look = new Map();
  const colours: Coloured[] = [];
  line.split(/\x1b\[([\d;:]*)m/).forEach((part, i) => {
    if (i % 2 === 1) return void (look = lookAfter(look, part));
    const from = text.length;
    text += part;
    const codes = [...look.values()].join(";");
    if (codes !== "" && part !== "") colours.push({ from, to: text.length, codes });
  });
  return { text, colours };
}

/** The present code of each kind: foreground, background, weight and so on. */
type Look = ReadonlyMap<string, string>;

/** Kinds of codes, by the first digits. Blinking and hidden text are left out. */
function kindOf(code: number): string | undefined {
  if ((code >= 30 && code <= 39) || (code >= 90 && code <= 97)) return "foreground";
  if ((code >= 40 && code <= 49) || (code >= 100 && code <= 107)) return "background";
  return {
    1: "weight",
    2: "weight",
    22: "weight",
    3: "italic",
    23: "italic",
    4: "line",
    24: "line",
  }[
    code
  ];
}

const ends = [22, 23, 24, 39, 49];

function lookAfter(before: Look, parameters: string): Look {
  const look = new Map(before);
  const codes = parameters.split(/[;:]/).map((code) => Number(code || "0"));
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 0) look.clear();
    const kind = kindOf(code);
    if (kind === undefined) continue;
    // 38;5;n and 38;2;r;g;b
    const more = code === 38 || code === 48 ? codes[i + 1] === 2 ? 4 : 2 : 0;
    if (ends.includes(code)) look.delete(kind);
    else look.set(kind, codes.slice(i, i + 1 + more).join(";"));
    i += more;
  }
  return look;
}
