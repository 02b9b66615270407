const form = /^crl_[\w-]{43}$/;

/** A new API key's secret: 256 random bits behind a prefix that secret scanners can search for. It is shown once. */
export function newApiKeySecret(): string {
  const random = crypto.getRandomValues(new Uint8Array(32));
  const text = btoa(String.fromCharCode(...random)).replace("=", "");
  return `crl_${text.replaceAll("+", "-").replaceAll("/", "_")}`;
}

export function isApiKeySecret(text: string): boolean {
  return form.test(text);
}

/** The hash that is stored. A fast hash is enough: nobody guesses 256 random bits, and each call makes one. */
export async function hashApiKeySecret(secret: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
  return new Uint8Array(digest).toHex();
}
