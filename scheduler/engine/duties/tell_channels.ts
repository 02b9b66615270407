import type { Instant } from "../../model/time.ts";
import { tellChannels } from "../../store/channels/messages.ts";
import type { Duty, DutyDeps } from "./duty.ts";

/**
 * Makes messages of the notices of alarms. A tick looks for those of all processes. Between ticks, a process looks after a
 * commit of its own that wrote notices, and when the time of those that wait has come: an idle process reads nothing.
 */
export function tellAll({ db, clock, mayAct }: DutyDeps): Duty {
  let lookAt: Instant | undefined;
  db.onCommit(({ isNotice }) => isNotice && (lookAt = -Infinity));
  const act = async () => {
    // What comes while this runs is looked for again.
    lookAt = undefined;
    const next = await tellChannels(db, clock.now());
    if (next !== undefined) lookAt = Math.min(lookAt ?? next, next);
  };
  return {
    name: "tell of alarms",
    act,
    look: async () => {
      if (lookAt === undefined || lookAt > clock.now()) return;
      if (await mayAct?.() ?? true) await act();
    },
  };
}
