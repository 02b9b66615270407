import { jwtVerify } from "jose/jwt/verify";
import { BoundedMap } from "../cache/bounded_map.ts";
import { UserId } from "../model/ids.ts";
import { type Clock, day, type Instant, minute, second } from "../model/time.ts";

/** All that a token says: who it is, and at which state of the account it was given out. */
export interface TokenSubject {
  readonly userId: UserId;
  /** A user's tokens end when this number of his changes: with a new password, for instance. */
  readonly tokenVersion: number;
}

export interface TokenSigner {
  sign(subject: TokenSubject): Promise<string>;
  /**
   * `undefined`, whatever is wrong with it. That the user still exists, has this token version and
   * which rights are the database's to say, at each request.
   */
  verify(token: string): Promise<TokenSubject | undefined>;
}

export interface TokenSignerOptions {
  /** At least 32 bytes, as HS256 demands. */
  readonly secret: Uint8Array | string;
  /** A fraction is fine. Made shorter, it also ends tokens that are already out. */
  readonly expirationDays: number;
  readonly clock: Clock;
  /** How long a verified token is remembered by its text, to spare the check; 0 for never. */
  readonly rememberMs?: number;
  readonly rememberAtMost?: number;
}

const algorithm = "HS256";
const clockLeewayMs = minute;

// The signature's last character may only be one that leaves no bit over: else several texts would
// pass for one token.
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
    remembered.set(token, found); // moves it to the end: the first is the one longest unused
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
      return undefined; // jose throws for each thing that can be wrong
    }
  }

  return {
    async sign({ userId, tokenVersion }) {
      // What signs is loaded with the first log-in: a server that starts has only tokens to verify.
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

/** Only the text that a number is written as: `7`, and not `07`, `7.0` or ` 7`. */
function readUserId(sub: string | undefined): UserId | undefined {
  const parsed = UserId.safeParse(Number(sub));
  return parsed.success && String(parsed.data) === sub ? parsed.data : undefined;
}
