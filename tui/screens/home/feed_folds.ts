import { isFailure } from "../../../routes/contract/facts.ts";
import { folded } from "../../texts/reason.ts";
import type { FeedEntry } from "./feed_entry.ts";

/** Acts of one user within this time are one line: an act on many jobs is told for each of them. */
const sameActMs = 60_000;

/**
 * What a line has in common with those that it is folded with; `undefined`: it stays a line of its own. Failures and skipped
 * fires fold by job and text, all attempts after the first by job, acts by user and kind.
 */
export function foldOf(entry: FeedEntry): string | undefined {
  if (entry.kind === "log") return `${entry.log.event} ${entry.log.user}`;
  const { state, attempt, description } = entry.execution;
  if (isFailure(state) || state === "scheduled error") {
    return `${entry.jobId} ${state} ${folded(description)}`;
  }
  const isRetry = state === "running" ? attempt > 1 : state === "scheduled" && attempt > 0;
  return isRetry ? `${entry.jobId} retry` : undefined;
}

/**
 * The lines with a further one on top, newest first. It takes the place of the line that says the same, and counts it. A
 * success of the job ends the count: a failure after it is news.
 * @returns `entries` itself when the line is there already.
 */
export function withFolded(entries: readonly FeedEntry[], fresh: FeedEntry): readonly FeedEntry[] {
  const at = placeOfSame(entries, fresh);
  const same = entries[at];
  if (same === undefined) return [fresh, ...entries];
  if (fresh.at < same.at || (fresh.at === same.at && fresh.told === same.told)) return entries;
  const count = (same.count ?? 1) + 1;
  const merged: FeedEntry = { ...fresh, key: same.key, count };
  return [merged, ...entries.slice(0, at), ...entries.slice(at + 1)];
}

function placeOfSame(entries: readonly FeedEntry[], fresh: FeedEntry): number {
  const fold = foldOf(fresh);
  if (fold === undefined) return -1;
  for (const [i, entry] of entries.entries()) {
    if (fresh.kind === "log") {
      if (entry.kind !== "log") continue;
      const isSoon = Date.parse(fresh.at) - Date.parse(entry.at) < sameActMs;
      return isSoon && foldOf(entry) === fold ? i : -1;
    }
    if (entry.jobId !== fresh.jobId || entry.kind === "log") continue;
    if (entry.execution.state === "succeeded") return -1;
    if (foldOf(entry) === fold) return i;
  }
  return -1;
}
