import { BoundedMap } from "../../cache/bounded_map.ts";
import { type Offsets, unpackZone } from "./packed_zone.ts";
import { changeIn, marchYearOf, type YearlyChange, yearlyRuleOf } from "./yearly_rule.ts";
import { findZone } from "./zone_names.ts";

/** A time in which a zone keeps one offset. */
export interface OffsetPeriod {
  /** The period is from here, included, to `until`, not included, in epoch milliseconds; both may be infinite. */
  readonly from: number;
  readonly until: number;
  /** Milliseconds to add to the epoch milliseconds to get the wall time. */
  readonly offset: number;
  /** The offset before `from`; equal to `offset` in the first period. */
  readonly offsetBefore: number;
}

/** The offsets of one time zone. The first look decodes the zone's table. */
export class Zone {
  readonly #table: Offsets;
  readonly #rule: readonly YearlyChange[] | undefined;
  #recent: OffsetPeriod | undefined;

  constructor(packed: string) {
    this.#table = unpackZone(packed);
    this.#rule = yearlyRuleOf(this.#table);
  }

  /** The period that `instant` falls in. */
  periodAt(instant: number): OffsetPeriod {
    const recent = this.#recent;
    if (recent && instant >= recent.from && instant < recent.until) return recent;
    return this.#recent = this.#findPeriod(instant);
  }

  #findPeriod(instant: number): OffsetPeriod {
    const { untils, offsets } = this.#table;
    const n = firstAfter(untils, instant);
    const from = n === 0 ? -Infinity : untils[n - 1]!;
    const offset = offsets[n]!;
    const period = { from, until: untils[n]!, offset, offsetBefore: offsets[n - 1] ?? offset };
    const isLast = n === untils.length - 1;
    return isLast && this.#rule ? repeatedPeriod(this.#rule, period, instant) : period;
  }
}

/** The period of an instant behind the last change of the table. */
function repeatedPeriod(
  rule: readonly YearlyChange[],
  last: OffsetPeriod,
  instant: number,
): OffsetPeriod {
  const year = marchYearOf(instant);
  let found = last;
  for (let near = year - 1; near <= year + 1; near++) {
    for (const change of rule) {
      const at = changeIn(near, change);
      if (at <= last.from) continue;
      if (at > instant) return { ...found, until: at };
      const { offset, offsetBefore } = change;
      found = { from: at, until: Infinity, offset, offsetBefore };
    }
  }
  return found;
}

/** The index of the first entry later than `instant`; the last entry is Infinity. */
function firstAfter(untils: Float64Array, instant: number): number {
  let low = 0;
  let high = untils.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (untils[middle]! > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}

const zones = new BoundedMap<string, Zone>(600);

/** The zone of a name; throws RangeError if isTimeZone() refuses the name. */
export function zoneNamed(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const found = findZone(name);
  if (!found) throw new RangeError(`Unknown time zone: ${JSON.stringify(name)}`);
  const zone = new Zone(found.packed);
  zones.set(name, zone);
  return zone;
}
