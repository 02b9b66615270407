import type { CategoryId } from "../ids.ts";
import type { ProgramCategories } from "./program_rights.ts";

/** The job secrets that only jobs of some categories may use. A secret that is not here is open to all jobs. */
export type SecretCategories = ReadonlyMap<string, ProgramCategories>;

const prefix = "CATEGORIES_OF_";

/** The variable that names a secret's categories. No secret can have its name, whatever secrets there are. */
export function categoriesVariable(secret: string): string {
  return prefix + secret;
}

/** The secret that such a variable is about; `undefined` for any other variable. */
export function secretOfVariable(variable: string): string | undefined {
  return variable.startsWith(prefix) ? variable.slice(prefix.length) : undefined;
}

/** Whether there is a secret that not all jobs may use. */
export function isAnyClosed(closed: SecretCategories | undefined): closed is SecretCategories {
  return closed !== undefined && closed.size > 0;
}

/** @returns why a job of this category must not use the secret; `undefined` when it may. */
export function secretRefusal(
  secret: string,
  category: CategoryId,
  closed: SecretCategories | undefined,
): string | undefined {
  const allowed = closed?.get(secret);
  if (allowed === undefined || allowed === "all" || allowed.has(category)) return undefined;
  return `${secret} is not for jobs of category ${category}: see ${categoriesVariable(secret)}`;
}

/** A class, as far as secrets go that its arguments do not name. */
export interface SecretClass {
  impliedSecrets?(pubArgs: readonly unknown[]): readonly string[];
}

/** An argument that uses a secret which the job's category may not use. */
export interface ClosedSecret {
  /** For example `pub_args[0].signature.secret_env`. */
  readonly field: string;
  readonly reason: string;
}

/** Looks at every text of the arguments, because only the class knows which of them is the name of a secret. */
export function closedSecrets(
  jobClass: SecretClass | undefined,
  pubArgs: readonly unknown[],
  category: CategoryId,
  closed: SecretCategories | undefined,
): ClosedSecret[] {
  if (!isAnyClosed(closed)) return [];
  const refused = (field: string, secret: string): ClosedSecret[] => {
    const reason = secretRefusal(secret, category, closed);
    return reason === undefined ? [] : [{ field, reason }];
  };
  const implied = jobClass?.impliedSecrets?.(pubArgs) ?? [];
  return [
    ...textsOf(pubArgs, "pub_args").flatMap(([field, text]) => refused(field, text)),
    ...implied.flatMap((secret) => refused("pub_args", secret)),
  ];
}

function textsOf(value: unknown, field: string): [field: string, text: string][] {
  if (typeof value === "string") return [[field, value]];
  if (Array.isArray(value)) return value.flatMap((part, i) => textsOf(part, `${field}[${i}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsOf(part, `${field}.${name}`));
}
