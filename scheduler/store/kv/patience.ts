/** How long a call is tried again while the database refuses it for the moment. */
export const patienceMs = 10_000;
const passing =
  /database is locked|database table is locked|\bbusy\b|timed? ?out|connection|network|unavailable|error sending request|\b50[234]\b/i;

/** Whether the same call may succeed a moment later. A commit that failed so may have happened all the same. */
export function isPassing(error: unknown): boolean {
  return error instanceof Error && passing.test(error.message);
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
