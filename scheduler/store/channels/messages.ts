/** Notices that wait for a channel become messages: executions, which a worker claims as any other. */
import { type Channel, groupsNotices } from "../../model/channels/channel.ts";
import type { ChannelNotice } from "../../model/channels/channel_notice.ts";
import { draftDelivery } from "../../model/channels/delivery.ts";
import {
  type MessagePlan,
  type MessageWindow,
  mostInMessage,
  planMessages,
} from "../../model/channels/grouping.ts";
import { quietUntil } from "../../model/channels/quiet_hours.ts";
import type { ChannelId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { addExecution, traced } from "../history/executions.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { dropNotices } from "./channels.ts";
import { giveNotices } from "./notices.ts";

/** The most notices that become messages in one commit. */
const mostAtOnce = 200;

/**
 * Gives new notices to their channels, and makes messages of those that may be sent now. Several processes may do this at
 * once: each notice comes into one message of each of its channels.
 * @returns when to look again for notices that wait; `undefined` where none waits.
 */
export async function tellChannels(db: Database, now: Instant): Promise<Instant | undefined> {
  await giveNotices(db, now);
  let lookAt: Instant | undefined;
  for await (const id of channelsWithNotices(db)) {
    const next = await tellChannel(db, id, now);
    if (next !== undefined) lookAt = Math.min(lookAt ?? next, next);
  }
  return lookAt;
}

async function* channelsWithNotices(db: Database): AsyncGenerator<ChannelId> {
  for (let from: Deno.KvKey = [""];;) {
    const [row] = await db.list(keys.channelNotice.all, { from, limit: 1 });
    if (row === undefined) return;
    const id = row.key[1] as ChannelId;
    yield id;
    from = [`${id}\0`];
  }
}

async function tellChannel(
  db: Database,
  id: ChannelId,
  now: Instant,
): Promise<Instant | undefined> {
  for (;;) {
    const [channel, window] = await Promise.all([
      db.get(keys.channel.at(id)),
      // Its entry is the fence: whoever makes messages writes it. So it is read before the notices.
      db.read(keys.channel.window(id)),
    ]);
    if (channel.value === undefined) {
      await dropNotices(db, id, now);
      return undefined;
    }
    const rows = await db.list(keys.channelNotice.allOf(id), { limit: mostAtOnce });
    const waiting = rows.map(({ value }) => value);
    const quiet = quietUntil(channel.value.quietHours, now);
    const mayGo = waiting.filter(({ isUrgent }) => isUrgent || quiet === undefined);
    const heldUntil = mayGo.length < waiting.length ? quiet : undefined;
    const plan = planOf(channel.value, mayGo, window.value, now);
    if (plan === undefined) return heldUntil;
    const lookAt = earlier(heldUntil, plan.lookAt);
    if (plan.messages.length === 0 && window.value?.isFull) return lookAt;
    const work = new Commit().check(channel).check(window).set(
      keys.channel.window(id),
      plan.window,
    );
    addMessages(db, work, channel.value, plan, now);
    if (await commit(db, work, now) === undefined) continue;
    const sent = plan.messages.flat().length;
    if (sent > 0 && (sent < mayGo.length || rows.length === mostAtOnce)) continue;
    return lookAt;
  }
}

function planOf(
  channel: Channel,
  notices: readonly ChannelNotice[],
  window: MessageWindow | undefined,
  now: Instant,
): MessagePlan<ChannelNotice> | undefined {
  if (groupsNotices(channel)) return planMessages(notices, window, now);
  if (notices.length === 0) return undefined;
  const messages = notices.slice(0, mostInMessage).map((notice) => [notice]);
  return { messages, window: { startedAt: now, sent: messages.length, isFull: false } };
}

function addMessages(
  db: Database,
  work: Commit,
  channel: Channel,
  { messages }: MessagePlan<ChannelNotice>,
  now: Instant,
): void {
  for (const notices of messages) {
    for (const notice of notices) work.delete(keys.channelNotice.at(channel.id, notice));
    addExecution(work, traced(db, draftDelivery(channel, notices, now)));
  }
}

function earlier(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || b === undefined ? a ?? b : Math.min(a, b);
}
