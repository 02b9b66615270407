import { objectOf } from "./python_objects.ts";

const [second, day] = [1000, 86_400_000];

/** The name of a zone of pytz, zoneinfo or datetime. */
export function zoneOf(given: unknown): string | undefined {
  const zone = objectOf(given);
  const [name] = zone?.args ?? [];
  if (typeof name === "string") return name;
  const { key, zone: named } = zone?.fields ?? {};
  if (typeof key === "string") return key;
  if (typeof named === "string") return named;
  if (zone?.name === "timezone") return offsetOf(given) === 0 ? "UTC" : undefined;
  return zone !== undefined && /utc/i.test(zone.name) ? "UTC" : undefined;
}

/**
 * The moment of a Python datetime, in milliseconds since 1970. Microseconds are cut off.
 * @param timeZone the zone of a datetime that names none.
 * @returns `undefined` for what is no datetime, and where nobody knows its zone.
 */
export function momentOf(given: unknown, timeZone: string | undefined): number | undefined {
  const datetime = objectOf(given);
  const [state, zone] = datetime?.args ?? [];
  const bytes = bytesOf(state);
  if (datetime?.name !== "datetime" || bytes?.length !== 10) return undefined;
  const wall = wallTimeOf(bytes);
  const offset = offsetOf(zone);
  if (offset !== undefined) return wall - offset;
  const name = zone === undefined || zone === null ? timeZone : zoneOf(zone);
  return name === undefined ? undefined : momentIn(name, wall);
}

/** Older protocols of pickle write bytes as a call of `_codecs.encode`. */
function bytesOf(given: unknown): Uint8Array | undefined {
  if (given instanceof Uint8Array) return given;
  const [text] = objectOf(given)?.args ?? [];
  return typeof text === "string" ? Uint8Array.from(text, (one) => one.charCodeAt(0)) : undefined;
}

/** The ten bytes of a datetime, as `datetime.__reduce_ex__` writes them. The first bit of the month tells the second of two equal hours. */
function wallTimeOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const microseconds = view.getUint32(6) & 0xff_ff_ff;
  const [month, date, hour, minute, seconds] = bytes.subarray(2);
  return Date.UTC(view.getUint16(0), (month! & 0x7f) - 1, date!, hour!, minute!, seconds!) +
    Math.floor(microseconds / 1000);
}

/** The offset that the zone of a datetime carries, in milliseconds: pytz and datetime.timezone write it. */
function offsetOf(given: unknown): number | undefined {
  const zone = objectOf(given);
  if (zone === undefined) return undefined;
  const [first, seconds] = zone.args;
  // pytz: name, offset, summer time, abbreviation. zoneinfo has two arguments.
  if (zone.args.length === 4 && typeof seconds === "number") return seconds * second;
  if (zone.name !== "timezone") return undefined;
  const [days, rest] = objectOf(first)?.args ?? [];
  return typeof days === "number" && typeof rest === "number"
    ? days * day + rest * second
    : undefined;
}

/** The moment of a wall time in a zone; `undefined` for a zone that is not known here. */
function momentIn(timeZone: string, wall: number): number | undefined {
  let formatter: Intl.DateTimeFormat;
  try {
    formatter = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  } catch {
    return undefined;
  }
  const offsetAt = (moment: number) => {
    const [, sign, hours = 0, minutes = 0] =
      /GMT(?:([-+])(\d\d):(\d\d))?/.exec(formatter.format(moment)) ?? [];
    return (sign === "-" ? -60 : 60) * (Number(hours) * 60 + Number(minutes)) * second;
  };
  // The offset at the wall time itself is off by at most one change of the clocks.
  return wall - offsetAt(wall - offsetAt(wall));
}
