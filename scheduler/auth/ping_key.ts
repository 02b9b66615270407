/** The keys of ping addresses: UUIDs, as healthchecks.io has them, so that a script can keep its own. */
const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A new key: 128 random bits in the form of a UUID. It is shown once. */
export function newPingKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = bytes.toHex();
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Whether a text has the form of a UUID in lower case. */
export function isUuid(text: string): boolean {
  return form.test(text);
}

/** The hash that is stored. It costs the same for each text, whether a monitor has it as its key or not. */
export async function hashPingKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`ping ${key}`));
  return new Uint8Array(digest).toHex();
}
