import { z } from "zod";
import { CategoryId, ChannelId, JobId } from "../ids.ts";

/** The ways in which a channel sends. All but `email` are HTTP requests. */
export const channelKinds = [
  "webhook",
  "slack",
  "email",
  "ntfy",
  "pagerduty",
  "msteams",
  "discord",
] as const;
export type ChannelKind = typeof channelKinds[number];

export const channelLanguages = ["en", "zh-TW"] as const;
export type ChannelLanguage = typeof channelLanguages[number];

/** How a connection to a mail server is protected: TLS from the start, TLS after STARTTLS, or not at all. */
export const smtpSecurities = ["tls", "starttls", "none"] as const;

/** The time of each day in which only urgent messages are sent. */
export const QuietHours = z.object({
  /** Wall time, such as `22:00`. */
  from: z.string(),
  /** Wall time. Before `from`, or the same: on the next day. */
  to: z.string(),
  timeZone: z.string(),
});
export type QuietHours = z.infer<typeof QuietHours>;

/** How email is sent. The password is a secret of the channel. */
export const Smtp = z.object({
  host: z.string(),
  port: z.number(),
  security: z.enum(smtpSecurities),
  /** Absent: the server asks for no log-in. */
  username: z.string().exactOptional(),
  from: z.string(),
  to: z.array(z.string()),
});
export type Smtp = z.infer<typeof Smtp>;

/** Where notifications go. Its secrets are in a record of their own. */
export const Channel = z.object({
  id: ChannelId,
  name: z.string(),
  kind: z.enum(channelKinds),
  /** Absent: the channel of the whole server. */
  categoryId: CategoryId.exactOptional(),
  /** The executions that send messages of this channel have this as the id of their job. No job has it. */
  jobId: JobId,
  /** What the API shows in place of the secret URL. */
  target: z.string(),
  hasUrl: z.boolean(),
  hasSecret: z.boolean(),
  language: z.enum(channelLanguages),
  quietHours: QuietHours.exactOptional(),
  smtp: Smtp.exactOptional(),
  /** Counts the changes by users. */
  version: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Channel = z.infer<typeof Channel>;

/**
 * What no answer shows. Each value is the secret, or the name of a variable of the server that begins with
 * `JOB_SECRET_` and holds it.
 */
export const ChannelSecrets = z.object({
  /** The address to which HTTP kinds send. */
  url: z.string().exactOptional(),
  /** The key of a signature, an access token, a routing key or a password, by the kind. */
  secret: z.string().exactOptional(),
});
export type ChannelSecrets = z.infer<typeof ChannelSecrets>;

/** The part of a channel that an admin decides. */
export type ChannelDraft = Omit<
  Channel,
  "id" | "jobId" | "version" | "createdAt" | "updatedAt"
>;

/** How sending goes. Written by the executions that send. */
export const ChannelHealth = z.object({
  lastSentAt: z.number().exactOptional(),
  /** The first failure since the last success; absent while the channel works. */
  failingSince: z.number().exactOptional(),
  lastError: z.string().exactOptional(),
});
export type ChannelHealth = z.infer<typeof ChannelHealth>;

/** PagerDuty makes one incident of each alarm and closes it by its key, so each message has one notice. */
export function groupsNotices({ kind }: Pick<Channel, "kind">): boolean {
  return kind !== "pagerduty";
}
