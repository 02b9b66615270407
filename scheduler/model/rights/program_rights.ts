import type { CategoryId } from "../ids.ts";

/** The categories whose jobs may run programs without an admin (`SHELL_CATEGORIES`). */
export type ProgramCategories = "all" | ReadonlySet<CategoryId>;

const none: ProgramCategories = new Set();

/** A job class, as far as the right to run programs goes. */
export interface ProgramClass {
  readonly name: string;
  readonly startsPrograms?: boolean;
}

/** A job, as far as the right to run programs goes. */
export interface ProgramOwner {
  readonly categoryId: CategoryId;
  /** Whether an admin saved the job, or asked for the run, with this class and these arguments. */
  readonly approvedByAdmin?: boolean;
}

/**
 * A class that runs programs is code as the server's user. Such a job runs when an admin saved it, or when its category
 * may run programs.
 * @returns why the job must not run; `undefined` when it may.
 */
export function programRefusal(
  jobClass: ProgramClass | undefined,
  { categoryId, approvedByAdmin = false }: ProgramOwner,
  categories: ProgramCategories = none,
): string | undefined {
  if (jobClass?.startsPrograms !== true || approvedByAdmin) return undefined;
  if (categories === "all" || categories.has(categoryId)) return undefined;
  return `${jobClass.name} runs programs as the server's user, so only an admin may save such a ` +
    `job: SHELL_CATEGORIES does not name category ${categoryId}`;
}
