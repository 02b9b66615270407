/** A row of numbers in words: single numbers, ranges, or the beginning and the end of a pattern. */
export type NumberItem =
  | { readonly kind: "one"; readonly value: number }
  | { readonly kind: "range"; readonly first: number; readonly last: number }
  /** Stands for the numbers between its neighbours when all numbers are equally far apart. */
  | { readonly kind: "gap" };

export interface Listing<Item> {
  readonly items: readonly Item[];
  /** How many values the list leaves out at its end to stay readable. */
  readonly more: number;
}

const maxItems = 16;
/** Fewer numbers stand one by one, even if they are equally far apart. */
const minPattern = 5;

/** The numbers, which must rise, in as few items as possible. */
export function itemsOf(values: readonly number[]): readonly NumberItem[] {
  const step = stepOf(values);
  if (step !== undefined && step > 1 && values.length >= minPattern) {
    return [...values.slice(0, 3).map(one), { kind: "gap" }, one(values.at(-1)!)];
  }
  return runsOf(values).flatMap(([first, last]): NumberItem[] =>
    last - first < 2
      ? (first === last ? [one(first)] : [one(first), one(last)])
      : [{ kind: "range", first, last }]
  );
}

/** Leaves out the end of a long list; `sizeOf` counts the values of an item. */
export function bounded<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
): Listing<Item> {
  if (items.length <= maxItems) return { items, more: 0 };
  const left = items.slice(maxItems - 1);
  return {
    items: items.slice(0, maxItems - 1),
    more: left.reduce((sum, item) => sum + sizeOf(item), 0),
  };
}

export function listingOf(values: readonly number[]): Listing<NumberItem> {
  return bounded(itemsOf(values), sizeOfNumbers);
}

export function sizeOfNumbers(item: NumberItem): number {
  return item.kind === "range" ? item.last - item.first + 1 : 1;
}

/** The distance between neighbours if all distances are equal; undefined for fewer than two numbers. */
export function stepOf(values: readonly number[]): number | undefined {
  const [first, second] = values;
  if (first === undefined || second === undefined) return undefined;
  const step = second - first;
  return values.every((value, n) => value === first + n * step) ? step : undefined;
}

/** The runs of consecutive numbers, each as its first and last number. */
export function runsOf(values: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run && value === run[1] + 1) run[1] = value;
    else runs.push([value, value]);
  }
  return runs;
}

/** First and last of three or more consecutive values: `Monday to Friday`. */
export function rangeOf(values: readonly number[]): readonly [number, number] | undefined {
  const [run, ...others] = runsOf(values);
  return run && others.length === 0 && values.length > 2 ? run : undefined;
}

/** Joins texts with the separator, and the last text with the language's *and*, unless a gap precedes it. */
export function enumerate(
  texts: readonly string[],
  separator: string,
  and: string,
  gap: string,
): string {
  const last = texts.at(-1) ?? "";
  if (texts.length < 2) return last;
  return texts.slice(0, -1).join(separator) + (texts.at(-2) === gap ? separator : and) + last;
}

function one(value: number): NumberItem {
  return { kind: "one", value };
}
