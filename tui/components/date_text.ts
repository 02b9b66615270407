import type { State } from "../state.ts";
import { clockTime, localZone, momentOf, zoneOf } from "../texts/format.ts";
import type { Texts } from "../texts/mod.ts";

/** A moment as a list shows it; "" for no moment. */
export function dateText(state: State, iso: string, t: Texts): string {
  const at = momentOf(iso);
  const zone = zoneOf(state.prefs.timeMode, localZone);
  return at === undefined ? "" : clockTime(at, state.now, zone, t.weekdays);
}
