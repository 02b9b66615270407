import { type Listing, listingOf, type NumberItem, runsOf, stepOf } from "./listing.ts";

/** Minutes of the day, from 0 to 1439. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** The times of day at which a schedule fires, in the shape that reads best. */
export type Times =
  /** All day long, from midnight on, in one rhythm. */
  | { readonly kind: "every"; readonly minutes: number }
  /** A fire at both ends of each window and every so many minutes between. */
  | {
    readonly kind: "windows";
    readonly everyMinutes: number;
    readonly windows: readonly TimeWindow[];
  }
  | { readonly kind: "clock"; readonly times: readonly number[] }
  /** Without `minutes` every minute, without `hours` every hour. */
  | {
    readonly kind: "minutes of hours";
    readonly minutes: Listing<NumberItem> | undefined;
    readonly hours: Listing<NumberItem> | undefined;
  };

/** Up to `fewTimes` stand one by one even if they have a rhythm, up to `someTimes` if they have none. */
const fewTimes = 4;
const someTimes = 6;
const maxWindows = 3;

/** Both lists must rise. Different schedules give different times, unless a list is too long. */
export function timesOf(minutes: readonly number[], hours: readonly number[]): Times {
  const rhythm = rhythmOf(minutes);
  if (hours.length === 24) {
    if (rhythm !== undefined && minutes[0] === 0) return { kind: "every", minutes: rhythm };
    return { kind: "minutes of hours", minutes: listingOf(minutes), hours: undefined };
  }

  const times = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  if (times.length <= fewTimes) return { kind: "clock", times };

  const step = stepOf(times);
  if (step !== undefined) {
    const window = { from: times[0]!, to: times.at(-1)! };
    return window.from === 0 && window.to + step === 1440
      ? { kind: "every", minutes: step }
      : { kind: "windows", everyMinutes: step, windows: [window] };
  }
  if (times.length <= someTimes) return { kind: "clock", times };

  const windows = runsOf(hours).map(([first, last]) => ({
    from: first * 60 + minutes[0]!,
    to: last * 60 + minutes.at(-1)!,
  }));
  if (
    rhythm !== undefined && windows.length <= maxWindows &&
    windows.every(({ from, to }) => from < to)
  ) return { kind: "windows", everyMinutes: rhythm, windows };

  return {
    kind: "minutes of hours",
    minutes: minutes.length === 60 ? undefined : listingOf(minutes),
    hours: listingOf(hours),
  };
}

/** The distance between fires in minutes, if one hour goes on in the rhythm of the hour before. */
function rhythmOf(minutes: readonly number[]): number | undefined {
  const step = minutes.length === 1 ? 60 : stepOf(minutes);
  return step !== undefined && step * minutes.length === 60 ? step : undefined;
}
