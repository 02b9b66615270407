import { wallTime } from "../../cron/mod.ts";
import { type Instant, minute } from "../time.ts";
import type { QuietHours } from "./channel.ts";

const dayMinutes = 24 * 60;

/**
 * The end of the quiet hours in which `now` lies; `undefined` outside of quiet hours. Where the clock of the zone changes
 * before the end, the end is off by that change, and the caller asks again then.
 */
export function quietUntil(quiet: QuietHours | undefined, now: Instant): Instant | undefined {
  if (quiet === undefined) return undefined;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const length = (to - from + dayMinutes - 1) % dayMinutes + 1; // equal times are a whole day
  const wall = minutesOf(wallTime(quiet.timeZone, now).slice(11, 16));
  const since = (wall - from + dayMinutes) % dayMinutes;
  if (since >= length) return undefined;
  return now - now % minute + (length - since) * minute;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
