/** Milliseconds since 1970; a fraction of one is kept. */
type Moment = number;

// An unescaped + before an offset arrives as a blank.
const form =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[-+ ]\d\d(?::?\d\d)?)?)?$/i;

/**
 * Reads the times that clients send: ISO 8601 with Z, an offset, or neither (then it is UTC), with a blank in
 * place of the T, without seconds, or the date alone. `undefined` for any other text.
 */
export function readTime(text: string): Moment | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "0", zone] =
    match;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const wall = Date.parse(`${written}.000Z`);
  // Date.parse() takes a day that the month does not have as a day of the next month.
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(written)) return undefined;
  const offset = offsetMs(zone);
  return offset === undefined ? undefined : wall - offset + Number(`0.${fraction}`) * 1000;
}

function offsetMs(zone = "Z"): number | undefined {
  if (zone.toUpperCase() === "Z") return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(":", ""))];
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
