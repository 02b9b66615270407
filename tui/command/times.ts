import { localZone, momentOf, wallOf } from "../texts/format.ts";
import { wrongUse } from "./failures.ts";

const unitsMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * A moment of the command line, for the API: an ISO 8601 time, or a length such as `90m` or `7d` before now.
 * @throws CommandFailure for anything else.
 */
export function momentGiven(option: string, text: string, now: number): string {
  return momentFrom(option, text, (ms) => now - ms);
}

/** The same for what is still to come: `90m` is in 90 minutes. */
export function momentAhead(option: string, text: string, now: number): string {
  return momentFrom(option, text, (ms) => now + ms);
}

function momentFrom(option: string, text: string, at: (lengthMs: number) => number): string {
  const [, count, unit = ""] = /^(\d+)([smhdw])$/.exec(text) ?? [];
  if (count !== undefined) {
    return new Date(at(Number(count) * (unitsMs[unit] ?? 0))).toISOString();
  }
  const moment = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(moment)) return new Date(moment).toISOString();
  throw wrongUse(
    `${option}: "${text}" is neither a time (2026-11-22T14:00) nor a length (90m, 7d).`,
  );
}

/** A time of the API as people read it, in the zone of this machine; "-" where there is none. */
export function shownTime(text: string): string {
  const at = momentOf(text);
  if (at === undefined) return "-";
  const { date, time } = wallOf(at, localZone);
  return `${date} ${time}`;
}
