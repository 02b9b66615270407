import { ChannelNotice } from "../../../model/channels/channel_notice.ts";
import { Channel, ChannelHealth, ChannelSecrets } from "../../../model/channels/channel.ts";
import { MessageWindow } from "../../../model/channels/grouping.ts";
import { ChannelId } from "../../../model/ids.ts";
import type { CategoryId } from "../../../model/ids.ts";
import { indexKey, indexTable, key, nameKey, table } from "./key_makers.ts";

/** The keys of channels and of what they are about to send. */
export const channelKeys = {
  channel: {
    at: (id: ChannelId) => key(Channel, "channel", id),
    all: table(Channel, "channel"),
    byName: (name: string) => key(ChannelId, "channel_by_name", nameKey(name)),
    byCategory: (category: CategoryId, id: ChannelId) =>
      indexKey("channel_by_category", category, id),
    allByCategory: (category: CategoryId) => indexTable("channel_by_category", category),
    /** Apart from the channel, so that no list of channels reads secrets. */
    secrets: (id: ChannelId) => key(ChannelSecrets, "channel_secrets", id),
    health: (id: ChannelId) => ({ ...key(ChannelHealth, "channel_health", id), instead: {} }),
    /** Each commit that makes messages of notices checks and writes it, so that no notice has two messages. */
    window: (id: ChannelId) => key(MessageWindow, "channel_window", id),
  },
  /** Notices that wait until a channel sends them: the urgent first, which quiet hours do not hold back. */
  channelNotice: {
    at: (channel: ChannelId, { isUrgent, id }: Pick<ChannelNotice, "isUrgent" | "id">) =>
      key(ChannelNotice, "channel_notice", channel, isUrgent ? 0 : 1, id),
    allOf: (channel: ChannelId) => table(ChannelNotice, "channel_notice", channel),
    all: table(ChannelNotice, "channel_notice"),
  },
};
