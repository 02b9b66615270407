/** A zone's offsets as two columns: `offsets[n]` holds until `untils[n]`, not included. */
export interface Offsets {
  /** Epoch milliseconds, rising; the last one is Infinity. */
  readonly untils: Float64Array;
  /** Milliseconds to add to the epoch milliseconds to get the wall time. */
  readonly offsets: Float64Array;
}

/**
 * Decodes a zone in moment-timezone's packed format: `name|abbreviations|offsets|indices|untils|population`.
 * The numbers are base 60, in minutes. Offsets count west of Greenwich; each until counts from the one before.
 * https://momentjs.com/timezone/docs/#/data-formats/packed-format/
 */
export function unpackZone(packed: string): Offsets {
  const [, , offsetTexts = "", indices = "", untilTexts = ""] = packed.split("|");
  const choices = offsetTexts.split(" ").map((text) => -Math.round(base60(text) * 60) * 1000);
  const distances = untilTexts.split(" ");
  const untils: number[] = [];
  const offsets: number[] = [];
  let until = 0;
  for (let n = 0; n < indices.length; n++) {
    // The last period has no end. An offset that only changes its abbreviation goes on.
    until = n === indices.length - 1
      ? Infinity
      : Math.round(until + base60(distances[n]!) * 60_000);
    const offset = choices[base60(indices[n]!)]! + 0;
    if (offset === offsets.at(-1)) untils[untils.length - 1] = until;
    else {
      untils.push(until);
      offsets.push(offset);
    }
  }
  return { untils: Float64Array.from(untils), offsets: Float64Array.from(offsets) };
}

/** The digits are 0-9, a-z, A-X; a dot may stand before sixtieths. */
function base60(text: string): number {
  const isNegative = text.startsWith("-");
  const [whole = "", fraction = ""] = (isNegative ? text.slice(1) : text).split(".");
  let value = 0;
  for (const digit of whole) value = value * 60 + valueOfDigit(digit);
  let unit = 1;
  for (const digit of fraction) value += valueOfDigit(digit) * (unit /= 60);
  return isNegative ? -value : value;
}

function valueOfDigit(digit: string): number {
  const code = digit.charCodeAt(0);
  if (code > 96) return code - 87;
  return code > 64 ? code - 29 : code - 48;
}
