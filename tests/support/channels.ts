import type { Alarm, AlarmNotice } from "../../scheduler/model/alarms/alarm.ts";
import { closeAlarm, openAlarm } from "../../scheduler/model/alarms/alarm_steps.ts";
import { defaultAlarmRules } from "../../scheduler/model/alarms/alarm_rules.ts";
import { defaultCategory } from "../../scheduler/model/category.ts";
import type {
  Channel,
  ChannelDraft,
  ChannelSecrets,
} from "../../scheduler/model/channels/channel.ts";
import type { ChannelNotice } from "../../scheduler/model/channels/channel_notice.ts";
import type { CategoryId, ExecutionId } from "../../scheduler/model/ids.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { createChannel } from "../../scheduler/store/channels/channels.ts";
import { Commit, commit } from "../../scheduler/store/kv/commit.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";

export function aChannelDraft(given: Partial<ChannelDraft> = {}): ChannelDraft {
  return {
    name: crypto.randomUUID(),
    kind: "webhook",
    target: "hooks.test",
    hasUrl: true,
    hasSecret: false,
    language: "en",
    ...given,
  };
}

export async function storedChannel(
  db: Database,
  now: Instant,
  given: Partial<ChannelDraft> = {},
  secrets: ChannelSecrets = { url: "https://hooks.test/" },
): Promise<Channel> {
  return await createChannel(db, aChannelDraft(given), secrets, now, () => []);
}

export interface GivenAlarm {
  readonly categoryId?: CategoryId;
  readonly channels?: readonly string[];
  readonly urgent?: boolean;
  readonly name?: string;
  readonly executionId?: ExecutionId;
}

/** An alarm that is opened at `now`, with its notice. */
export async function anAlarm(db: Database, now: Instant, given: GivenAlarm = {}): Promise<Alarm> {
  const { channels, urgent = false, name = "nightly", executionId } = given;
  const { categoryId = defaultCategory } = given;
  const subject = { kind: "job", id: crypto.randomUUID().replaceAll("-", ""), name } as const;
  const cause = { subject, categoryId, kind: "failed", at: now, reason: "exit status 1" } as const;
  const rules = { ...defaultAlarmRules, urgent, ...(channels && { channels: [...channels] }) };
  const opened = openAlarm({ ...cause, ...(executionId && { executionId }) }, rules);
  await written(db, opened, now);
  return opened.alarm;
}

export async function recovered(db: Database, alarm: Alarm, now: Instant): Promise<void> {
  await written(db, closeAlarm(alarm, "recovery", "it succeeded", now), now);
}

async function written(
  db: Database,
  { alarm, notice }: { readonly alarm: Alarm; readonly notice?: AlarmNotice },
  now: Instant,
): Promise<void> {
  const work = new Commit().set(keys.alarm.at(alarm.id), alarm);
  if (notice !== undefined) work.set(keys.alarmNotice.at(notice.id), notice);
  await commit(db, work, now);
}

export function aNotice(given: Partial<ChannelNotice> = {}): ChannelNotice {
  return {
    id: "0193a5f0c4e07b8e9d3f5a6b7c8d9e0f",
    what: "opened",
    at: Date.parse("2026-03-02T10:00:05Z"),
    alarmId: "0193a5f0c4e07b8e9d3f5a6b7c8d9e01",
    cause: "failed",
    isUrgent: false,
    reason: "exit status 1",
    openedAt: Date.parse("2026-03-02T10:00:05Z"),
    count: 1,
    subject: { kind: "job", id: "0193a5f0c4e07b8e9d3f5a6b7c8d9e02", name: "nightly" },
    categoryId: defaultCategory,
    timeZone: "Asia/Taipei",
    fireAt: Date.parse("2026-03-02T10:00:00Z"),
    executionId: "0193a5f0c4e07b8e9d3f5a6b7c8d9e03",
    ...given,
  };
}
