/** Which parts of an attempt's log are kept: those of its head and those of its tail. */

export interface Part {
  readonly number: number;
  /** How much of the bound the part takes. */
  readonly bytes: number;
}

/** Of head and tail each. */
const keptBytes = 128 * 1024;
/** Parts of very short lines hold little text. */
const keptParts = 24;

/** Takes the oldest part that is neither head nor tail out of the list. The parts are in the order of their numbers. */
export function takeMiddle(parts: Part[]): Part | undefined {
  const head = countWithin(parts);
  const tail = countWithin(parts.slice(head).reverse());
  return head + tail < parts.length ? parts.splice(head, 1)[0] : undefined;
}

/** How many of the first parts are within the bound. */
function countWithin(parts: readonly Part[]): number {
  let sum = 0;
  const past = parts.findIndex(({ bytes }, index) => {
    sum += bytes;
    return sum > keptBytes || index === keptParts;
  });
  return past < 0 ? parts.length : past;
}
