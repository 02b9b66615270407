import { longestRunMs } from "../../model/alarms/overdue.ts";
import {
  endExpectedBy,
  expectation,
  isDown,
  lookAgain,
  type MonitorLooks,
  type Outage,
  outagesOf,
} from "../../model/monitors/expectation.ts";
import { covers } from "../../model/firing/pause.ts";
import type { Monitor, MonitorState } from "../../model/monitors/monitor.ts";
import {
  jobIdOf,
  type MonitorEnd,
  monitorExecution,
} from "../../model/monitors/monitor_execution.ts";
import { type Instant, second } from "../../model/time.ts";
import { readJobRules } from "../alarms/job_rules.ts";
import { lastEnds } from "../alarms/last_ends.ts";
import { alarmFollowUp } from "../alarms/raise.ts";
import { addExecution } from "../history/executions.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { listPauses } from "../pauses/pauses.ts";
import { allMonitors, type KnownMonitor } from "./find_monitors.ts";
import { addMonitorChange } from "./monitors.ts";

/**
 * Finds pings that did not come in time, and runs that did not end in time. Each becomes an execution, whose end raises the
 * alarm in the same commit. Any number of processes may do so at once.
 */
export async function watchMonitors(db: Database, now: Instant): Promise<void> {
  const looks = await noteLook(db, now);
  for await (const some of allMonitors(db)) {
    const active = some.filter(({ monitor }) => !monitor.paused);
    for (const known of active) {
      const outages = outagesOf(looks, known.monitor.categoryId);
      const found = overrun(known, outages, now) ?? missing(known, outages, now);
      if (found !== undefined) await writeEnd(db, known, found, now);
    }
    await raiseLong(db, active, now);
  }
}

/** Notes that the monitors are looked at. @returns the looks with this one. */
async function noteLook(db: Database, now: Instant): Promise<MonitorLooks> {
  const paused = (await listPauses(db)).filter((pause) => covers(pause, now));
  for (;;) {
    const entry = await db.read(keys.monitor.looks);
    const looks = lookAgain(entry.value ?? { lookedAt: now, outages: [] }, now, paused);
    const work = new Commit().set(keys.monitor.looks, looks);
    // A row that cannot be read is written anew.
    if (entry.versionstamp !== undefined) work.check(entry);
    if (await commit(db, work, now) !== undefined) return looks;
  }
}

/** A run or a ping that did not come, and the state that says so. */
interface Missing {
  readonly end: MonitorEnd;
  readonly state: MonitorState;
}

function overrun(
  { monitor, state }: KnownMonitor,
  outages: readonly Outage[],
  now: Instant,
): Missing | undefined {
  const until = endExpectedBy(monitor, state, outages);
  const { started, ...rest } = state;
  if (until === undefined || started === undefined || now <= until) return undefined;
  const at = timeAfter(state, now);
  return {
    state: { ...rest, at, down: { why: "overran", at } },
    end: {
      state: "timeout",
      at,
      startedAt: started.at,
      description: `started at ${
        iso(started.at)
      }, and did not end within its grace of ${monitor.graceSeconds} s`,
    },
  };
}

function missing(
  { monitor, state }: KnownMonitor,
  outages: readonly Outage[],
  now: Instant,
): Missing | undefined {
  const expected = expectation(monitor, state, outages);
  if (expected === undefined || now <= expected.until) return undefined;
  const at = timeAfter(state, now);
  const missedUntil = now - monitor.graceSeconds * second;
  const down = isDown(monitor, state) && state.down !== undefined
    ? state.down
    : { why: "missed", at } as const;
  return {
    state: { ...state, at, missedUntil, down },
    end: {
      state: "scheduled error",
      at,
      description: `no ping by ${iso(expected.until)}; expected at ${iso(expected.at)}`,
    },
  };
}

/** Writes what did not come, unless a ping or another process was quicker. */
async function writeEnd(
  db: Database,
  { monitor, state: before }: KnownMonitor,
  { end, state }: Missing,
  now: Instant,
): Promise<void> {
  const [entry, stateEntry] = await Promise.all([
    db.get(keys.monitor.at(monitor.id)),
    db.get(keys.monitor.state(monitor.id)),
  ]);
  const isSame = entry.value?.version === monitor.version && stateEntry.value?.at === before.at;
  if (!isSame) return;
  const work = new Commit().check(entry).check(stateEntry)
    .set(keys.monitor.state(monitor.id), state);
  addMonitorChange(work, monitor);
  addExecution(work, monitorExecution(monitor, end));
  await commit(db, work, now);
}

/** Raises the alarms of runs that take long. Each run raises one, whoever closes it. */
async function raiseLong(
  db: Database,
  some: readonly KnownMonitor[],
  now: Instant,
): Promise<void> {
  const running = some.filter(({ state: { started } }) => started && !started.isLong);
  const ids = running.map(({ monitor }) => jobIdOf(monitor.id));
  const rules = await readJobRules(db, ids);
  for (const { monitor, state } of running) {
    const found = rules.get(jobIdOf(monitor.id));
    const { started } = state;
    if (found === undefined || started === undefined || found.rules.long === false) continue;
    const ms = await usualMs(db, monitor, found.rules.long);
    if (ms === undefined || now - started.at <= ms) continue;
    const entry = await db.get(keys.monitor.state(monitor.id));
    if (entry.value?.at !== state.at) continue;
    const { rules: whole, ...of } = found;
    const took = Math.round((now - started.at) / second);
    const reason = `runs for ${took} s, longer than ${Math.round(ms / second)} s`;
    const work = new Commit().check(entry).set(keys.monitor.state(monitor.id), {
      ...state,
      started: { ...started, isLong: true },
    });
    const cause = { ...of, kind: "long", at: now, reason } as const;
    work.followUp(alarmFollowUp, { what: "seen", cause, rules: whole });
    await commit(db, work, now);
  }
}

/** How many ended executions are looked at to know what is usual. */
const mostEnds = 100;

async function usualMs(
  db: Database,
  { id }: Monitor,
  rule: Parameters<typeof longestRunMs>[0],
): Promise<number | undefined> {
  const ends = rule && "timesP95" in rule ? await lastEnds(db, jobIdOf(id), mostEnds) : [];
  return longestRunMs(rule, () => ends);
}

/** Later than the last ping: the clock of another process may be ahead by a little. */
function timeAfter({ at }: MonitorState, now: Instant): Instant {
  return Math.max(now, at + 1);
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
