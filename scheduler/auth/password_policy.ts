import { Refusal } from "../model/refusal.ts";

/** With a shorter minimum, the server accepts the short passwords of the original contract and makes no other check. */
const leastForList = 8;

/** The rules for a password that a person makes up. */
export interface PasswordPolicy {
  /** @returns why the password is refused; `undefined` when it is good. */
  problem(password: string, username: string): Promise<string | undefined>;
}

/**
 * @param minLength in characters. From 8 on, the 49,000 most common passwords are refused too, and the name of
 * the user.
 */
export function passwordPolicy(minLength: number): PasswordPolicy {
  return {
    async problem(password, username) {
      if ([...password].length < minLength) return `must have at least ${minLength} characters`;
      if (minLength < leastForList) return undefined;
      const plain = password.normalize("NFKC").toLowerCase();
      if (plain === username.normalize("NFKC").toLowerCase()) return "must not be the user name";
      return await isCommon(plain) ? "is one of the most common passwords" : undefined;
    },
  };
}

/** @throws Refusal `invalid` that names `field`. */
export async function mustFit(
  policy: PasswordPolicy | undefined,
  { password, username, field = "password" }: {
    readonly password: string;
    readonly username: string;
    readonly field?: string;
  },
): Promise<void> {
  const reason = await policy?.problem(password, username);
  if (reason !== undefined) throw Refusal.invalid([{ field, reason }]);
}

let common: Promise<ReadonlySet<string>> | undefined;

async function isCommon(password: string): Promise<boolean> {
  common ??= import("@zxcvbn-ts/language-common")
    .then(({ dictionary }) => new Set(dictionary["passwords-common"]));
  return (await common).has(password);
}
