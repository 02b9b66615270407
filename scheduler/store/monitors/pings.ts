import {
  type AuditEntryId,
  lowestId,
  type MonitorId,
  newId,
  type PingId,
} from "../../model/ids.ts";
import { type Monitor, noPings, type Ping } from "../../model/monitors/monitor.ts";
import { jobIdOf, monitorExecution } from "../../model/monitors/monitor_execution.ts";
import { type Pinged, type Signal, takePing } from "../../model/monitors/pinging.ts";
import type { Instant } from "../../model/time.ts";
import { knownAlarms } from "../alarms/known_alarms.ts";
import { addAuditEntry } from "../history/audit_log.ts";
import { addExecution } from "../history/executions.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { listByTime, type Page, type PageRequest } from "../kv/pages.ts";
import { indexMark } from "../kv/records.ts";
import { allTime } from "../kv/walk.ts";
import { addMonitor, addMonitorChange } from "./monitors.ts";

/** A ping as it arrived. */
export interface SentPing extends Signal {
  readonly method: string;
  readonly remoteAddress: string;
  readonly userAgent: string;
  readonly body: string;
}

/**
 * Takes a ping: the ping, the state of the monitor, the execution that it ends, and what that does to alarms are written in
 * one commit. Pings of one monitor come one after the other, in whatever processes.
 * @returns the ping; `undefined` when there is no such monitor.
 */
export async function recordPing(
  db: Database,
  id: MonitorId,
  sent: SentPing,
  now: Instant,
): Promise<Ping | undefined> {
  for (;;) {
    const [entry, stateEntry] = await Promise.all([
      db.get(keys.monitor.at(id)),
      db.get(keys.monitor.state(id)),
    ]);
    if (entry.value === undefined) return undefined;
    const [monitor, before] = [entry.value, stateEntry.value ?? noPings];
    const pinged = takePing(monitor, before, sent, now);
    const work = new Commit().check(entry).check(stateEntry)
      .set(keys.monitor.state(id), pinged.state);
    if (pinged.resumed === undefined) addMonitorChange(work, monitor);
    else addResumption(work, monitor, pinged.resumed, pinged.at);
    const execution = pinged.isEnd
      ? monitorExecution(pinged.resumed ?? monitor, endOf(sent, pinged))
      : undefined;
    if (before.down !== undefined || before.started?.isLong) knownAlarms(db).mayHaveOpen(id);
    if (execution !== undefined) addExecution(work, execution);
    const ping = pingOf(id, sent, pinged);
    const kept = execution === undefined ? ping : { ...ping, executionId: execution.id };
    work.set(keys.ping.at(kept.id), kept).set(keys.ping.byMonitor(id, kept.id), indexMark);
    if (await commit(db, work, pinged.at) !== undefined) return kept;
  }
}

function pingOf(monitorId: MonitorId, sent: SentPing, pinged: Pinged): Ping {
  const { runId, exitStatus, method, remoteAddress, userAgent, body } = sent;
  const { kind, at, state, startedAt } = pinged;
  return {
    id: newId<PingId>(at),
    monitorId,
    number: state.pings,
    kind,
    at,
    method,
    remoteAddress,
    userAgent,
    body,
    ...(runId === "" ? {} : { runId }),
    ...(exitStatus === undefined ? {} : { exitStatus }),
    ...(startedAt === undefined ? {} : { durationMs: at - startedAt }),
  };
}

function endOf({ kind, exitStatus, body }: SentPing, { at, startedAt }: Pinged) {
  const description = kind === "success"
    ? ""
    : exitStatus === undefined
    ? "the ping said that it failed"
    : `exit status ${exitStatus}`;
  return {
    state: kind === "success" ? "succeeded" : "failed",
    at,
    description,
    result: body,
    ...(startedAt === undefined ? {} : { startedAt }),
  } as const;
}

/** Who resumed it is said, as for a person. */
function addResumption(work: Commit, before: Monitor, after: Monitor, at: Instant): void {
  addMonitor(work, before, after);
  addAuditEntry(work, {
    id: newId<AuditEntryId>(at),
    jobId: jobIdOf(after.id),
    jobName: after.name,
    categoryId: after.categoryId,
    event: "resumed",
    username: "a ping",
    description: "",
    createdAt: at,
  });
}

/** A page of the pings of a monitor, newest first. @throws Refusal `invalid` for a bad cursor. */
export async function listPings(
  db: Database,
  id: MonitorId,
  request: PageRequest,
): Promise<Page<Ping>> {
  const page = await listByTime(db, keys.ping.allByMonitor(id), allTime, request);
  const entries = await db.getMany(
    page.items.map(({ key }) => keys.ping.at(key.at(-1) as PingId)),
  );
  return { ...page, items: entries.flatMap(({ value }) => value ?? []) };
}

const batch = 200;

/** Removes a batch of pings older than `before`. @returns whether there may be more. */
export async function forgetPings(db: Database, before: Instant): Promise<boolean> {
  const rows = await db.list(keys.ping.all, { before: [lowestId(before)], limit: batch });
  const parts = rows.map(({ value: { id, monitorId } }) =>
    new Commit().delete(keys.ping.at(id)).delete(keys.ping.byMonitor(monitorId, id))
  );
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  return rows.length === batch;
}
