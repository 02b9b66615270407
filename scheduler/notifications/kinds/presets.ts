/** Services whose webhooks take JSON of their own. Each limit is the one that the service documents. */
import type { ChannelNotice } from "../../model/channels/channel_notice.ts";
import { bodyOf, type MessageRequest, type RequestParts, shortened } from "./message_request.ts";

/** https://api.slack.com/messaging/webhooks */
export function slackRequest({ url, message }: RequestParts): MessageRequest {
  const plain = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const [body = "", output] = partsOf(bodyOf(message));
  const code = output === undefined
    ? ""
    : `\n\`\`\`${plain(output.replaceAll("```", "'''"))}\`\`\``;
  const text = `*${plain(message.subject)}*\n${plain(body)}${code}`;
  return { url, body: { text: shortened(text, 35_000), unfurl_links: false } };
}

/** https://discord.com/developers/docs/resources/webhook#execute-webhook */
export function discordRequest({ url, message }: RequestParts): MessageRequest {
  const content = shortened(`**${message.subject}**\n${bodyOf(message)}`, 2000);
  // Without it, a job's output could call everybody.
  return { url, body: { content, allowed_mentions: { parse: [] } } };
}

/** An Adaptive Card: https://learn.microsoft.com/power-automate/teams/send-a-message-in-teams */
export function msteamsRequest({ url, message }: RequestParts): MessageRequest {
  const { subject, link } = message;
  const text = (text: string, more: object) => ({ type: "TextBlock", text, wrap: true, ...more });
  const card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      text(subject, { weight: "Bolder", size: "Medium" }),
      // A single line break does not break a line of a card.
      text(shortened(bodyOf(message), 15_000).replaceAll("\n", "\n\n"), {}),
    ],
    ...(link === undefined
      ? {}
      : { actions: [{ type: "Action.OpenUrl", title: "Carillon", url: link }] }),
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return { url, body: { type: "message", attachments: [{ contentType, content: card }] } };
}

/** https://docs.ntfy.sh/publish/#publish-as-json: the topic is the last part of the URL's path. */
export function ntfyRequest({ url, secret, message, notices }: RequestParts): MessageRequest {
  const topic = new URL(url);
  const [, base = "/", name = ""] = /^(.*\/)([^/]*)\/?$/.exec(topic.pathname) ?? [];
  topic.pathname = base;
  const isBad = notices.some(({ what }) => what === "opened" || what === "repeated");
  return {
    url: topic.href,
    headers: secret === undefined ? {} : { authorization: `Bearer ${secret}` },
    body: {
      topic: decodeURIComponent(name),
      title: message.subject,
      message: shortened(bodyOf(message), 1300), // ntfy turns more than 4,096 bytes into a file
      priority: notices.some(({ isUrgent }) => isUrgent) ? 5 : 3,
      tags: [isBad ? "rotating_light" : "white_check_mark"],
      ...(message.link === undefined ? {} : { click: message.link }),
    },
  };
}

/** https://developer.pagerduty.com/docs/send-alert-event: one incident for each alarm. */
export function pagerdutyRequest({ url, secret, message, notices }: RequestParts): MessageRequest {
  const [notice] = notices;
  if (notice === undefined) throw new Error("a message without notices");
  return {
    url,
    body: {
      routing_key: secret ?? "",
      event_action: notice.what === "closed" ? "resolve" : "trigger",
      dedup_key: notice.alarmId,
      client: "Carillon",
      ...(message.link === undefined
        ? {}
        : { client_url: message.link, links: [{ href: message.link, text: "Carillon" }] }),
      payload: {
        summary: shortened(message.subject, 1024),
        source: notice.subject.name,
        severity: severityOf(notice),
        timestamp: new Date(notice.at).toISOString(),
        class: notice.cause,
        custom_details: { text: bodyOf(message) },
      },
    },
  };
}

function severityOf({ what, isUrgent }: ChannelNotice): string {
  if (what === "test") return "info";
  return isUrgent ? "critical" : "error";
}

/** The lines of labels, and the output behind the first empty line. */
function partsOf(body: string): [string, string?] {
  const at = body.indexOf("\n\n");
  return at === -1 ? [body] : [body.slice(0, at), body.slice(at + 2)];
}
