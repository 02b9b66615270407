import { unreadOn } from "../state/server/reads.ts";
import { currentView } from "../state/view.ts";
import { clockTime, localZone, zoneOf } from "../texts/format.ts";
import type { Canvas } from "./canvas.ts";

type Given = Pick<Canvas, "state" | "t">;

/** Why there is nothing to show, and since when; `undefined`: the server answers. */
export function unreadText(given: Given): string | undefined {
  const told = toldOf(given);
  return told && given.t.list.unread(told.since, told.error);
}

/** What stands in place of rows that are not read yet. */
export function loadingText(given: Given): string {
  return unreadText(given) ?? given.t.list.loading;
}

/** What stands on the page of a thing that is not there, or that nobody could ask for. */
export function goneText(given: Given, gone: string): string {
  return unreadText(given) ?? gone;
}

/** That what is shown is old, why, and since when; `undefined`: it is what the server has. */
export function oldText(given: Given): string | undefined {
  const told = toldOf(given);
  return told && given.t.list.old(told.since, told.error);
}

function toldOf({ state, t }: Given) {
  const unread = unreadOn(state, currentView(state.view).screen);
  if (unread === undefined) return undefined;
  const zone = zoneOf(state.prefs.timeMode, localZone);
  const since = clockTime(unread.since, state.now, zone, t.weekdays);
  return { since, error: unread.error === "" ? t.list.silent : unread.error };
}
