import type { WholeAlarmRules } from "../../model/alarms/alarm_rules.ts";
import type { AlarmCause } from "../../model/alarms/alarm_steps.ts";
import type { AlarmId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { alarmFollowUp, type AlarmNews } from "../alarms/raise.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** How much news shares a commit. */
const newsAtOnce = 50;

/** Writes what a duty found. Each step is made from the alarm as it is by then. */
export async function writeNews(
  db: Database,
  news: readonly AlarmNews[],
  now: Instant,
): Promise<void> {
  for (let i = 0; i < news.length; i += newsAtOnce) {
    const work = new Commit();
    for (const one of news.slice(i, i + newsAtOnce)) work.followUp(alarmFollowUp, one);
    await commit(db, work, now);
  }
}

/** A cause that a duty saw, with the rules of its job. */
export interface SeenCause {
  readonly cause: AlarmCause;
  readonly rules: WholeAlarmRules;
}

/** How many of a job's newest alarms are looked at. */
const mostAlarms = 20;

/** Raises what was seen, but no execution a second time: a person may have closed its alarm. */
export async function raiseSeen(
  db: Database,
  seen: readonly SeenCause[],
  now: Instant,
): Promise<void> {
  const news: AlarmNews[] = [];
  for (const { cause, rules } of seen) {
    if (!await isRaised(db, cause)) news.push({ what: "seen", cause, rules });
  }
  await writeNews(db, news, now);
}

async function isRaised(db: Database, { subject, kind, executionId }: AlarmCause) {
  const rows = await db.list(keys.alarm.allBySubject(subject.id), {
    limit: mostAlarms,
    newestFirst: true,
  });
  const alarms = await db.getMany(rows.map(({ key }) => keys.alarm.at(key.at(-1) as AlarmId)));
  return alarms.some(({ value }) =>
    value?.kind === kind && (value.lastExecutionId ?? "") >= (executionId ?? "")
  );
}
