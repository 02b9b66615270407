import type { PackId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import type { Commit } from "../kv/commit.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";

/** Says from which fire time on a job's executions are on the strips of a pack. The job's record says it as well. */
export function beginStay(work: Commit, { id }: Job, pack: PackId, from: Instant): void {
  work.set(keys.stay.at(id, from, pack), 0);
}

/**
 * Says that a job has left its pack.
 * @param job as its record is stored.
 * @param until the last fire time at which the pack may have fired; `undefined` for a pack that has not fired.
 */
export function endStay(
  work: Commit,
  { id, pack, packFrom: from = 0 }: Job,
  until: Instant | undefined,
): void {
  if (pack === undefined) return;
  const key = keys.stay.at(id, from, pack);
  if (until === undefined || until < from) work.delete(key);
  else work.set(key, until).set(keys.stay.over(until, id, from, pack), indexMark);
}
