import type { Database } from "../database.ts";
import { readRaw } from "./raw_reads.ts";
import type { Commit } from "../work.ts";

/**
 * Sets counters of a commit to zero that hold something else. Otherwise no execution of that minute and state could end.
 * What was counted is lost, and the counters of the same commit may count it twice; the executions themselves are right.
 */
export async function resetBrokenSums(
  { kv, unreadable }: Database,
  { sums }: Commit,
): Promise<void> {
  const stored = await readRaw(kv, Array.from(sums.values(), ({ key }) => key));
  for (const entry of stored) {
    if (entry.versionstamp === null) continue;
    if (entry.versionstamp !== undefined && entry.value instanceof Deno.KvU64) continue;
    unreadable.note(entry.key);
    const work = kv.atomic().set(entry.key, new Deno.KvU64(0n));
    if (entry.versionstamp !== undefined) {
      work.check({ ...entry, versionstamp: entry.versionstamp });
    }
    await work.commit();
  }
}
