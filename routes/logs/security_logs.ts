import type { SecurityEntry } from "../../scheduler/model/security_entry.ts";
import {
  countSecurityEntries,
  listSecurityEntries,
} from "../../scheduler/store/access/security_log.ts";
import type { PageRequest, TimeRange } from "../../scheduler/store/kv/pages.ts";
import type { SecurityLogEntry } from "../contract/security_logs.ts";
import type { AppDeps } from "../deps.ts";
import { isoTime, nextCursorOf } from "../http/wire.ts";

/** A page of what concerns access; the caller has seen to it that an admin asks. */
export async function securityLogPage(
  { db }: Pick<AppDeps, "db">,
  range: TimeRange,
  request: PageRequest,
  mostCounted: number,
) {
  const [page, total] = await Promise.all([
    listSecurityEntries(db, range, request),
    countSecurityEntries(db, range, mostCounted),
  ]);
  return { logs: page.items.map(toWire), total, ...nextCursorOf(page) };
}

function toWire(entry: SecurityEntry): SecurityLogEntry {
  return {
    kind: entry.kind,
    event: entry.event,
    subject: entry.subject,
    user: entry.username,
    address: entry.address,
    description: entry.description,
    created_time: isoTime(entry.createdAt),
  };
}
