/** Sentences of the server, and what says the same in a row. */
const shorter: readonly (readonly [RegExp, string])[] = [
  [/^\S.*? ended with exit code (\d+)(?=$|:)/, "exit $1"],
  [/^its worker \(([^)]*)\) was lost/, "worker lost ($1)"],
  [/^not finished within its timeout of /, "timeout of "],
  [/\b\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)(?:\.\d+)?Z/g, "$1 UTC"],
];

/**
 * The reason of a failure or an alarm for a row. What many reasons have in common is short there, so that the part that
 * differs is seen: `sh ended with exit code 2: no space left` becomes `exit 2: no space left`.
 * @param reason of the server, which writes it in English.
 */
export function shortReason(reason: string): string {
  return shorter.reduce(
    (text, [long, short]) => text.replace(long, short),
    reason.trim().replace(/\s+/g, " "),
  );
}

/** An error of the server or of the network, with a full stop at its end. */
export function sentence(error: string): string {
  return /[.!?。！？]$/.test(error) ? error : `${error}.`;
}

/** The text with its numbers, ids and addresses as `#`, so that the same error is the same text. */
export function folded(text: string): string {
  return text.toLowerCase()
    .replace(/\b[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b/g, "#")
    .replace(/\d+(?:[.:,]\d+)*/g, "#")
    .replace(/\s+/g, " ").trim().slice(0, longestText);
}

const longestText = 200;
