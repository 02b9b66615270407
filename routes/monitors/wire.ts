import { conditionOf, expectation, isDown } from "../../scheduler/model/monitors/expectation.ts";
import type { Monitor, Ping } from "../../scheduler/model/monitors/monitor.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { KnownMonitor } from "../../scheduler/store/monitors/find_monitors.ts";
import type {
  Monitor as MonitorAnswer,
  Ping as PingAnswer,
} from "../contract/monitors/monitors.ts";
import { alarmRulesToWire } from "../alarms/rules_wire.ts";
import { given } from "../http/given.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";
import { scheduleToWire } from "../schedules/wire.ts";

const noCron = {
  month: null,
  day: null,
  week: null,
  day_of_week: null,
  hour: null,
  minute: null,
};

/** The part of a monitor that people decide. */
export function settingsToWire(monitor: Monitor) {
  const { rhythm, alarms } = monitor;
  return {
    monitor_id: monitor.id,
    name: monitor.name,
    category_id: monitor.categoryId,
    ...("schedule" in rhythm
      ? { period_seconds: null, ...scheduleToWire(rhythm.schedule) }
      : { period_seconds: rhythm.periodSeconds, ...noCron }),
    timezone: monitor.timeZone,
    grace_seconds: monitor.graceSeconds,
    ...(alarms === undefined ? {} : { alarms: alarmRulesToWire(alarms) }),
    manual_resume: monitor.manualResume,
    paused: monitor.paused,
    ...given("managed_by", monitor.owner),
  };
}

export function monitorToWire({ monitor, state }: KnownMonitor, now: Instant): MonitorAnswer {
  const expected = monitor.paused ? undefined : expectation(monitor, state);
  return {
    ...settingsToWire(monitor),
    state: conditionOf(monitor, state, now),
    started: state.started !== undefined,
    pings: state.pings,
    last_ping_time: isoTimeOrNothing(state.lastPingAt),
    last_success_time: isoTimeOrNothing(state.lastSuccessAt),
    last_duration_ms: state.lastDurationMs ?? null,
    next_ping_time: isoTimeOrNothing(expected?.at),
    down_since: isoTimeOrNothing(isDown(monitor, state) ? state.down?.at : undefined),
    version: monitor.version,
    created_at: isoTime(monitor.createdAt),
    updated_at: isoTime(monitor.updatedAt),
  };
}

/** Pings and time change the answer as well as edits do. Only the version counts for a change. */
export function monitorTag({ monitor, state }: KnownMonitor, now: Instant): string {
  const isLate = conditionOf(monitor, state, now) === "late";
  return `"v${monitor.version}-${state.at}${isLate ? 1 : 0}"`;
}

export function pingToWire(ping: Ping): PingAnswer {
  return {
    ping_id: ping.id,
    number: ping.number,
    kind: ping.kind,
    time: isoTime(ping.at),
    exit_status: ping.exitStatus ?? null,
    duration_ms: ping.durationMs ?? null,
    run_id: ping.runId ?? "",
    execution_id: ping.executionId ?? "",
    method: ping.method,
    remote_address: ping.remoteAddress,
    user_agent: ping.userAgent,
    body: ping.body,
  };
}
