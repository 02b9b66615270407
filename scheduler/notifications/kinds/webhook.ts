import type { ChannelNotice } from "../../model/channels/channel_notice.ts";
import type { Instant } from "../../model/time.ts";
import type { MessageRequest, RequestParts } from "./message_request.ts";

/** The JSON that `docs/channels.md` describes. */
export function webhookRequest(
  { id, at, url, secret, message, notices }: RequestParts,
): MessageRequest {
  return {
    url,
    body: {
      id,
      created_at: iso(at),
      subject: message.subject,
      text: message.text,
      ...(message.link === undefined ? {} : { link: message.link }),
      notices: notices.map(noticeToWire),
    },
    ...(secret === undefined ? {} : { signingKey: secret }),
  };
}

function noticeToWire(notice: ChannelNotice) {
  const { id, what, at, alarmId, cause, isUrgent, reason, openedAt, closedAt, closedBy } = notice;
  const { count, subject, categoryId, timeZone, fireAt, executionId } = notice;
  return {
    id,
    event: what,
    time: iso(at),
    alarm_id: alarmId,
    kind: cause,
    urgent: isUrgent,
    reason,
    opened_at: iso(openedAt),
    closed_at: closedAt === undefined ? "" : iso(closedAt),
    closed_by: closedBy ?? "",
    count,
    subject,
    category_id: categoryId,
    time_zone: timeZone,
    scheduled_time: fireAt === undefined ? "" : iso(fireAt),
    execution_id: executionId ?? "",
  };
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
