export interface ClockTicked {
  readonly type: "clock_ticked";
  /** In milliseconds since 1970, by the clock of the server as far as it is known. */
  readonly now: number;
}

export function reduceNow(now: number, event: ClockTicked): number {
  return event.type === "clock_ticked" ? event.now : now;
}
