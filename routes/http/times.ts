import { BoundedMap } from "../../scheduler/cache/bounded_map.ts";
import { day, hour, type Instant, minute, second } from "../../scheduler/model/time.ts";

/** The texts of days. Most times of a list are of a few days, and toISOString() takes 4 us. */
const days = new BoundedMap<number, string>(400);

/** A time of an answer: ISO 8601 in UTC, to the millisecond. */
export function isoTime(at: Instant): string {
  const ms = at % day;
  // Times before 1970, and fractions of a millisecond, are rare.
  if (!(ms >= 0 && Number.isInteger(at))) return new Date(at).toISOString();
  const start = at - ms;
  let text = days.get(start);
  if (text === undefined) {
    days.set(start, text = new Date(start).toISOString().slice(0, -"00:00:00.000Z".length));
  }
  const [h, m] = [Math.floor(ms / hour), Math.floor(ms % hour / minute)];
  const [s, rest] = [Math.floor(ms % minute / second), ms % second];
  return `${text}${padded(h)}:${padded(m)}:${padded(s)}.${rest < 100 ? "0" : ""}${padded(rest)}Z`;
}

function padded(count: number): string {
  return count < 10 ? `0${count}` : String(count);
}

/** The same; "" where there is no time, as the contract has it for `next_run_time`. */
export function isoTimeOrNothing(at: Instant | undefined): string {
  return at === undefined ? "" : isoTime(at);
}
