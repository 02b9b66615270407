/** Hides job secrets in the texts that a run produces: log lines, results and descriptions. */
import { knownJobSecrets } from "./job_secret.ts";

/** A shorter secret would hide ordinary words. */
const leastLength = 4;
/** A line of a longer secret, such as a private key, is hidden on its own. */
const leastLine = 8;

let masked: { readonly key: string; readonly pattern: RegExp | undefined } | undefined;

/** Replaces each job secret in a text. */
export function maskSecrets(text: string): string {
  const known = knownJobSecrets();
  if (known.size === 0) return text;
  const secrets = [...known.values()];
  const key = secrets.join("\0");
  if (masked?.key !== key) masked = { key, pattern: patternOf(secrets) };
  return masked.pattern === undefined ? text : text.replace(masked.pattern, "***");
}

/** The same, for texts that are masked now; `undefined` while no secret is known. */
export function secretMask(): ((text: string) => string) | undefined {
  return knownJobSecrets().size === 0 ? undefined : maskSecrets;
}

function patternOf(secrets: readonly string[]): RegExp | undefined {
  const forms = [...new Set(secrets.flatMap(formsOf))]
    .filter((form) => form.length >= leastLength)
    // The longest first: a secret may begin with another secret.
    .toSorted((a, b) => b.length - a.length);
  return forms.length === 0 ? undefined : new RegExp(forms.map(RegExp.escape).join("|"), "g");
}

/** A secret as programs and servers write it: as it is, in a URL, in JSON, in base64, and line by line. */
function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(secret)));
  return [
    secret,
    secret.trim(),
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
    base64.replace(/=+$/, ""),
    ...(lines.length < 2
      ? []
      : lines.map((line) => line.trim()).filter((l) => l.length >= leastLine)),
  ];
}
