/** What a ping makes of a monitor: pure. The rules are those of healthchecks.io, see docs/monitors.md. */
import { hour, type Instant, minute } from "../time.ts";
import { type Monitor, type MonitorState, type OpenRun, resumeMonitor } from "./monitor.ts";
import type { PingKind } from "./monitor_facts.ts";

/** What a ping says. */
export interface Signal {
  readonly kind: Exclude<PingKind, "ignored">;
  /** The `rid`; "" without one. */
  readonly runId: string;
  readonly exitStatus?: number;
}

/** What follows from a ping. */
export interface Pinged {
  readonly kind: PingKind;
  /** The time of the ping: later than that of the ping before it. */
  readonly at: Instant;
  readonly state: MonitorState;
  /** The resumed monitor; absent where the monitor stays as it is. */
  readonly resumed?: Monitor;
  /** Whether the ping ended a run, or is a success or failure of its own. */
  readonly isEnd: boolean;
  /** When the run started that the ping ended; absent where nobody told it. */
  readonly startedAt?: Instant;
}

/** A start and an end that are further apart do not belong together. */
const mostRunMs = 72 * hour;
const mostOpen = 50;

/** Clocks of two processes differ by little. One that is wrong by more counts for nothing. */
const credibleMs = minute;

export function takePing(
  monitor: Monitor,
  before: MonitorState,
  { kind, runId }: Signal,
  now: Instant,
): Pinged {
  const isCredible = before.at - now < credibleMs;
  const at = isCredible ? Math.max(now, before.at + 1) : now;
  const state = { ...before, at, pings: before.pings + 1 };
  if (kind === "log") return { kind, at, state, isEnd: false };
  if (kind !== "start" && monitor.paused && monitor.manualResume) {
    return { kind: "ignored", at, state, isEnd: false };
  }
  const others = before.open.filter((run) => run.runId !== runId && at - run.at <= mostRunMs);
  if (kind === "start") {
    const run: OpenRun = { runId, at };
    const open = [...others, run].slice(-mostOpen);
    return { kind, at, state: { ...state, open, started: run }, isEnd: false };
  }
  const run = before.open.findLast((one) => one.runId === runId && at - one.at <= mostRunMs);
  return {
    kind,
    at,
    state: ended(state, others, kind, runId, run),
    isEnd: true,
    ...(run === undefined ? {} : { startedAt: run.at }),
    ...(monitor.paused ? { resumed: resumeMonitor(monitor, at) } : {}),
  };
}

function ended(
  state: MonitorState,
  open: OpenRun[],
  kind: "success" | "fail",
  runId: string,
  run: OpenRun | undefined,
): MonitorState {
  const { lastDurationMs: _, down: _d, missedUntil: _m, started, ...rest } = state;
  const { at } = state;
  // A failure, and a success without a run's id, stand for whatever run was started last.
  const goesOn = started !== undefined && kind === "success" && runId !== "" &&
    started.runId !== runId;
  return {
    ...rest,
    open,
    lastPingAt: at,
    ...(kind === "success" ? { lastSuccessAt: at } : { down: { why: "failed", at } }),
    ...(run === undefined ? {} : { lastDurationMs: at - run.at }),
    ...(goesOn ? { started } : {}),
  };
}
