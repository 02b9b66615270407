/** Times and durations for people. Pure: the present time and the zone are parameters. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A time of the API in milliseconds since 1970; `undefined` for "", which means no time. */
export function momentOf(text: string): number | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** Whether the calendar has the date, such as 2026-02-28. `Date.parse()` takes the 31st of February for a day of March. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** A duration: `12ms`, `3.1s`, `41s`, `9m02s`, `3h05m`, `2d04h`. */
export function duration(ms: number): string {
  if (ms < 0) return duration(0);
  if (ms < second) return `${Math.round(ms)}ms`;
  if (ms < 9.95 * second) return `${(ms / second).toFixed(1)}s`;
  const whole = Math.round(ms / second) * second;
  if (whole < minute) return `${whole / second}s`;
  if (whole < hour) return `${Math.floor(whole / minute)}m${two((whole % minute) / second)}s`;
  if (whole < day) return `${Math.floor(whole / hour)}h${two((whole % hour) / minute)}m`;
  return `${Math.floor(whole / day)}d${two((whole % day) / hour)}h`;
}

/** A time that runs on the screen: `0:12`, `12:29`, `13h28m`, `2d04h`. */
export function countdown(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / second)) * second;
  if (whole < hour) return `${Math.floor(whole / minute)}:${two((whole % minute) / second)}`;
  return duration(whole);
}

/**
 * The time until a fire in a long list. When it is not near, it shows minutes: rows that change each second distract
 * and cost time.
 */
export function approach(ms: number): string {
  const isNear = ms < 5 * minute || ms >= hour;
  return isNear ? countdown(ms) : `${Math.floor(ms / minute)}m`;
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}

/** The ways to show times. One key goes through them. */
export const timeModes = ["relative", "local", "job", "utc"] as const;
export type TimeMode = typeof timeModes[number];

// Temporal, because Intl takes 20 ms to load its tables.
export const localZone = Temporal.Now.timeZoneId();

/** Zones change their offsets at quarters of an hour only, and rows of a screen have few of those. */
const quarterMs = 15 * minute;
const offsets = new Map<string, number>();
const mostOffsets = 5000;

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
function offsetMsOf(at: number, zone: string): number {
  const key = `${Math.floor(at / quarterMs)} ${zone}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = readOffset(at, zone);
    if (offsets.size >= mostOffsets) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

function readOffset(at: number, zone: string): number {
  const moment = Temporal.Instant.fromEpochMilliseconds(Math.floor(at));
  try {
    return Math.round(moment.toZonedDateTimeISO(zone).offsetNanoseconds / 1e6);
  } catch {
    // This runtime does not know the zone: its times are shown in UTC.
    return 0;
  }
}

export interface Wall {
  readonly date: string;
  readonly time: string;
}

/** The date and the time in a zone: `2026-11-22`, `14:02:31`. */
export function wallOf(at: number, zone: string): Wall {
  const [date = "", time = ""] = new Date(at + offsetMsOf(at, zone)).toISOString().split("T");
  return { date, time: time.slice(0, "14:02:31".length) };
}

/** The zone's distance from UTC at a moment: `+09:00`. */
export function offsetOf(at: number, zone: string): string {
  const minutes = Math.round(offsetMsOf(at, zone) / minute);
  const [sign, size] = minutes < 0 ? ["-", -minutes] : ["+", minutes];
  return `${sign}${two(size / 60)}:${two(size % 60)}`;
}

/** The zone in which a mode shows the times of a job. */
export function zoneOf(mode: TimeMode, jobZone: string): string {
  if (mode === "utc") return "UTC";
  return mode === "job" ? jobZone : localZone;
}

/** `14:02:31` on the same day as now, `Tue 14:02` within a week, `11-22 14:02`, `2025-11-22` beyond a year. */
export function clockTime(at: number, now: number, zone: string, weekdays: readonly string[]) {
  const wall = wallOf(at, zone);
  const today = wallOf(now, zone);
  if (wall.date === today.date) return wall.time;
  const time = wall.time.slice(0, 5);
  if (Math.abs(at - now) < 6 * day) {
    return `${weekdays[new Date(`${wall.date}T00:00:00Z`).getUTCDay()]} ${time}`;
  }
  if (wall.date.slice(0, 4) === today.date.slice(0, 4)) return `${wall.date.slice(5)} ${time}`;
  return wall.date;
}

/** The five fields in the order of crontab. In the API Monday is 0, in crontab it is 1, so days get names. */
export function cronText(fields: {
  readonly minute: string;
  readonly hour: string;
  readonly day: string;
  readonly month: string;
  readonly day_of_week: string;
}): string {
  const { minute, hour, day, month } = fields;
  return [minute, hour, day, month, weekdayText(fields.day_of_week)].join(" ");
}

const weekdayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Replaces numbers by names, because readers of crontab take 0 for Sunday. */
function weekdayText(field: string): string {
  return field.replace(/(?<![/\d])[0-6](?!\d)/g, (digit) => weekdayNames[Number(digit)] ?? digit);
}

/** `128`, `1.2k`, `3.4M`. */
export function count(value: number): string {
  if (value < 10_000) return String(value);
  if (value < 999_500) return `${(value / 1000).toFixed(value < 99_950 ? 1 : 0)}k`;
  return `${(value / 1_000_000).toFixed(1)}M`;
}
