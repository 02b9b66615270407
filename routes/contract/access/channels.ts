import { z } from "zod";
import {
  channelKinds,
  channelLanguages,
  smtpSecurities,
} from "../../../scheduler/model/channels/channel.ts";
import type { ChannelId } from "../../../scheduler/model/ids.ts";
import {
  CategoryIdField,
  countOf,
  exampleHexId,
  hexId,
  idOf,
  ManagedBy,
  nameOf,
  numberOf,
  ReadOnly,
  textOf,
  Time,
  TimeOrNothing,
} from "../common.ts";

export const ChannelPath = z.object({
  channel_id: z.string().regex(hexId, "There is no such channel.")
    .transform((id) => id as ChannelId)
    .meta({ description: "The channel's id.", example: exampleHexId }),
});

const Name = nameOf("The name; upper and lower case count as the same.", 100, "On call");
const Kind = z.enum(channelKinds, { error: `must be one of ${channelKinds.join(", ")}` }).meta({
  description: "How the channel sends.",
  example: "webhook",
});
const Language = z.enum(channelLanguages, { error: "must be en or zh-TW" }).meta({
  description: "The language of the messages.",
  example: "en",
});
const secretOf = (what: string, example: string) =>
  z.string().min(1, "must not be empty").max(2000, "must not be longer than 2000 characters")
    .meta({ description: what, writeOnly: true, example });

const Url = secretOf(
  "Where to send: a secret, which no answer shows. Or the name of a variable of the server that " +
    "begins with JOB_SECRET_ and holds the URL. For ntfy the URL of the topic; pagerduty needs none.",
  "https://hooks.example.org/carillon",
);
const Secret = secretOf(
  "The key of the signature (webhook), the access token (ntfy), the routing key (pagerduty) or the " +
    "password (email), or the name of a variable that begins with JOB_SECRET_. No answer shows it.",
  "JOB_SECRET_HOOK_KEY",
);

const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 22:00");
const QuietHours = z.object({
  from: WallTime.meta({ description: "When they begin.", example: "22:00" }),
  to: WallTime.meta({
    description: "When they end; a time before `from` is on the next day.",
    example: "07:00",
  }),
  time_zone: z.string().max(100, "is no IANA time zone").meta({
    description: "The zone of these times.",
    example: "Asia/Taipei",
  }),
});

const hostPattern = /^[\w.:-]{1,253}$/;
const Address = z.string().max(254, "must not be longer than 254 characters")
  .regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+$/, "must be an email address");
const SmtpFields = z.object({
  host: z.string().regex(hostPattern, "must be a host name or an address")
    .meta({ description: "The mail server.", example: "smtp.example.org" }),
  port: numberOf("Its port.", 1, 65_535, 587),
  security: z.enum(smtpSecurities, { error: "must be tls, starttls or none" }).meta({
    description: "`tls` from the start (465), `starttls` (587), or `none`, which takes no log-in.",
    example: "starttls",
  }),
  username: z.string().max(254, "must not be longer than 254 characters").meta({
    description: 'Who logs in; "" for a server that asks for no log-in.',
    example: "carillon@example.org",
  }),
  from: nameOf("The sender.", 320, "Carillon <carillon@example.org>"),
  to: z.array(Address).min(1, "must name a recipient").max(50, "must not have more than 50")
    .meta({ description: "The recipients.", example: ["oncall@example.org"] }),
});

const readOnly = {
  id: ReadOnly,
  managed_by: ReadOnly,
  job_id: ReadOnly,
  target: ReadOnly,
  url_set: ReadOnly,
  secret_set: ReadOnly,
  last_sent_at: ReadOnly,
  failing_since: ReadOnly,
  last_error: ReadOnly,
  created_at: ReadOnly,
  updated_at: ReadOnly,
};

const emptied = {
  category_id: CategoryIdField.nullish().meta({
    description: "The category whose alarms the channel tells; null: those of the whole server.",
    example: 1,
  }),
  quiet_hours: QuietHours.nullish().meta({
    description: "When only urgent messages are sent; others wait until the end. null: never.",
  }),
  secret: Secret.nullish(),
  smtp: SmtpFields.nullish().meta({ description: "The mail server of the kind email." }),
};

const example = {
  name: "On call",
  kind: "webhook",
  url: "https://hooks.example.org/carillon",
  secret: "JOB_SECRET_HOOK_KEY",
  language: "en",
  quiet_hours: { from: "22:00", to: "07:00", time_zone: "Asia/Taipei" },
};

export const NewChannel = z.object({
  name: Name,
  kind: Kind,
  url: Url.nullish(),
  language: Language.nullish(),
  ...emptied,
  ...readOnly,
}).meta({ id: "NewChannel", example });
export type NewChannel = z.output<typeof NewChannel>;

/** A field that is not sent keeps its value. */
export const ChannelEdit = z.object({
  name: Name.optional(),
  kind: Kind.optional(),
  url: Url.nullish(),
  language: Language.nullish(),
  ...emptied,
  ...readOnly,
}).meta({ id: "ChannelEdit", example: { name: "On call", language: "zh-TW" } });
export type ChannelEdit = z.output<typeof ChannelEdit>;

export const Channel = z.object({
  id: idOf("The channel's id."),
  name: z.string().meta({ description: "The name.", example: "On call" }),
  kind: Kind,
  category_id: countOf("The category whose alarms the channel tells; null: the whole server.", 1)
    .nullable(),
  target: z.string().meta({
    description: "The host, the variable that holds the URL, or the recipients.",
    example: "hooks.example.org",
  }),
  url_set: z.boolean().meta({ description: "Whether there is a URL.", example: true }),
  secret_set: z.boolean().meta({ description: "Whether there is a secret.", example: true }),
  language: Language,
  quiet_hours: QuietHours.nullable().meta({
    description: "When only urgent messages are sent; null: never.",
  }),
  smtp: SmtpFields.nullable().meta({ description: "The mail server of the kind email." }),
  job_id: idOf("The executions that send messages of this channel have it as their job's id."),
  last_sent_at: TimeOrNothing,
  failing_since: TimeOrNothing.meta({
    description: 'The first failure since the last success: ISO 8601 in UTC; "" while it works.',
  }),
  managed_by: ManagedBy,
  last_error: z.string().meta({
    description: 'Why sending failed last; "" while it works.',
    example: "hooks.example.org answered 503 Service Unavailable",
  }),
  created_at: Time,
  updated_at: Time,
}).meta({ id: "Channel" });
export type Channel = z.infer<typeof Channel>;

export const ChannelList = z.object({
  channels: z.array(Channel).meta({ description: "All channels." }),
}).meta({ id: "ChannelList" });

export const ChannelRef = z.object({ id: idOf("The channel's id.") })
  .meta({ id: "ChannelRef", example: { id: exampleHexId } });

export const ChannelTest = z.object({
  sent: z.boolean().meta({ description: "Whether the message was sent.", example: true }),
  outcome: textOf(
    "How it was answered, or why it was not sent.",
    4000,
    "hooks.example.org answered 204",
  ),
  duration_ms: countOf("How long it took, in milliseconds.", 120),
}).meta({ id: "ChannelTest" });
export type ChannelTest = z.infer<typeof ChannelTest>;
