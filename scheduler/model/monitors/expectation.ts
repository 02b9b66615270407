/** When a ping is expected, and what that makes of a monitor: pure. */
import { z } from "zod";
import { allCategories } from "../category.ts";
import type { Pause } from "../firing/pause.ts";
import { CategoryId } from "../ids.ts";
import { nextFire } from "../schedule.ts";
import { type Instant, second } from "../time.ts";
import type { Monitor, MonitorState } from "./monitor.ts";
import type { MonitorCondition } from "./monitor_facts.ts";

/** A time in which no process looked at the monitors, so that pings could not arrive, or in which a category was paused. */
export const Outage = z.object({
  from: z.number(),
  to: z.number(),
  /** The category that was paused; {@link allCategories} for all; absent where no process looked. */
  paused: CategoryId.exactOptional(),
});
export type Outage = z.infer<typeof Outage>;

/** When the monitors were last looked at, and the last times in which nobody did. */
export const MonitorLooks = z.object({ lookedAt: z.number(), outages: z.array(Outage) });
export type MonitorLooks = z.infer<typeof MonitorLooks>;

/** A tick comes each minute: three missing ones in a row are no accident. */
const outageMs = 180 * second;
const mostOutages = 100;

/** The looks after one more. @param pauses those in force: a pause grows with each look. */
export function lookAgain(
  { lookedAt, outages }: MonitorLooks,
  now: Instant,
  pauses: readonly Pick<Pause, "scope" | "at">[] = [],
): MonitorLooks {
  const missed = now - lookedAt > outageMs ? [{ from: lookedAt, to: now }] : [];
  const grown = pauses.map(({ scope, at }): Outage => ({ from: at, to: now, paused: scope }));
  const others = outages.filter(({ from, paused }) =>
    !grown.some((one) => one.from === from && one.paused === paused)
  );
  return {
    lookedAt: Math.max(lookedAt, now),
    outages: [...others, ...missed, ...grown].slice(-mostOutages),
  };
}

/** The outages that concern a category, in the order of their ends. */
export function outagesOf({ outages }: MonitorLooks, category: CategoryId): Outage[] {
  return outages.filter(({ paused }) =>
    paused === undefined || paused === allCategories || paused === category
  ).toSorted((a, b) => a.to - b.to);
}

/** A ping that is expected. */
export interface Expectation {
  readonly at: Instant;
  /** From here on it is missed. */
  readonly until: Instant;
}

/**
 * The next ping that is expected; `undefined` before the first ping, and where the schedule has no further time. When nobody
 * could receive pings around an expected time, pings are expected as if the rhythm began at the end of that outage.
 */
export function expectation(
  monitor: Monitor,
  { lastPingAt, missedUntil = 0 }: MonitorState,
  outages: readonly Outage[] = [],
): Expectation | undefined {
  if (lastPingAt === undefined) return undefined;
  const graceMs = monitor.graceSeconds * second;
  let at = nextExpected(monitor, Math.max(lastPingAt, missedUntil, monitor.expectedSince));
  for (const { from, to } of outages) {
    if (at === undefined) return undefined;
    if (from <= at + graceMs && to >= at - graceMs && nextExpected(monitor, to) !== undefined) {
      at = Math.max(at, nextExpected(monitor, to) ?? at);
    }
  }
  return at === undefined ? undefined : { at, until: at + graceMs };
}

function nextExpected({ rhythm }: Monitor, after: Instant): Instant | undefined {
  return "schedule" in rhythm
    ? nextFire(rhythm.schedule, after)
    : after + rhythm.periodSeconds * second;
}

/** Until when the run that was started last has to end; `undefined` where none is open. */
export function endExpectedBy(
  { graceSeconds }: Monitor,
  { started }: MonitorState,
  outages: readonly Outage[] = [],
): Instant | undefined {
  if (started === undefined) return undefined;
  let until = started.at + graceSeconds * second;
  for (const { from, to } of outages) {
    if (from <= until && to >= started.at) until = Math.max(until, to + graceSeconds * second);
  }
  return until;
}

/** How a monitor is. */
export function conditionOf(
  monitor: Monitor,
  state: MonitorState,
  now: Instant,
): MonitorCondition {
  if (monitor.paused) return "paused";
  if (isDown(monitor, state)) return "down";
  if (state.lastPingAt === undefined) return "new";
  const expected = expectation(monitor, state);
  return expected !== undefined && now >= expected.at ? "late" : "up";
}

/** What was before the monitor was resumed, or got another rhythm, does not count. */
export function isDown({ expectedSince }: Monitor, { down }: MonitorState): boolean {
  return down !== undefined && down.at >= expectedSince;
}
