import { type Clock, second } from "../model/time.ts";

/**
 * At least 32 bytes, as HS256 demands. A function is called again after a second. When it returns another secret, all
 * tokens that were signed with the previous one become invalid.
 */
export type TokenSecret = Uint8Array<ArrayBuffer> | string | (() => Promise<string>);

/** How long another process's new secret may stay unseen here. */
const secretMs = second;

/**
 * @returns a function that answers the present key.
 * @param changed called when the secret has changed.
 */
export function signingKey(
  source: TokenSecret,
  clock: Clock,
  changed: () => void,
): () => Promise<CryptoKey> {
  if (typeof source !== "function") {
    const key = importKey(typeof source === "string" ? bytesOf(source) : source.slice());
    return () => key;
  }
  let known: { readonly secret: string; readonly key: Promise<CryptoKey> } | undefined;
  let readAt = -Infinity;
  return async () => {
    const now = clock.now();
    if (known !== undefined && now >= readAt && now - readAt < secretMs) return await known.key;
    const secret = await source();
    readAt = now;
    if (known?.secret !== secret) {
      if (known !== undefined) changed();
      known = { secret, key: importKey(bytesOf(secret)) };
    }
    return await known.key;
  };
}

/** @throws RangeError for fewer than 32 bytes. */
function importKey(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  if (secret.length < 32) throw new RangeError("the secret is shorter than 32 bytes");
  const hmac = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", secret, hmac, false, ["sign", "verify"]);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
