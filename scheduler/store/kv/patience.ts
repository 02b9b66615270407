import { DatabaseTimeoutError } from "./faults/failures.ts";

/** How long a call is tried again while the database refuses it for the moment. */
export const patienceMs = 10_000;

/** @throws DatabaseTimeoutError when the answer takes longer than `ms`; a commit may have happened all the same. */
export async function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DatabaseTimeoutError()), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
