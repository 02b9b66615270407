import type { Config } from "../scheduler/config.ts";
import { ConfigError } from "../scheduler/config.ts";
import { isSecretName } from "../scheduler/job_classes/mod.ts";
import type { Logger } from "../scheduler/log.ts";
import type { CategoryId } from "../scheduler/model/ids.ts";
import type { ProgramCategories } from "../scheduler/model/rights/program_rights.ts";
import {
  categoriesVariable,
  type SecretCategories,
  secretOfVariable,
} from "../scheduler/model/rights/secret_rights.ts";
import { findCategoryByName } from "../scheduler/store/access/categories.ts";
import type { Database } from "../scheduler/store/kv/database.ts";

export function readProgramCategories(
  { shellCategories }: Config,
  db: Database,
  log: Logger,
): Promise<ProgramCategories> {
  return readCategories("SHELL_CATEGORIES", shellCategories, db, log);
}

/**
 * Which categories may use which job secret. An empty variable counts as not set.
 * @throws ConfigError for a variable that is about no secret.
 */
export async function readSecretCategories(
  environment: Readonly<Record<string, string>>,
  db: Database,
  log: Logger,
): Promise<SecretCategories> {
  const closed = new Map<string, ProgramCategories>();
  for (const [variable, list] of Object.entries(environment)) {
    const secret = secretOfVariable(variable);
    if (secret === undefined || list.trim() === "") continue;
    if (!isSecretName(secret)) {
      throw new ConfigError([`${variable}: must end with the name of a JOB_SECRET_ variable`]);
    }
    const named = list.split(",").map((part) => part.trim()).filter((part) => part !== "");
    closed.set(secret, await readCategories(categoriesVariable(secret), named, db, log));
  }
  return closed;
}

/** A name is looked up once: another category that gets the name later has no rights. */
async function readCategories(
  variable: string,
  list: readonly string[],
  db: Database,
  log: Logger,
): Promise<ProgramCategories> {
  if (list.includes("*")) return "all";
  const ids = new Set<CategoryId>();
  for (const named of list) {
    const id = /^\d{1,15}$/.test(named) ? Number(named) : await findCategoryByName(db, named);
    if (id !== undefined) ids.add(id as CategoryId);
    else log.warn(`${variable}: there is no category named ${JSON.stringify(named)}`);
  }
  return ids;
}
