const form = /^crl_[\w-]{43}$/;

/** A new API key's secret, to be shown once: 256 random bits behind a mark by which leaks can be searched for. */
export function newApiKeySecret(): string {
  const random = crypto.getRandomValues(new Uint8Array(32));
  const text = btoa(String.fromCharCode(...random)).replace("=", "");
  return `crl_${text.replaceAll("+", "-").replaceAll("/", "_")}`;
}

export function isApiKeySecret(text: string): boolean {
  return form.test(text);
}

/** What is kept of a secret. Not a slow hash: nobody guesses 256 random bits, and it is made at each call. */
export async function hashApiKeySecret(secret: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
