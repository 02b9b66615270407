/** Alarm notices on their way to the channels: each becomes a row for each channel, with the alarm as it is then. */
import type { Alarm, AlarmNotice } from "../../model/alarms/alarm.ts";
import type { Channel } from "../../model/channels/channel.ts";
import type { ChannelNotice } from "../../model/channels/channel_notice.ts";
import type { Execution } from "../../model/execution.ts";
import type { ExecutionId, JobId } from "../../model/ids.ts";
import { cutText } from "../../model/json.ts";
import type { Instant } from "../../model/time.ts";
import { readStored } from "../history/executions.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { type KnownChannel, listChannels } from "./channels.ts";

/** How many notices are read at once. */
const batch = 200;

/** Stored bytes of a reason: a message may hold 40 of them. */
const reasonLimit = 300;
const nameLimit = 200;

/**
 * Gives each notice to its channels: those that the alarm names, or else those of its category, or else those of the
 * server. A notice without a channel is removed. Several processes may do this at once: each notice is given once.
 */
export async function giveNotices(db: Database, now: Instant): Promise<void> {
  let from: Deno.KvKey = [""];
  for (;;) {
    const rows = await db.list(keys.alarmNotice.all, { from, limit: batch });
    if (rows.length === 0) return;
    const parts = await partsOf(db, rows, await listChannels(db));
    let isRepeated = false;
    for (const work of packed(parts, db.limits)) {
      // Another process was quicker with one of them: those that are left are read again.
      if (await commit(db, work, now) === undefined) isRepeated = true;
    }
    const last = rows.at(-1);
    if (isRepeated) from = [""];
    else if (last === undefined || rows.length < batch) return;
    else from = [`${last.value.id}\0`];
  }
}

async function partsOf(
  db: Database,
  rows: readonly Entry<AlarmNotice>[],
  known: readonly KnownChannel[],
): Promise<Commit[]> {
  const alarms = await db.getMany(rows.map(({ value }) => keys.alarm.at(value.alarmId)));
  const about = await contextOf(db, alarms.flatMap(({ value }) => value ?? []));
  return rows.flatMap((row, i) => {
    const stored = alarms[i];
    // It waits until the alarm can be read.
    if (stored !== undefined && "isUnreadable" in stored) return [];
    const work = new Commit().check(row).delete(keys.alarmNotice.at(row.value.id));
    const alarm = stored?.value;
    if (alarm === undefined) return [work];
    const notice = channelNotice(row.value, alarm, about);
    for (const { id } of channelsOf(alarm, tellersOf(alarm, known))) {
      work.set(keys.channelNotice.at(id, notice), notice);
    }
    return [work];
  });
}

/** A channel that fails tells nothing of failing channels, its own alarm included: the inbox shows them. */
function tellersOf({ kind, subject }: Alarm, known: readonly KnownChannel[]): readonly Channel[] {
  const mayTell = kind !== "unsent"
    ? known
    : known.filter(({ channel, health }) =>
      channel.id !== subject.id && health.failingSince === undefined
    );
  return mayTell.map(({ channel }) => channel);
}

/**
 * The channels that tell of an alarm. Those of another category do not count: whoever may change a job must not write to the
 * people of another category.
 */
export function channelsOf(
  { channels: named, categoryId }: Pick<Alarm, "channels" | "categoryId">,
  all: readonly Channel[],
): readonly Channel[] {
  const mayTell = (of: Channel) => of.categoryId === undefined || of.categoryId === categoryId;
  // Named channels may all be deleted: somebody must be told all the same.
  const chosen = all.filter((channel) => mayTell(channel) && named?.includes(channel.id));
  if (chosen.length > 0 || named?.length === 0) return chosen;
  const ofCategory = all.filter((channel) => channel.categoryId === categoryId);
  if (ofCategory.length > 0) return ofCategory;
  return all.filter((channel) => channel.categoryId === undefined);
}

interface About {
  readonly executions: ReadonlyMap<string, Execution>;
  /** The zones of jobs, by the jobs' ids. */
  readonly zones: ReadonlyMap<string, string>;
}

async function contextOf(db: Database, alarms: readonly Alarm[]): Promise<About> {
  const ids = alarms.flatMap(({ lastExecutionId }) => lastExecutionId ?? []);
  const jobs = alarms.filter(({ subject, lastExecutionId }) =>
    subject.kind === "job" && lastExecutionId === undefined
  ).map(({ subject }) => subject.id as JobId);
  const [stored, records] = await Promise.all([
    readStored(db, [...new Set<ExecutionId>(ids)]),
    db.getMany([...new Set(jobs)].map(keys.job.at)),
  ]);
  const executions = stored.flatMap(({ value }) => value ?? []);
  return {
    executions: new Map(executions.map((one) => [one.id, one])),
    zones: new Map(
      records.flatMap(({ value }) =>
        value === undefined ? [] : [[value.id as string, value.schedule.timeZone]]
      ),
    ),
  };
}

function channelNotice(
  { id, what, at }: AlarmNotice,
  alarm: Alarm,
  { executions, zones }: About,
): ChannelNotice {
  const { subject, lastExecutionId, closedAt, closedBy } = alarm;
  const execution = executions.get(lastExecutionId ?? "");
  const zone = execution?.job.schedule.timeZone ?? zones.get(subject.id) ?? "UTC";
  const note = what === "closed" ? alarm.history.at(-1)?.note : undefined;
  return {
    id,
    what,
    at,
    alarmId: alarm.id,
    cause: alarm.kind,
    isUrgent: alarm.urgent,
    reason: cutText(note || alarm.reason, reasonLimit),
    openedAt: alarm.openedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(closedBy === undefined
      ? {}
      : { closedBy: typeof closedBy === "object" ? closedBy.person : closedBy }),
    count: alarm.count,
    subject: { ...subject, name: cutText(subject.name, nameLimit) },
    categoryId: alarm.categoryId,
    timeZone: zone,
    // A ping and a message have no fire time: the reason of a ping says when it was expected.
    ...(execution === undefined || ["ping", "notification"].includes(execution.trigger)
      ? {}
      : { fireAt: execution.scheduledAt }),
    ...(lastExecutionId === undefined ? {} : { executionId: lastExecutionId }),
  };
}
