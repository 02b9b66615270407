import { jwtVerify } from "jose/jwt/verify";
import { BoundedMap } from "../cache/bounded_map.ts";
import { signingKey, type TokenSecret } from "./signing_key.ts";
import { SessionId, UserId } from "../model/ids.ts";
import { type Clock, day, type Instant, minute, second } from "../model/time.ts";

/** What a token says: the user, and the version of that user's tokens. */
export interface TokenSubject {
  readonly userId: UserId;
  /** All tokens of a user end when the user's number changes, for instance with a new password. */
  readonly tokenVersion: number;
  /** The log-in; absent in tokens of older versions. */
  readonly sessionId?: SessionId;
}

/** What clients show to a person. The server ignores it: the database says what a user may do. */
export interface TokenDisplay {
  readonly username: string;
  readonly isAdmin: boolean;
}

export interface TokenSigner {
  /** How long a new token is good. */
  readonly lifetimeMs: number;
  sign(subject: TokenSubject, shown?: TokenDisplay): Promise<string>;
  /**
   * @returns `undefined` when anything is wrong with the token. The caller asks the database at each request
   * whether the user still exists, has this token version, and which rights the user has.
   */
  verify(token: string): Promise<TokenSubject | undefined>;
  /**
   * Reads a token that may have expired, to recognise the device that sends it. It gives no rights.
   * @returns `undefined` unless it was signed here and issued within 30 days.
   */
  recognise(token: string): Promise<IssuedToken | undefined>;
}

export interface IssuedToken {
  readonly subject: TokenSubject;
  readonly issuedAt: Instant;
}

export interface TokenSignerOptions {
  readonly secret: TokenSecret;
  /** May be a fraction. A shorter time also ends tokens that were signed before. */
  readonly expirationDays: number;
  readonly clock: Clock;
  /** How long the text of a verified token is remembered, which saves the check; 0 for never. */
  readonly rememberMs?: number;
  readonly rememberAtMost?: number;
}

const algorithm = "HS256";
const clockLeewayMs = minute;
const recogniseMs = 30 * day;

// The last character of the signature has no unused bits set: otherwise several texts would pass for one
// token.
const compactHs256 = /^[\w-]{10,1000}\.[\w-]{10,1000}\.[\w-]{42}[AEIMQUYcgkosw048]$/;

export function createTokenSigner(options: TokenSignerOptions): TokenSigner {
  const { clock, expirationDays, rememberMs = 5 * second, rememberAtMost = 1000 } = options;
  if (!(expirationDays > 0)) throw new RangeError("expirationDays is not above 0");

  const lifetimeSeconds = Math.max(1, Math.round(expirationDays * day / second));
  const remembered = new BoundedMap<string, Verified>(rememberAtMost);
  const currentKey = signingKey(options.secret, clock, () => remembered.clear());

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

  /** @param graceSeconds how long after its end a token is still read. */
  async function read(
    token: string,
    key: CryptoKey,
    graceSeconds = 0,
  ): Promise<(IssuedToken & { readonly exp: number }) | undefined> {
    if (!compactHs256.test(token)) return undefined;
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [algorithm],
        currentDate: new Date(clock.now()),
        clockTolerance: graceSeconds,
        requiredClaims: ["sub", "iat", "exp", "ver"],
      });
      const userId = readUserId(payload.sub);
      const { iat, exp, ver: tokenVersion } = payload;
      if (userId === undefined || !isCount(iat) || !isCount(exp) || !isCount(tokenVersion)) {
        return undefined;
      }
      if (iat * second > clock.now() + clockLeewayMs) return undefined;
      const sessionId = SessionId.safeParse(payload.jti).data;
      const subject = { userId, tokenVersion, ...(sessionId === undefined ? {} : { sessionId }) };
      return { subject, issuedAt: iat * second, exp };
    } catch {
      return undefined; // jose throws for every kind of wrong token
    }
  }

  async function check(token: string, key: CryptoKey): Promise<Verified | undefined> {
    const found = await read(token, key);
    if (found === undefined) return undefined;
    const now = clock.now();
    const { subject, issuedAt, exp } = found;
    const endsAt = Math.min(exp * second, issuedAt + lifetimeSeconds * second);
    return now >= endsAt ? undefined : { subject, endsAt, forgetAt: now + rememberMs };
  }

  return {
    lifetimeMs: lifetimeSeconds * second,

    async sign({ userId, tokenVersion, sessionId }, shown) {
      // Loaded with the first log-in: a server that starts only verifies tokens.
      const { SignJWT } = await import("jose/jwt/sign");
      const issuedAt = Math.floor(clock.now() / second);
      const display = shown && { username: shown.username, is_admin: shown.isAdmin };
      const id = sessionId === undefined ? {} : { jti: sessionId };
      return await new SignJWT({ ver: tokenVersion, ...id, ...display })
        .setProtectedHeader({ alg: algorithm, typ: "JWT" })
        .setSubject(String(userId))
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(await currentKey());
    },

    async verify(token) {
      const key = await currentKey();
      const known = recall(token);
      if (known !== undefined) return clock.now() < known.endsAt ? known.subject : undefined;
      const verified = await check(token, key);
      if (verified !== undefined) remember(token, verified);
      return verified?.subject;
    },

    async recognise(token) {
      const found = await read(token, await currentKey(), recogniseMs / second);
      if (found === undefined || found.issuedAt + recogniseMs <= clock.now()) return undefined;
      return { subject: found.subject, issuedAt: found.issuedAt };
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
