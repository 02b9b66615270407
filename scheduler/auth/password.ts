import type { Argon2, Argon2Work } from "./argon2.ts";
import { createArgon2Thread } from "./argon2_thread.ts";
import type { Bcrypt } from "./bcrypt.ts";
import { type BcryptHash, readBcrypt } from "./bcrypt_hash.ts";

/** OWASP's Password Storage Cheat Sheet, 2026: 19 MiB, two passes, one lane. */
const current = { memoryKiB: 19_456, passes: 2, lanes: 1 } as const;
const saltBytes = 16;
const tagBytes = 32;

export interface Passwords {
  /** A PHC string, `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
  hash(password: string): Promise<string>;
  /**
   * Without a hash (there is no such user), or with an unreadable hash, verify() does the same work and
   * answers `false`, so that the time taken tells nothing.
   * @param bcryptCost the highest cost among the bcrypt hashes of imported users: while there are some, verify() does the
   * work of both kinds for everybody.
   */
  verify(password: string, hash: string | undefined, bcryptCost?: number): Promise<boolean>;
}

/** @param bcrypt verifies hashes of an import; without it they are unreadable. */
export function createPasswords(argon2: Argon2, bcrypt?: Bcrypt): Passwords {
  return {
    async hash(password) {
      const bytes = bytesOf(password);
      if (bytes.length === 0) throw new RangeError("an empty password");
      const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
      return toPhc({
        salt,
        ...current,
        tag: await argon2({ password: bytes, salt, ...current, tagBytes }),
      });
    },

    async verify(password, hash, bcryptCost) {
      const imported = hash === undefined || bcrypt === undefined ? undefined : readBcrypt(hash);
      const isImported = bcrypt !== undefined &&
        await isOfBcrypt(bcrypt, password, imported, bcryptCost);
      const bytes = bytesOf(password);
      const known = bytes.length > 0 && hash !== undefined ? fromPhc(hash) : undefined;
      const { tag: expected, ...asked } = known ?? nobodys;
      const tag = await argon2({
        ...asked,
        password: bytes.length > 0 ? bytes : new Uint8Array(1), // Argon2 does not take an empty text
        tagBytes: expected.length,
      });
      return imported === undefined ? isSame(tag, expected) && known !== undefined : isImported;
    },
  };
}

/** Takes the time of one hash of `mostCost`, whatever the cost of `hash` is, and also without a hash. */
async function isOfBcrypt(
  bcrypt: Bcrypt,
  text: string,
  hash: BcryptHash | undefined,
  mostCost: number | undefined,
): Promise<boolean> {
  // The system that made the hash did not normalise passwords.
  const password = new TextEncoder().encode(text);
  const salt = new Uint8Array(saltBytes);
  if (hash === undefined) {
    if (mostCost !== undefined) await bcrypt({ password, salt, cost: mostCost });
    return false;
  }
  const digest = await bcrypt({ password, ...hash });
  // Each cost takes twice the time of the cost before: these runs together take what is missing.
  for (let cost = hash.cost; cost < (mostCost ?? 0); cost++) await bcrypt({ password, salt, cost });
  return isSame(digest, hash.digest) && password.length > 0;
}

const thread = createArgon2Thread();
const passwords = createPasswords(thread.argon2, thread.bcrypt);

export const hashPassword: Passwords["hash"] = passwords.hash;
export const verifyPassword: Passwords["verify"] = passwords.verify;

/** Ends the hashing worker after the waiting tasks. Without this it ends a few seconds later by itself. */
export const stopPasswordWorker: () => Promise<void> = thread.stop;

/**
 * The same letters may arrive as other code points from another system: NIST SP 800-63B normalises them
 * (NFKC) before the hash.
 */
function bytesOf(password: string): Uint8Array {
  return new TextEncoder().encode(password.normalize("NFKC"));
}

type Known = Pick<Argon2Work, "salt" | "memoryKiB" | "passes" | "lanes"> & {
  readonly tag: Uint8Array;
};

const nobodys: Known = {
  ...current,
  salt: new Uint8Array(saltBytes),
  tag: new Uint8Array(tagBytes),
};

function toPhc({ memoryKiB, passes, lanes, salt, tag }: Known): string {
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${toBase64(salt)}$${toBase64(tag)}`;
}

// The number of digits is bounded, so that a damaged record cannot ask for too much memory.
const phc =
  /^\$argon2id\$v=19\$m=([1-9]\d{0,5}),t=([1-9]\d?),p=([1-9])\$([\w+/]{11,86})\$([\w+/]{22,86})$/;

function fromPhc(hash: string): Known | undefined {
  const [, m, t, p, salt, tag] = phc.exec(hash) ?? [];
  if (salt === undefined || tag === undefined) return undefined;
  try {
    const known = { memoryKiB: Number(m), passes: Number(t), lanes: Number(p) };
    if (known.memoryKiB < 8 * known.lanes) return undefined;
    return { ...known, salt: fromBase64(salt), tag: fromBase64(tag) };
  } catch {
    return undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("=", "");
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Takes the same time wherever the difference is. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (const [i, byte] of a.entries()) difference |= byte ^ (b[i] ?? 0);
  return difference === 0;
}
