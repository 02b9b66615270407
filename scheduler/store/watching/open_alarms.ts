import type { Alarm, AlarmSubject } from "../../model/alarms/alarm.ts";
import type { AlarmKind } from "../../model/alarms/alarm_kind.ts";
import type { WholeAlarmRules } from "../../model/alarms/alarm_rules.ts";
import {
  type AlarmChange,
  closeAlarm,
  isToRepeat,
  repeatAlarm,
} from "../../model/alarms/alarm_steps.ts";
import {
  isRecoveredBy,
  recoveryNote,
  type ShortEnd,
  shortEnd,
} from "../../model/alarms/recovery.ts";
import { isEnded } from "../../model/execution.ts";
import type { ChannelId, JobId, MonitorId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import type { OpenAlarm } from "../alarms/find_alarms.ts";
import { readJobRules } from "../alarms/job_rules.ts";
import { lastEnds } from "../alarms/last_ends.ts";
import { channelHealth, gotThrough } from "../alarms/unsent.ts";
import type { AlarmNews } from "../alarms/raise.ts";
import { knownExecutions } from "../history/executions.ts";
import type { Database, Key } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** How many of the job's newest executions may close an alarm. */
const newestEnds = 20;

/**
 * What becomes of open alarms: what ended in a process that did not know of the alarm closes it here, and so do a deletion of
 * the job and a change of the rules. Others are told again in their time.
 */
export async function newsOfOpen(
  db: Database,
  open: readonly OpenAlarm[],
  now: Instant,
): Promise<AlarmNews[]> {
  const entries = await db.getMany(open.map(({ id }) => keys.alarm.at(id)));
  const alarms = entries.flatMap(({ value }) => value?.state === "open" ? [value] : []);
  const subjects = new Map(alarms.map(({ subject }) => [subject.id, subject]));
  const rules = await readJobRules(db, [...subjects.keys()] as JobId[]);
  // Not getMany(), which parses all by the schema of the first key: a monitor is no job.
  const records = await Promise.all([...subjects.values()].map((it) => db.read(recordOf(it))));
  const gone = new Set(
    [...subjects.keys()].filter((_, i) => records[i]?.versionstamp === null),
  );
  const news: AlarmNews[] = [];
  for (const alarm of alarms) {
    const { id, subject, kind } = alarm;
    const ofJob = rules.get(subject.id as JobId)?.rules;
    const close = kind === "overdue"
      ? undefined
      : gone.has(subject.id)
      ? closedBy("deletion", `the ${subject.kind} was deleted`)
      : subject.kind === "channel"
      ? await closingOfChannel(db, alarm)
      : ofJob && await closingOf(db, alarm, ofJob);
    if (close !== undefined) news.push({ what: "step", id, step: close });
    else if (isToRepeat(alarm, now)) {
      const step = (one: Alarm, at: Instant) =>
        isToRepeat(one, at) ? repeatAlarm(one, at) : undefined;
      news.push({ what: "step", id, step });
    }
  }
  return news;
}

function recordOf({ kind, id }: AlarmSubject): Key<unknown> {
  if (kind === "channel") return keys.channel.at(id as ChannelId);
  return kind === "job" ? keys.job.at(id as JobId) : keys.monitor.at(id as MonitorId);
}

/** A process that did not know of the alarm sent a message. */
async function closingOfChannel(
  db: Database,
  { subject, lastAt }: Alarm,
): Promise<Step | undefined> {
  const { lastSentAt: sentAt } = await channelHealth(db, subject.id as ChannelId);
  if (sentAt === undefined || sentAt <= lastAt) return undefined;
  return (one) => sentAt > one.lastAt ? closeAlarm(one, "recovery", gotThrough, sentAt) : undefined;
}

type Step = (alarm: Alarm, now: Instant) => AlarmChange | undefined;

function closedBy(by: "deletion" | "rules", note: string): Step {
  return (alarm, now) => closeAlarm(alarm, by, note, now);
}

async function closingOf(
  db: Database,
  alarm: Alarm,
  rules: WholeAlarmRules,
): Promise<Step | undefined> {
  if (isOff(alarm.kind, rules)) return closedBy("rules", "the rule was removed");
  for (const end of await endsFor(db, alarm)) {
    if (!isRecoveredBy(alarm, end, rules)) continue;
    // The alarm may have been counted up meanwhile.
    return (one, now) =>
      isRecoveredBy(one, end, rules)
        ? closeAlarm(one, "recovery", recoveryNote(one, end), now)
        : undefined;
  }
  return undefined;
}

function isOff(kind: AlarmKind, rules: WholeAlarmRules): boolean {
  return kind !== "unsent" && rules[kind] === false;
}

async function endsFor(
  db: Database,
  { subject, kind, lastExecutionId }: Alarm,
): Promise<ShortEnd[]> {
  const ends = await lastEnds(db, subject.id as JobId, newestEnds);
  if (kind !== "long" || lastExecutionId === undefined) return ends;
  // Others of the job may have been fired since it started.
  const ended = (await knownExecutions(db, [lastExecutionId])).filter(isEnded);
  return ended.map(shortEnd);
}
