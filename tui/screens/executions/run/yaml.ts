/** A text that YAML reads as itself without quotes: no sign with a meaning, and nothing like a number or a word of YAML. */
const plainText = /^[A-Za-z_][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*$/;
const words = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/**
 * A JSON value as YAML. Of YAML's ways to write a text only two are used: plain, and quoted as JSON does, which YAML reads too.
 */
export function yamlOf(value: unknown): string {
  return `${linesOf(value).join("\n")}\n`;
}

function linesOf(value: unknown): string[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((one) => under("-", one));
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([name, one]) => under(`${scalar(name)}:`, one, true));
  }
  return [scalar(value)];
}

/** A lead and its value: on one line where the value is no collection, otherwise with the value below, indented. */
function under(lead: string, value: unknown, isBelow = false): string[] {
  const lines = linesOf(value);
  const isCollection = (Array.isArray(value) || isObject(value)) && Object.keys(value).length > 0;
  if (!isCollection) return [`${lead} ${lines[0]}`];
  if (isBelow) return [lead, ...lines.map((line) => `  ${line}`)];
  return lines.map((line, i) => i === 0 ? `${lead} ${line}` : `  ${line}`);
}

function scalar(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value) ?? "null";
  return plainText.test(value) && !words.test(value) ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
