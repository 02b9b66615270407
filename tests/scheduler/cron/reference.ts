import moment from "moment-timezone";

/**
 * A slow second opinion: the wall clock is read at every minute of a few days, and each wall minute is
 * tried. Nothing here comes from the code under test.
 */
const minute = 60_000;
const day = 24 * 60 * minute;

/** A wall time as if it were UTC. */
export type WallTime = number;
export type Matches = (wall: Date) => boolean;

export interface Reference {
  /** The reference knows the fires from here to `until`. */
  readonly from: number;
  readonly until: number;
  runs(matches: Matches, runsEveryHour: boolean): number[];
  wallAt(instant: number): WallTime;
}

/** Covers the days around a moment. The outermost days only show changes of the clock. */
export function referenceAround(zone: string, moment: number): Reference {
  const start = Math.floor(moment / day) * day - 4 * day;
  const end = start + 9 * day;
  const wallAt = wallReader(zone);
  const instants: number[] = [];
  const walls: WallTime[] = [];
  for (let instant = start; instant < end; instant += minute) {
    instants.push(instant);
    walls.push(wallAt(instant));
  }
  return {
    from: start + 2 * day,
    until: end - 2 * day,
    wallAt,
    runs(matches, runsEveryHour) {
      const times = runsEveryHour
        ? instants.map((instant, n): [number, WallTime] => [instant, walls[n]!])
        : eachWallTimeOnce(instants, walls);
      const runs = times.filter(([, wall]) => matches(new Date(wall))).map(([instant]) => instant);
      return [...new Set(runs)].toSorted((a, b) => a - b)
        .filter((run) => run >= this.from && run < this.until);
    },
  };
}

function eachWallTimeOnce(instants: number[], walls: WallTime[]): [number, WallTime][] {
  const first = new Map<WallTime, number>();
  instants.forEach((instant, n) => {
    const before = walls[n - 1];
    // The offset before the gap gives a skipped wall time its instant.
    for (let wall = (before ?? walls[n]!) + minute; wall < walls[n]!; wall += minute) {
      if (!first.has(wall)) first.set(wall, instants[n - 1]! + (wall - before!));
    }
    if (!first.has(walls[n]!)) first.set(walls[n]!, instant);
  });
  return [...first].map(([wall, instant]) => [instant, wall]);
}

/** Reads the wall from moment-timezone, which has the same zone data and a reader of its own. */
export function wallReader(zone: string): (instant: number) => WallTime {
  const found = moment.tz.zone(zone);
  if (!found) throw new Error(`moment-timezone has no zone ${zone}`);
  return (instant) => instant - Math.round(found.utcOffset(instant) * 60) * 1000;
}

/** By the definition of ISO 8601: a week belongs to the year of its Thursday. */
export function isoWeekOf(wall: Date): number {
  const thursday = Math.floor(wall.getTime() / day) * day + (3 - weekdayOf(wall)) * day;
  const newYear = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return 1 + Math.floor((thursday - newYear) / day / 7);
}

/** 0 = Monday. */
export function weekdayOf(wall: Date): number {
  return (wall.getUTCDay() + 6) % 7;
}

export function isLastOfMonth(wall: Date, daysBeforeEnd = 0): boolean {
  const later = new Date(wall.getTime() + (daysBeforeEnd + 1) * day);
  return later.getUTCMonth() !== wall.getUTCMonth();
}
