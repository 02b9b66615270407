import { canonicalZone } from "../../scheduler/cron/mod.ts";
import { JobSecretName } from "../../scheduler/job_classes/job_secret.ts";
import { allCategories } from "../../scheduler/model/category.ts";
import type {
  Channel,
  ChannelDraft,
  ChannelKind,
  ChannelSecrets,
  QuietHours,
  Smtp,
} from "../../scheduler/model/channels/channel.ts";
import { Refusal, type RefusalDetail } from "../../scheduler/model/refusal.ts";
import {
  type SecretCategories,
  secretRefusal,
} from "../../scheduler/model/rights/secret_rights.ts";
import { pagerdutyUrl } from "../../scheduler/notifications/deliver.ts";
import type { ChangedChannel } from "../../scheduler/store/channels/channels.ts";
import type { ChannelEdit, NewChannel } from "../contract/access/channels.ts";

/**
 * The channel that a body asks for. Of an edit, fields that are not sent keep their values, and null empties a field.
 * @throws Refusal `invalid` where the fields do not fit the kind.
 */
export function draftChannel(
  body: NewChannel | ChannelEdit,
  before: { readonly channel: Channel; readonly secrets: ChannelSecrets } | undefined,
  closed: SecretCategories | undefined,
): ChangedChannel {
  const old = before?.channel;
  const kind = body.kind ?? old?.kind ?? "webhook";
  const secrets: ChannelSecrets = {
    ...kept("url", body.url, before?.secrets.url),
    ...kept("secret", body.secret, before?.secrets.secret),
  };
  const smtp = body.smtp === undefined ? old?.smtp : smtpOf(body.smtp);
  const quiet = body.quiet_hours === undefined ? old?.quietHours : quietOf(body.quiet_hours);
  const categoryId = body.category_id === undefined
    ? old?.categoryId
    : body.category_id ?? undefined;
  mustFit(kind, secrets, smtp);
  mustBeOpen(secrets, categoryId ?? allCategories, closed);
  const draft: ChannelDraft = {
    name: body.name ?? old?.name ?? "",
    kind,
    ...(categoryId === undefined ? {} : { categoryId }),
    target: targetOf(kind, secrets, smtp),
    hasUrl: secrets.url !== undefined,
    hasSecret: secrets.secret !== undefined,
    language: body.language ?? old?.language ?? "en",
    ...(quiet === undefined ? {} : { quietHours: quiet }),
    ...(smtp === undefined ? {} : { smtp }),
  };
  return { draft, secrets };
}

function kept<Name extends keyof ChannelSecrets>(
  name: Name,
  sent: string | null | undefined,
  before: string | undefined,
): ChannelSecrets {
  const value = sent === undefined ? before : sent ?? undefined;
  return value === undefined ? {} : { [name]: value };
}

function smtpOf(sent: NonNullable<NewChannel["smtp"]> | null): Smtp | undefined {
  if (sent === null) return undefined;
  const { username, ...rest } = sent;
  return { ...rest, ...(username === "" ? {} : { username }) };
}

function quietOf(sent: NonNullable<NewChannel["quiet_hours"]> | null): QuietHours | undefined {
  if (sent === null) return undefined;
  const timeZone = canonicalZone(sent.time_zone);
  if (timeZone === undefined) {
    const reason = "must be an IANA time zone such as Asia/Taipei";
    throw Refusal.invalid([{ field: "quiet_hours.time_zone", reason }]);
  }
  return { from: sent.from, to: sent.to, timeZone };
}

const urlKinds: readonly ChannelKind[] = ["webhook", "slack", "ntfy", "msteams", "discord"];
const noSecretKinds: readonly ChannelKind[] = ["slack", "msteams", "discord"];

/** @throws Refusal `invalid` */
function mustFit(kind: ChannelKind, { url, secret }: ChannelSecrets, smtp: Smtp | undefined) {
  const details: RefusalDetail[] = [];
  const refuse = (field: string, reason: string) => details.push({ field, reason });
  if (urlKinds.includes(kind) && url === undefined) refuse("url", `is needed for ${kind}`);
  if (url !== undefined) {
    if (kind === "email") refuse("url", "is not for email");
    else if (!isName(url) && !isUrl(url)) {
      refuse("url", "must be an http(s) URL or the name of a JOB_SECRET_ variable");
    } else if (kind === "ntfy" && isUrl(url) && new URL(url).pathname === "/") {
      refuse("url", "must be the URL of a topic, such as https://ntfy.sh/my-alarms");
    }
  }
  if (noSecretKinds.includes(kind) && secret !== undefined) {
    refuse("secret", `is not for ${kind}: the URL is the secret`);
  }
  if (kind === "pagerduty" && secret === undefined) refuse("secret", "is needed for pagerduty");
  if (kind === "email" && smtp === undefined) refuse("smtp", "is needed for email");
  if (kind !== "email" && smtp !== undefined) refuse("smtp", `is not for ${kind}`);
  if (smtp?.username !== undefined) {
    if (secret === undefined) refuse("secret", "is needed: the password of smtp.username");
    if (smtp.security === "none") refuse("smtp.security", "must be tls or starttls for a log-in");
  }
  if (details.length > 0) throw Refusal.invalid(details);
}

/** A variable that is closed to the channel's category. @throws Refusal `invalid` */
function mustBeOpen(
  secrets: ChannelSecrets,
  category: typeof allCategories,
  closed: SecretCategories | undefined,
): void {
  const details = Object.entries(secrets).flatMap(([field, value]) => {
    const reason = isName(value) ? secretRefusal(value, category, closed) : undefined;
    return reason === undefined ? [] : [{ field, reason }];
  });
  if (details.length > 0) throw Refusal.invalid(details);
}

/** What the API shows in place of the secrets. */
function targetOf(kind: ChannelKind, { url }: ChannelSecrets, smtp: Smtp | undefined): string {
  if (kind === "email") return smtp?.to.join(", ") ?? "";
  const address = url ?? pagerdutyUrl;
  return isName(address) ? address : new URL(address).host;
}

function isName(text: string): boolean {
  return JobSecretName.safeParse(text).success;
}

function isUrl(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? "");
}
