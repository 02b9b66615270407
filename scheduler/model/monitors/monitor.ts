import { z } from "zod";
import { AlarmRules } from "../alarms/alarm_rules.ts";
import { CategoryId, ExecutionId, MonitorId, PingId } from "../ids.ts";
import { Schedule } from "../schedule.ts";
import type { Instant } from "../time.ts";
import { pingKinds } from "./monitor_facts.ts";

/** When pings are expected: so many seconds after the last one, or at the fire times of a schedule. */
export const Rhythm = z.union([
  z.object({ periodSeconds: z.number() }),
  z.object({ schedule: Schedule }),
]);
export type Rhythm = z.infer<typeof Rhythm>;

/** A job that runs elsewhere and tells by pings that it ran. */
export const Monitor = z.object({
  /** Its executions have the same id as the id of their job. No job has it. */
  id: MonitorId,
  name: z.string(),
  /** The owner of the document that made the monitor; absent: a person made it. */
  owner: z.string().exactOptional(),
  categoryId: CategoryId,
  rhythm: Rhythm,
  timeZone: z.string(),
  /** How long after its expected time a ping may come, and how long a run may take that a start announced. */
  graceSeconds: z.number(),
  alarms: AlarmRules.exactOptional(),
  paused: z.boolean(),
  /** Pings of a paused monitor do not resume it. */
  manualResume: z.boolean(),
  /** What was expected before this does not count: the rhythm was set then, or the monitor was resumed. */
  expectedSince: z.number(),
  /** The hash of the key of its address. */
  keyHash: z.string(),
  /** Counts the changes by users, and the pings that resume it. */
  version: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Monitor = z.infer<typeof Monitor>;

/** The part of a monitor that a user decides. */
export type MonitorDraft = Pick<
  Monitor,
  | "name"
  | "categoryId"
  | "rhythm"
  | "timeZone"
  | "graceSeconds"
  | "alarms"
  | "manualResume"
  | "owner"
>;

/** A run whose start was told, and whose end was not. */
export const OpenRun = z.object({
  /** The `rid` of its pings; "" without one. */
  runId: z.string(),
  at: z.number(),
});
export type OpenRun = z.infer<typeof OpenRun>;

/** What the pings of a monitor have told so far. Apart from the monitor, so that pings and edits do not disturb each other. */
export const MonitorState = z.object({
  /** When this was last written. Each ping has a later time than the one before it. */
  at: z.number(),
  /** How many pings there were, of all kinds. */
  pings: z.number(),
  /** The last success or failure; absent before the first one. */
  lastPingAt: z.number().exactOptional(),
  lastSuccessAt: z.number().exactOptional(),
  /** How long the run of the last success or failure took; absent where its start was not told. */
  lastDurationMs: z.number().exactOptional(),
  /** Oldest first. */
  open: z.array(OpenRun),
  /** The run that was started last: only this one has to end within the grace. Absent when it has ended. */
  started: OpenRun.extend({ isLong: z.literal(true).exactOptional() }).exactOptional(),
  /** Until the next success. */
  down: z.object({ why: z.enum(["failed", "missed", "overran"]), at: z.number() }).exactOptional(),
  /** Everything that was expected up to this time and did not come is told already. */
  missedUntil: z.number().exactOptional(),
});
export type MonitorState = z.infer<typeof MonitorState>;

export const noPings: MonitorState = { at: 0, pings: 0, open: [] };

/** A ping as it came. */
export const Ping = z.object({
  id: PingId,
  monitorId: MonitorId,
  /** Of the pings of its monitor, from 1. */
  number: z.number(),
  kind: z.enum(pingKinds),
  at: z.number(),
  method: z.string(),
  remoteAddress: z.string(),
  userAgent: z.string(),
  runId: z.string().exactOptional(),
  exitStatus: z.number().exactOptional(),
  durationMs: z.number().exactOptional(),
  body: z.string(),
  /** The execution that the ping ended. */
  executionId: ExecutionId.exactOptional(),
});
export type Ping = z.infer<typeof Ping>;

export function draftMonitor(
  id: MonitorId,
  draft: MonitorDraft,
  keyHash: string,
  now: Instant,
): Monitor {
  const times = { expectedSince: now, createdAt: now, updatedAt: now };
  return { ...draft, id, keyHash, paused: false, version: 1, ...times };
}

/** A changed monitor. With another rhythm, pings are expected as if it began now. */
export function editMonitor(monitor: Monitor, draft: MonitorDraft, now: Instant): Monitor {
  const { alarms: _, ...rest } = monitor;
  const { rhythm, graceSeconds } = monitor;
  const isSameRhythm = JSON.stringify([rhythm, graceSeconds]) ===
    JSON.stringify([draft.rhythm, draft.graceSeconds]);
  return changed(
    { ...rest, ...draft, ...(isSameRhythm ? {} : { expectedSince: now }) },
    now,
  );
}

export function pauseMonitor(monitor: Monitor, now: Instant): Monitor {
  return changed({ ...monitor, paused: true }, now);
}

/** What was expected during the pause is not missed. */
export function resumeMonitor(monitor: Monitor, now: Instant): Monitor {
  return changed({ ...monitor, paused: false, expectedSince: now }, now);
}

export function renewKey(monitor: Monitor, keyHash: string, now: Instant): Monitor {
  return changed({ ...monitor, keyHash }, now);
}

function changed(monitor: Monitor, now: Instant): Monitor {
  return { ...monitor, version: monitor.version + 1, updatedAt: now };
}
