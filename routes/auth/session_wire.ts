import type { Caller } from "../../scheduler/model/caller.ts";
import type { Session } from "../../scheduler/model/rights/session.ts";
import type { Session as SessionAnswer } from "../contract/access/sessions.ts";
import { isoTime } from "../http/times.ts";

export function sessionToWire(session: Session, caller: Caller): SessionAnswer {
  return {
    id: session.id,
    created_at: isoTime(session.createdAt),
    last_seen_at: isoTime(session.lastSeenAt),
    expires_at: isoTime(session.expiresAt),
    address: session.address,
    user_agent: session.userAgent,
    current: caller.kind === "user" && caller.sessionId === session.id,
  };
}
