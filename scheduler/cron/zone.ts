import { BoundedMap } from "../cache/bounded_map.ts";
import { dayMs } from "./calendar.ts";

/** A time in which a zone keeps one offset; one long period may come as several. */
export interface OffsetPeriod {
  /** The period is from here, included, to `until`, not included, in epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  /** What to add to the epoch milliseconds to get the wall time. */
  readonly offset: number;
  /** The offset just before `from`: another one if the clocks changed there. */
  readonly offsetBefore: number;
}

// No zone of the database keeps an offset for less than 6.9 days since 1970, so looking every five
// finds every change.
const strideMs = 5 * dayMs;
const stretchMs = 73 * strideMs;

// A stretch of about a year costs some hundred looks at the offset and is then remembered.
const rememberedStretches = 64;
const rememberedZones = 600;

/** The offsets of one time zone. Looking one up is cheap once its year has been read. */
export class Zone {
  readonly #name: string;
  readonly #stretches = new BoundedMap<number, readonly OffsetPeriod[]>(rememberedStretches);

  /** Throws RangeError for a name that Intl does not know. */
  constructor(name: string) {
    formatOf(name);
    this.#name = name;
  }

  /** The period that `instant` falls in. */
  periodAt(instant: number): OffsetPeriod {
    const index = Math.floor(instant / stretchMs);
    let periods = this.#stretches.get(index);
    if (!periods) {
      periods = this.#readStretch(index);
      this.#stretches.set(index, periods);
    }
    let at = periods.length - 1;
    while (at > 0 && periods[at]!.from > instant) at--;
    return periods[at]!;
  }

  /** Begins one stride early, so that a change just before the stretch is still known in it. */
  #readStretch(index: number): OffsetPeriod[] {
    const format = formatOf(this.#name);
    const end = (index + 1) * stretchMs;
    const periods: OffsetPeriod[] = [];
    let from = index * stretchMs - strideMs;
    let offsetBefore: number | undefined;
    while (from < end) {
      const offset = offsetAt(format, from);
      const until = changeAfter(format, from, end, offset);
      periods.push({ from, until, offset, offsetBefore: offsetBefore ?? offset });
      offsetBefore = offset;
      from = until;
    }
    return periods;
  }
}

/** When the offset is no longer `offset`, to the second; `end` if it is until then. */
function changeAfter(
  format: Intl.DateTimeFormat,
  from: number,
  end: number,
  offset: number,
): number {
  for (let before = from; before < end; before += strideMs) {
    let changed = Math.min(before + strideMs, end);
    if (offsetAt(format, changed) === offset) continue;
    while (changed - before > 1000) {
      const middle = before + Math.floor((changed - before) / 2000) * 1000;
      if (offsetAt(format, middle) === offset) before = middle;
      else changed = middle;
    }
    return changed;
  }
  return end;
}

function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
  // "6/4/2026, GMT-04:00"; "GMT" alone is 0; seconds are there only in historic offsets.
  const text = format.format(instant);
  const match = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(text);
  if (!match) throw new Error(`No offset in ${JSON.stringify(text)}`);
  const [, sign, hours = 0, minutes = 0, seconds = 0] = match;
  const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -offset : offset;
}

// Few, as one holds some 70 KiB outside the heap and takes no longer to make than half a stretch to read.
const formats = new BoundedMap<string, Intl.DateTimeFormat>(32);

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  formats.set(timeZone, format);
  return format;
}

const zones = new BoundedMap<string, Zone>(rememberedZones);

/** The zone of a name; throws RangeError if there is none. */
export function zoneNamed(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  if (!isIanaForm(name)) throw new RangeError(`Unknown time zone: ${JSON.stringify(name)}`);
  const zone = new Zone(name);
  zones.set(name, zone);
  return zone;
}

/** A name of the IANA time zone database or an alias in it, in any case; not an offset like `+08:00`. */
export function isTimeZone(name: string): boolean {
  try {
    zoneNamed(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

// Intl also knows these old names of its own; the database does not have them, and
// `IST` or `BST` would hardly be the zone that its writer had in mind.
const foreignNames = new Set([
  ...["ACT", "AET", "AGT", "ART", "AST", "BET", "BST", "CAT", "CNT", "CST", "CTT", "EAT", "ECT"],
  ...["IET", "IST", "JST", "MIT", "NET", "NST", "PLT", "PNT", "PRT", "PST", "SST", "VST"],
]);

function isIanaForm(name: string): boolean {
  return /^[a-z]/i.test(name) && !foreignNames.has(name.toUpperCase()) && !/^SystemV\//i.test(name);
}
