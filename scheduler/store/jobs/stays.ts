import type { Instant } from "../../model/time.ts";
import type { Commit } from "../kv/commit.ts";
import type { InPack } from "../kv/job_rows.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";

/**
 * Says where the executions are that a job had in the pack that it leaves. As long as it is in a pack, its own record
 * says so.
 * @param job as its record is stored.
 * @param until the last fire time at which the pack may have fired; `undefined` for a pack that has not fired.
 */
export function endStay(
  work: Commit,
  { id, pack, packFrom: from = 0 }: InPack,
  until: Instant | undefined,
): void {
  if (pack === undefined || until === undefined || until < from) return;
  work.set(keys.stay.at(id, from, pack), until);
  work.set(keys.stay.over(until, id, from, pack), indexMark);
}
