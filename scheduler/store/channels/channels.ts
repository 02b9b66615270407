import { allCategories } from "../../model/category.ts";
import type {
  Channel,
  ChannelDraft,
  ChannelHealth,
  ChannelSecrets,
} from "../../model/channels/channel.ts";
import { type ChannelId, type JobId, newId } from "../../model/ids.ts";
import { Refusal } from "../../model/refusal.ts";
import type { SecurityEntry } from "../../model/security_entry.ts";
import type { Instant } from "../../model/time.ts";
import { addCategoryUse } from "../access/categories.ts";
import { addSecurityEntries } from "../access/security_log.ts";
import { addRename, nameTaken } from "../access/unique_names.ts";
import { alarmFollowUp } from "../alarms/raise.ts";
import { placeOfChannel } from "../alarms/unsent.ts";
import { type Also, Commit, commit, packed } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";

/** The most channels: each notice looks through all of them. */
export const mostChannels = 500;

/** A channel, and how sending goes. */
export interface KnownChannel {
  readonly channel: Channel;
  readonly health: ChannelHealth;
}

/** All channels, oldest first, without their secrets. */
export async function allChannels(db: Database): Promise<Channel[]> {
  return (await db.list(keys.channel.all, { limit: mostChannels })).map(({ value }) => value);
}

/** All channels with their health, oldest first. */
export async function listChannels(db: Database): Promise<KnownChannel[]> {
  const channels = await allChannels(db);
  const healths = await db.getMany(channels.map(({ id }) => keys.channel.health(id)));
  return channels.map((channel, i) => ({ channel, health: healths[i]?.value ?? {} }));
}

export async function findChannel(
  db: Database,
  id: ChannelId,
): Promise<KnownChannel | undefined> {
  const [{ value: channel }, { value: health = {} }] = await Promise.all([
    db.get(keys.channel.at(id)),
    db.get(keys.channel.health(id)),
  ]);
  return channel === undefined ? undefined : { channel, health };
}

/** The secrets of a channel. Only what sends needs them. */
export async function channelSecrets(db: Database, id: ChannelId): Promise<ChannelSecrets> {
  return (await db.get(keys.channel.secrets(id))).value ?? {};
}

/**
 * Stores a new channel.
 * @throws Refusal `conflict` when the name is taken or there are 500 channels, `invalid` when there is no such category.
 */
export async function createChannel(
  db: Database,
  draft: ChannelDraft,
  secrets: ChannelSecrets,
  now: Instant,
  told: (channel: Channel) => readonly SecurityEntry[],
  also?: Also<Channel>,
): Promise<Channel> {
  for (;;) {
    const name = await db.get(keys.channel.byName(draft.name));
    if (name.value !== undefined) throw nameTaken("channel", draft.name);
    if ((await allChannels(db)).length >= mostChannels) {
      throw new Refusal("conflict", `There are ${mostChannels} channels already.`);
    }
    const channel: Channel = {
      ...draft,
      id: newId<ChannelId>(now),
      jobId: newId<JobId>(now),
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    const work = new Commit().check(name).set(keys.channel.byName(channel.name), channel.id);
    await addChannel(db, work, channel, secrets);
    addSecurityEntries(work, told(channel));
    await also?.(work, channel);
    if (await commit(db, work, now) !== undefined) return channel;
  }
}

/** What a change makes of a channel. */
export interface ChangedChannel {
  readonly draft: ChannelDraft;
  readonly secrets: ChannelSecrets;
}

/**
 * Changes a channel.
 * @param change called with the channel and its secrets as they are; it may throw. Called again when another commit was
 * quicker.
 * @returns the changed channel; `undefined` when there is none with this id.
 * @throws Refusal `conflict` when the new name is taken, `invalid` when there is no such category.
 */
export async function changeChannel(
  db: Database,
  id: ChannelId,
  change: (before: Channel, secrets: ChannelSecrets) => ChangedChannel,
  now: Instant,
  told: (before: Channel, after: Channel) => readonly SecurityEntry[],
): Promise<Channel | undefined> {
  for (;;) {
    const [entry, kept] = await Promise.all([
      db.get(keys.channel.at(id)),
      db.get(keys.channel.secrets(id)),
    ]);
    if (entry.value === undefined) return undefined;
    const before = entry.value;
    const { draft, secrets } = change(before, kept.value ?? {});
    const { jobId, version, createdAt } = before;
    const channel: Channel = {
      ...draft,
      id,
      jobId,
      version: version + 1,
      createdAt,
      updatedAt: now,
    };
    const work = new Commit().check(entry).check(kept);
    await addRename(db, work, {
      from: keys.channel.byName(before.name),
      to: keys.channel.byName(channel.name),
      id,
      taken: () => nameTaken("channel", channel.name),
    });
    if (before.categoryId !== undefined) {
      work.delete(keys.channel.byCategory(before.categoryId, id));
    }
    await addChannel(db, work, channel, secrets);
    if (before.categoryId !== channel.categoryId) {
      work.followUp(alarmFollowUp, { what: "moved", ...placeOfChannel(channel) });
    }
    addSecurityEntries(work, told(before, channel));
    if (await commit(db, work, now) !== undefined) return channel;
  }
}

/** Tells the change feed that a channel, or how its sending goes, changes with this commit. Only admins see channels. */
export function addChannelChange(work: Commit, { id, categoryId = allCategories }: Channel): void {
  work.changed({ kind: "channel", id, categoryId });
}

async function addChannel(db: Database, work: Commit, channel: Channel, secrets: ChannelSecrets) {
  const { id, categoryId } = channel;
  addChannelChange(work, channel);
  work.set(keys.channel.at(id), channel).set(keys.channel.secrets(id), secrets);
  if (categoryId === undefined) return;
  await addCategoryUse(db, work, categoryId);
  work.set(keys.channel.byCategory(categoryId, id), indexMark);
}

/**
 * Deletes a channel, its secrets and the notices that wait for it. Executions that send its messages find no channel, and
 * end.
 * @param mustFit called with the channel as it is; throws when it must not be deleted.
 * @returns whether there was such a channel.
 */
export async function deleteChannel(
  db: Database,
  id: ChannelId,
  now: Instant,
  told: (channel: Channel) => readonly SecurityEntry[],
  mustFit: (channel: Channel) => void,
): Promise<boolean> {
  for (;;) {
    const entry = await db.get(keys.channel.at(id));
    if (entry.value === undefined) return false;
    const channel = entry.value;
    mustFit(channel);
    const work = new Commit().check(entry)
      .delete(keys.channel.at(id))
      .delete(keys.channel.byName(channel.name))
      .delete(keys.channel.secrets(id))
      .delete(keys.channel.health(id))
      .delete(keys.channel.window(id));
    if (channel.categoryId !== undefined) {
      work.delete(keys.channel.byCategory(channel.categoryId, id));
    }
    addChannelChange(work, channel);
    work.followUp(alarmFollowUp, { what: "deleted", ...placeOfChannel(channel) });
    addSecurityEntries(work, told(channel));
    if (await commit(db, work, now) === undefined) continue;
    await dropNotices(db, id, now);
    return true;
  }
}

/** Removes the notices that wait for a channel that is gone. */
export async function dropNotices(db: Database, id: ChannelId, now: Instant): Promise<void> {
  for (;;) {
    const waiting = await db.list(keys.channelNotice.allOf(id), { limit: 500 });
    const parts = waiting.map(({ value }) => new Commit().delete(keys.channelNotice.at(id, value)));
    for (const work of packed(parts, db.limits)) await commit(db, work, now);
    if (waiting.length < 500) return;
  }
}
