import type { HttpKind, MessageRequest, RequestParts } from "./message_request.ts";
import {
  discordRequest,
  msteamsRequest,
  ntfyRequest,
  pagerdutyRequest,
  slackRequest,
} from "./presets.ts";
import { webhookRequest } from "./webhook.ts";

/** How each kind makes its request. A new preset is a function and a line here. */
export const httpKinds: Readonly<Record<HttpKind, (parts: RequestParts) => MessageRequest>> = {
  webhook: webhookRequest,
  slack: slackRequest,
  ntfy: ntfyRequest,
  pagerduty: pagerdutyRequest,
  msteams: msteamsRequest,
  discord: discordRequest,
};
