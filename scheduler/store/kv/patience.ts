/** How long a call is tried again while the database refuses it for the moment. */
export const patienceMs = 10_000;
const passing =
  /database is locked|database table is locked|\bbusy\b|timed? ?out|connection|network|unavailable|error sending request|\b50[234]\b/i;

/**
 * The database did not say whether it wrote a commit. The commit may have happened, and it may still happen: who has to
 * know reads again.
 */
export class UnknownCommitError extends Error {
  override readonly name = "UnknownCommitError";

  constructor(cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`the database did not say whether it wrote a commit: ${why}`, { cause });
  }
}

/** Whether the same call may succeed a moment later. A commit that failed so may have happened all the same. */
export function isPassing(error: unknown): boolean {
  if (error instanceof UnknownCommitError) return true;
  return error instanceof Error && passing.test(error.message);
}

/** Whether the error of a commit proves that the database did not write it. */
export function isRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // SQLite answers so when it could not begin; a TypeError that does not pass is about the operation itself.
  return /locked|busy/i.test(error.message) || (error instanceof TypeError && !isPassing(error));
}

/** @throws Error when the answer takes longer than `ms`; a commit may have happened all the same. */
export async function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the database timed out")), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
