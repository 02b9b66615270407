const ivBytes = 12;

/**
 * A client's key for a request that must not be done twice. The database does not store the key, and the
 * stored answer cannot be read without it: a request may hold a password, and an answer a new secret.
 */
export class IdempotencyKey {
  /** The name under which the answer is stored. */
  readonly name: string;
  readonly #hashing: CryptoKey;
  readonly #sealing: CryptoKey;

  private constructor(name: string, hashing: CryptoKey, sealing: CryptoKey) {
    this.name = name;
    this.#hashing = hashing;
    this.#sealing = sealing;
  }

  static async of(sent: string): Promise<IdempotencyKey> {
    const [name, hashing, sealing] = await Promise.all([
      digest(`name ${sent}`),
      digest(`hash ${sent}`),
      digest(`seal ${sent}`),
    ]);
    const hmac = { name: "HMAC", hash: "SHA-256" };
    return new IdempotencyKey(
      hexOf(name),
      await crypto.subtle.importKey("raw", hashing, hmac, false, ["sign"]),
      await crypto.subtle.importKey("raw", sealing, "AES-GCM", false, ["encrypt", "decrypt"]),
    );
  }

  async hashOf(text: string): Promise<string> {
    return hexOf(await crypto.subtle.sign("HMAC", this.#hashing, new TextEncoder().encode(text)));
  }

  async seal(text: string): Promise<Uint8Array<ArrayBuffer>> {
    const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
    const bytes = new TextEncoder().encode(text);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#sealing, bytes);
    return new Uint8Array([...iv, ...new Uint8Array(sealed)]);
  }

  /** @returns the text that seal() was given. */
  async open(sealed: Uint8Array): Promise<string> {
    const bytes = new Uint8Array(sealed);
    const given = { name: "AES-GCM", iv: bytes.slice(0, ivBytes) };
    const text = await crypto.subtle.decrypt(given, this.#sealing, bytes.slice(ivBytes));
    return new TextDecoder().decode(text);
  }
}

function digest(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}

function hexOf(bytes: ArrayBuffer): string {
  return new Uint8Array(bytes).toHex();
}
