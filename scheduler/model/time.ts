/** A moment, in milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** The source of the time. It is passed in everywhere, so that a test can control it. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => Date.now() };

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Clocks of different processes that differ by less than this are taken for the same. */
export const clockToleranceMs = 5 * second;
