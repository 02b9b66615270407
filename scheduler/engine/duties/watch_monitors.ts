import { watchMonitors } from "../../store/monitors/watch_monitors.ts";
import type { Duty, DutyDeps } from "./duty.ts";

/** Finds pings of monitors that did not come in time. */
export function watchPings({ db, clock }: DutyDeps): Duty {
  return { name: "watch monitors", act: () => watchMonitors(db, clock.now()) };
}
