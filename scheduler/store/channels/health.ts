import type { AlarmCause } from "../../model/alarms/alarm_steps.ts";
import type { Channel, ChannelHealth } from "../../model/channels/channel.ts";
import type { ChannelId } from "../../model/ids.ts";
import { cutText } from "../../model/json.ts";
import { hour, type Instant } from "../../model/time.ts";
import { alarmFollowUp, type AlarmNews } from "../alarms/raise.ts";
import { placeOfChannel, unsentRules } from "../alarms/unsent.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { addChannelChange } from "./channels.ts";

/** Stored bytes of an error. */
const errorLimit = 1000;

/** Notes that a channel sent a message, or could not. @param error absent after a success. */
export async function noteSending(
  db: Database,
  id: ChannelId,
  error: string | undefined,
  now: Instant,
): Promise<void> {
  for (;;) {
    const [channel, entry] = await Promise.all([
      db.get(keys.channel.at(id)),
      db.get(keys.channel.health(id)),
    ]);
    if (channel.value === undefined) return;
    const before = entry.value ?? {};
    const after = next(before, error, now);
    const work = new Commit().check(channel).check(entry).set(keys.channel.health(id), after);
    const news = newsOf(db, channel.value, after, now);
    addChannelChange(work, channel.value);
    if (news !== undefined) work.followUp(alarmFollowUp, news);
    if (await commit(db, work, now) !== undefined) return;
  }
}

/** A channel that fails for so long is an alarm, before its first message is given up. */
const failsForLong = hour;

function newsOf(
  db: Database,
  channel: Channel,
  { failingSince, lastError = "" }: ChannelHealth,
  now: Instant,
): AlarmNews | undefined {
  if (failingSince === undefined) return { what: "sent", channel: channel.id, at: now };
  if (now - failingSince < failsForLong) return undefined;
  const cause: AlarmCause = {
    ...placeOfChannel(channel),
    kind: "unsent",
    ...{ at: now, dueAt: failingSince, reason: lastError },
  };
  return { what: "seen", cause, rules: unsentRules(db) };
}

function next(
  { lastSentAt, failingSince }: ChannelHealth,
  error: string | undefined,
  now: Instant,
): ChannelHealth {
  if (error === undefined) return { lastSentAt: now };
  return {
    ...(lastSentAt === undefined ? {} : { lastSentAt }),
    failingSince: failingSince ?? now,
    lastError: cutText(error, errorLimit),
  };
}
