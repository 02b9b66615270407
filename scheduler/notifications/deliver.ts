import type { AllowList } from "../job_classes/http/allow_list.ts";
import { hideSecret, JobSecretName, readJobSecret } from "../job_classes/job_secret.ts";
import { plainText } from "../job_classes/plain_text.ts";
import { maskSecrets } from "../job_classes/secret_mask.ts";
import type { Channel, ChannelSecrets } from "../model/channels/channel.ts";
import type { ChannelNotice } from "../model/channels/channel_notice.ts";
import type { Instant } from "../model/time.ts";
import { sendEmail } from "./kinds/send_email.ts";
import { type SendContext, sendHttp } from "./kinds/send_http.ts";
import { messageOf } from "./texts/message.ts";

/** What sends need of the process. */
export interface SendDeps {
  /** The private targets that may be reached. */
  readonly allow: AllowList;
  /** The address under which people reach the service, without a slash at its end. */
  readonly publicUrl?: string | undefined;
  /** Certificate authorities in PEM for mail servers; for tests. */
  readonly caCerts?: readonly string[];
  /** How long a server may take to answer, in milliseconds; for tests. */
  readonly timeoutMs?: number;
}

/** A message on its way. */
export interface Delivery {
  readonly channel: Channel;
  readonly secrets: ChannelSecrets;
  readonly notices: readonly ChannelNotice[];
  /** The last lines of output of executions, by their ids. */
  readonly outputs: ReadonlyMap<string, readonly string[]>;
  readonly at: Instant;
}

/**
 * Sends a message, once. Its key is the id of the execution, in the header `Idempotency-Key` or in the Message-ID.
 * @returns how it was answered.
 * @throws an Error whose text holds no secret; the signal's reason.
 */
export async function deliver(
  deps: SendDeps,
  { channel, secrets: kept, notices, outputs, at }: Delivery,
  context: SendContext,
): Promise<string> {
  const { publicUrl, caCerts, allow, timeoutMs } = deps;
  const message = messageOf(notices, channel.language, {
    ...(publicUrl === undefined ? {} : { publicUrl }),
    outputs,
  });
  const { url, secret } = readSecrets(channel, kept);
  const id = context.executionId;
  if (channel.kind !== "email") {
    const parts = { id, at, url: url ?? pagerdutyUrl, secret, message, notices };
    return await sendHttp(allow, channel.kind, parts, context, timeoutMs);
  }
  if (channel.smtp === undefined) throw new Error("the channel names no mail server");
  const email = { id, smtp: channel.smtp, password: secret, message };
  const given = { ...(caCerts && { caCerts }), ...(timeoutMs && { timeoutMs }) };
  return await sendEmail(allow, { ...email, ...given }, context);
}

/** The address of PagerDuty's Events API, where a channel names no other. */
export const pagerdutyUrl = "https://events.pagerduty.com/v2/enqueue";

/** Reads the secrets that variables hold, and hides all of them in the texts of runs. */
function readSecrets({ id, kind }: Channel, kept: ChannelSecrets): ChannelSecrets {
  const read = (what: "url" | "secret") => {
    const value = kept[what];
    if (value === undefined) return {};
    const secret = JobSecretName.safeParse(value).success ? readJobSecret(value) : value;
    hideSecret(`channel ${id} ${what}`, secret);
    return { [what]: secret };
  };
  const secrets: ChannelSecrets = { ...read("url"), ...read("secret") };
  if (secrets.url === undefined && kind !== "email" && kind !== "pagerduty") {
    throw new Error("the channel has no URL");
  }
  return secrets;
}

/** The reason of a failed send, without secrets. */
export function sendFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return plainText(maskSecrets(message));
}
