/**
 * The zones and aliases of the IANA time zone database, from the packed data of the npm package moment-timezone.
 * The runtime's own zone data (ICU) is often older than the law; the package follows each release.
 */
import latest from "moment-timezone/data/packed/latest.json" with { type: "json" };

/** The release of the time zone database that all schedules use, for example "2026f". */
export const zoneDataVersion: string = latest.version;

interface NamedZone {
  /** The name in its usual letters. An alias keeps its own name. */
  readonly name: string;
  readonly packed: string;
}

let zones: ReadonlyMap<string, NamedZone> | undefined;

/** The zone of a name or alias, in any case; undefined if the database has none. */
export function findZone(name: string): NamedZone | undefined {
  zones ??= readZones();
  return zones.get(name.toLowerCase());
}

/** A name of the time zone database or an alias in it, in any case; not an offset like `+08:00`. */
export function isTimeZone(name: string): boolean {
  return findZone(name) !== undefined;
}

/** `asia/taipei` in its usual letters: `Asia/Taipei`; undefined if isTimeZone() refuses the name. */
export function canonicalZone(name: string): string | undefined {
  return findZone(name)?.name;
}

/** The names of all zones and aliases, sorted. */
export function zoneNames(): string[] {
  zones ??= readZones();
  return [...zones.values()].map(({ name }) => name).toSorted();
}

function readZones(): ReadonlyMap<string, NamedZone> {
  const found = new Map<string, NamedZone>();
  for (const packed of latest.zones) {
    const name = packed.slice(0, packed.indexOf("|"));
    found.set(name.toLowerCase(), { name, packed });
  }
  for (const link of latest.links) {
    const [target = "", alias = ""] = link.split("|");
    const zone = found.get(target.toLowerCase());
    if (zone) found.set(alias.toLowerCase(), { name: alias, packed: zone.packed });
  }
  return found;
}
