/** Hides job secrets in the texts that a run produces: log lines, results and descriptions. */
import { jobSecrets } from "./job_secret.ts";

/** A shorter secret would hide ordinary words. */
const leastLength = 4;
/** A line of a longer secret, such as a private key, is hidden on its own. */
const leastLine = 8;

/** Returns a function that replaces each job secret of this moment in a text. */
export function secretMask(): (text: string) => string {
  const forms = [...new Set(jobSecrets().flatMap(formsOf))]
    .filter((form) => form.length >= leastLength)
    // The longest first: a secret may begin with another secret.
    .toSorted((a, b) => b.length - a.length);
  if (forms.length === 0) return (text) => text;
  const pattern = new RegExp(forms.map(RegExp.escape).join("|"), "g");
  return (text) => text.replace(pattern, "***");
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
