import { dayMs, firstDayOf, yearOf } from "../calendar.ts";
import type { Offsets } from "./packed_zone.ts";

/** A clock change that comes back each year. */
export interface YearlyChange {
  /** The earliest moment of the change, in milliseconds after March 1, 00:00 UTC. */
  readonly earliest: number;
  /** One moment of the change. All others are whole weeks away from it. */
  readonly sample: number;
  readonly offsetBefore: number;
  readonly offset: number;
}

const weekMs = 7 * dayMs;
/** In eleven years a rule such as "second Sunday" falls on each of its seven dates. */
const yearsSeen = 11;
/** The data of every release reaches 2037; a zone that still changes then goes on for ever. */
const lastsUntil = Date.UTC(2037, 0, 1);

/**
 * The changes that a zone repeats each year after the end of its table; undefined if it keeps its last
 * offset, or if the end of the table follows no rule.
 */
export function yearlyRuleOf({ untils, offsets }: Offsets): readonly YearlyChange[] | undefined {
  const last = untils.length - 2; // the last until is Infinity
  if (last < 0 || untils[last]! < lastsUntil) return undefined;
  const firstYear = marchYearOf(untils[last]!) - yearsSeen + 1;
  const years: YearlyChange[][] = Array.from({ length: yearsSeen }, () => []);
  for (let n = last; n >= 0 && marchYearOf(untils[n]!) >= firstYear; n--) {
    const sample = untils[n]!;
    const year = marchYearOf(sample);
    const earliest = sample - marchStart(year);
    const change = { earliest, sample, offsetBefore: offsets[n]!, offset: offsets[n + 1]! };
    years[year - firstYear]!.unshift(change);
  }
  const rule = years.at(-1)!.map((change, n): YearlyChange => ({
    ...change,
    earliest: Math.min(...years.map((changes) => changes[n]?.earliest ?? Infinity)),
  }));
  const isRule = years.every((changes, n) =>
    changes.length === rule.length &&
    changes.every((change, index) => follows(change, rule[index]!, firstYear + n))
  );
  return isRule ? rule : undefined;
}

/** The moment of a change in the year that begins on March 1. */
export function changeIn(year: number, { earliest, sample }: YearlyChange): number {
  const from = marchStart(year) + earliest;
  return from + (((sample - from) % weekMs) + weekMs) % weekMs;
}

/** Years from March to February: a leap day is the last day of such a year and moves no other date. */
export function marchYearOf(instant: number): number {
  const year = yearOf(Math.floor(instant / dayMs));
  return instant < marchStart(year) ? year - 1 : year;
}

function marchStart(year: number): number {
  return (firstDayOf(year + 1) - 306) * dayMs;
}

function follows(change: YearlyChange, rule: YearlyChange, year: number): boolean {
  return changeIn(year, rule) === change.sample && change.offset === rule.offset &&
    change.offsetBefore === rule.offsetBefore;
}
