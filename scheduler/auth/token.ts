import { jwtVerify } from "jose/jwt/verify";
import { BoundedMap } from "../cache/bounded_map.ts";
import { UserId } from "../model/ids.ts";
import { type Clock, day, type Instant, minute, second } from "../model/time.ts";

/** What a token says: the user, and the version of that user's tokens. */
export interface TokenSubject {
  readonly userId: UserId;
  /** All tokens of a user end when the user's number changes, for instance with a new password. */
  readonly tokenVersion: number;
}

export interface TokenSigner {
  sign(subject: TokenSubject): Promise<string>;
  /**
   * @returns `undefined` when anything is wrong with the token. The caller asks the database at each request
   * whether the user still exists, has this token version, and which rights the user has.
   */
  verify(token: string): Promise<TokenSubject | undefined>;
}

export interface TokenSignerOptions {
  /** At least 32 bytes, as HS256 demands. */
  readonly secret: Uint8Array | string;
  /** May be a fraction. A shorter time also ends tokens that were signed before. */
  readonly expirationDays: number;
  readonly clock: Clock;
  /** How long the text of a verified token is remembered, which saves the check; 0 for never. */
  readonly rememberMs?: number;
  readonly rememberAtMost?: number;
}

const algorithm = "HS256";
const clockLeewayMs = minute;

// The last character of the signature has no unused bits set: otherwise several texts would pass for one
// token.
const compactHs256 = /^[\w-]{10,1000}\.[\w-]{10,1000}\.[\w-]{42}[AEIMQUYcgkosw048]$/;

export function createTokenSigner(options: TokenSignerOptions): TokenSigner {
  const { clock, expirationDays, rememberMs = 5 * second, rememberAtMost = 1000 } = options;
  const secret = typeof options.secret === "string"
    ? new TextEncoder().encode(options.secret)
    : options.secret.slice();
  if (secret.length < 32) throw new RangeError("the secret is shorter than 32 bytes");
  if (!(expirationDays > 0)) throw new RangeError("expirationDays is not above 0");

  const lifetimeSeconds = Math.max(1, Math.round(expirationDays * day / second));
  const key = crypto.subtle.importKey(
    "raw",
    secret,
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign", "verify"],
  );
  const remembered = new BoundedMap<string, Verified>(rememberAtMost);

  function recall(token: string): Verified | undefined {
    const found = remembered.get(token);
    if (found === undefined) return undefined;
    remembered.delete(token);
    if (clock.now() >= found.forgetAt) return undefined;
    remembered.set(token, found); // moves it to the end: the first entry is the one that was unused longest
    return found;
  }

  function remember(token: string, verified: Verified): void {
    if (rememberMs <= 0 || rememberAtMost <= 0) return;
    remembered.set(token, verified);
  }

  async function check(token: string): Promise<Verified | undefined> {
    if (!compactHs256.test(token)) return undefined;
    const now = clock.now();
    try {
      const { payload } = await jwtVerify(token, await key, {
        algorithms: [algorithm],
        currentDate: new Date(now),
        requiredClaims: ["sub", "iat", "exp", "ver"],
      });
      const userId = readUserId(payload.sub);
      const { iat, exp, ver: tokenVersion } = payload;
      if (userId === undefined || !isCount(iat) || !isCount(exp) || !isCount(tokenVersion)) {
        return undefined;
      }
      const endsAt = Math.min(exp, iat + lifetimeSeconds) * second;
      if (now >= endsAt || iat * second > now + clockLeewayMs) return undefined;
      return { subject: { userId, tokenVersion }, endsAt, forgetAt: now + rememberMs };
    } catch {
      return undefined; // jose throws for every kind of wrong token
    }
  }

  return {
    async sign({ userId, tokenVersion }) {
      // Loaded with the first log-in: a server that starts only verifies tokens.
      const { SignJWT } = await import("jose/jwt/sign");
      const issuedAt = Math.floor(clock.now() / second);
      return await new SignJWT({ ver: tokenVersion })
        .setProtectedHeader({ alg: algorithm, typ: "JWT" })
        .setSubject(String(userId))
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(await key);
    },

    async verify(token) {
      const known = recall(token);
      if (known !== undefined) return clock.now() < known.endsAt ? known.subject : undefined;
      const verified = await check(token);
      if (verified !== undefined) remember(token, verified);
      return verified?.subject;
    },
  };
}

interface Verified {
  readonly subject: TokenSubject;
  readonly endsAt: Instant;
  readonly forgetAt: Instant;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Takes the usual text of a number only: `7`, and not `07`, `7.0` or ` 7`. */
function readUserId(sub: string | undefined): UserId | undefined {
  const parsed = UserId.safeParse(Number(sub));
  return parsed.success && String(parsed.data) === sub ? parsed.data : undefined;
}
