import { second } from "../../model/time.ts";
import { clearUp } from "./clear_up.ts";
import type { Duty, DutyDeps } from "./duty.ts";
import { forgetOldChanges } from "./forget_old_changes.ts";
import { tellAll } from "./tell_channels.ts";
import { watchAlarms } from "./watch_alarms.ts";
import { watchPings } from "./watch_monitors.ts";
import { replanChanged } from "./replan_changed.ts";

/** The duties of one tick share this time, in milliseconds. Each makes one step at least. */
const dutiesMs = 5 * second;

/** The duties of a process, in the order in which each tick does them. A new duty is a file here and a line below. */
export function dutiesOf(deps: DutyDeps): readonly Duty[] {
  return [
    replanChanged(deps),
    forgetOldChanges(deps),
    watchPings(deps),
    watchAlarms(deps),
    // After it, so that what it sees is told in the same tick.
    tellAll(deps),
    clearUp(deps),
  ];
}

/** Begins the time that the duties of one tick share. @returns whether time is left and the engine goes on. */
export function timeForDuties(stopped: AbortSignal): () => boolean {
  const giveUpAt = performance.now() + dutiesMs;
  return () => performance.now() < giveUpAt && !stopped.aborted;
}
