import { AlarmWatching } from "../../store/watching/watch_alarms.ts";
import type { Duty, DutyDeps } from "./duty.ts";

/** Raises and closes the alarms that no end of an execution raises or closes. */
export function watchAlarms({ db, clock }: DutyDeps): Duty {
  const watching = new AlarmWatching(db);
  return {
    name: "watch alarms",
    act: (isTimeLeft) => watching.look(clock.now(), isTimeLeft),
  };
}
