import { InvalidArgumentError } from "commander";

/** The first entries of a list; the pages behind them are not read. */
export async function taken<T>(entries: AsyncIterable<T>, most: number): Promise<T[]> {
  const all: T[] = [];
  if (most === 0) return all;
  for await (const entry of entries) {
    all.push(entry);
    if (all.length >= most) break;
  }
  return all;
}

/** Reads the value of an option. */
export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}
