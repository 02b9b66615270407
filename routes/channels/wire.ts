import type { KnownChannel } from "../../scheduler/store/channels/channels.ts";
import type { Channel as ChannelAnswer } from "../contract/access/channels.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";

/** The channel without its secrets. */
export function channelToWire({ channel, health }: KnownChannel): ChannelAnswer {
  const { quietHours, smtp } = channel;
  return {
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    category_id: channel.categoryId ?? null,
    target: channel.target,
    url_set: channel.hasUrl,
    secret_set: channel.hasSecret,
    language: channel.language,
    quiet_hours: quietHours === undefined
      ? null
      : { from: quietHours.from, to: quietHours.to, time_zone: quietHours.timeZone },
    smtp: smtp === undefined ? null : { ...smtp, username: smtp.username ?? "", to: [...smtp.to] },
    job_id: channel.jobId,
    last_sent_at: isoTimeOrNothing(health.lastSentAt),
    failing_since: isoTimeOrNothing(health.failingSince),
    last_error: health.lastError ?? "",
    created_at: isoTime(channel.createdAt),
    updated_at: isoTime(channel.updatedAt),
  };
}
