import type { Pause as StoredPause } from "../../scheduler/model/firing/pause.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { Pause } from "../contract/timing/pauses.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";

export function pauseToWire({ scope, reason, fires, at, until, by }: StoredPause): Pause {
  return {
    category_id: scope,
    reason,
    fires,
    started_time: isoTime(at),
    until: isoTimeOrNothing(until),
    username: by,
  };
}

/** @throws Refusal `invalid` for an end that is past. */
export function mustBeAhead(until: Instant | null | undefined, now: Instant): void {
  if (until === undefined || until === null || until > now) return;
  throw Refusal.invalid([{ field: "until", reason: "must be later than now" }]);
}
