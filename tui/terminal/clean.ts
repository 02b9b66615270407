/**
 * Characters that can harm a terminal: escape sequences, changes of direction, and joined emoji, whose width differs
 * between terminals. They are removed from the texts of the server before any other code sees these.
 */
const harmful = new RegExp(
  [
    "\\r\\n?", // other line ends
    "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]", // C0 but tab and newline, DEL, C1
    "[\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]", // invisible, bidirectional
    "[\\ufe00-\\ufe0f\\u{e0000}-\\u{e0fff}]", // variation selectors, tags
    "[\\ud800-\\udfff]", // half of a surrogate pair
    "\\p{Emoji_Presentation}",
    "[\\u{1f000}-\\u{1faff}]", // pictures that some terminals draw wide and some narrow
    "\\u20e3", // keycap
    "\\p{Emoji_Modifier}",
    "[\\ue000-\\uf8ff]", // private use: any width
  ].join("|"),
  "gu",
);

/** Several joined emoji become one mark. */
const markRuns = /·{2,}/g;

/** Whole control sequences: a colour or a title of a program is no text. */
// deno-lint-ignore no-control-regex -- sequences begin with it
const sequence = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\))/g;

export function clean(text: string): string {
  if (isPlain(text)) return text;
  return text
    .replace(sequence, "")
    .replace(harmful, (found) => found.startsWith("\r") ? "\n" : "·")
    .replace(markRuns, "·");
}

const plain = /^[\t\n\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u3040-\u30ff\u4e00-\u9fff\uff01-\uff60]*$/;

function isPlain(text: string): boolean {
  return plain.test(text);
}

/** A copy of a JSON value in which all texts are cleaned, keys too. */
export function cleanDeep(value: unknown): unknown {
  if (typeof value === "string") return clean(value);
  if (Array.isArray(value)) return value.map(cleanDeep);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[clean(key)] = cleanDeep((value as Record<string, unknown>)[key]);
  return copy;
}
