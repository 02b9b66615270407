import type { ChannelHealth } from "../../model/channels/channel.ts";
import type { ChannelId } from "../../model/ids.ts";
import { cutText } from "../../model/json.ts";
import type { Instant } from "../../model/time.ts";
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
    const work = new Commit().check(channel).check(entry)
      .set(keys.channel.health(id), next(before, error, now));
    addChannelChange(work, channel.value);
    if (await commit(db, work, now) !== undefined) return;
  }
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
