import { type Caller, mustChange, seen } from "../../scheduler/model/caller.ts";
import type { Monitor } from "../../scheduler/model/monitors/monitor.ts";

/** @throws Refusal `not_found` for a monitor that is missing or that the caller does not see. */
export function seenMonitor(caller: Caller, monitor: Monitor | undefined): Monitor {
  return seen(caller, "monitor", monitor, ({ categoryId }) => categoryId);
}

/** @throws Refusal `not_found` for a monitor that the caller does not see, `forbidden` for one to read only. */
export function mustChangeMonitor(caller: Caller, monitor: Monitor): void {
  seenMonitor(caller, monitor);
  mustChange(caller);
}
