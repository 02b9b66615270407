import type { JobId } from "../ids.ts";
import { type Instant, second } from "../time.ts";

/**
 * How many milliseconds after its fire time a run starts: from 0 to the job's jitter. The same fire of the same job always has the
 * same delay, in every process. The hash is FNV-1a with the final mix of MurmurHash3.
 */
export function jitterMs(job: JobId, fireAt: Instant, jitterSeconds: number): number {
  if (jitterSeconds === 0) return 0;
  let hash = 0x811c9dc5;
  for (const char of `${job}${fireAt}`) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return Math.floor(hash / 2 ** 32 * (jitterSeconds * second + 1));
}
