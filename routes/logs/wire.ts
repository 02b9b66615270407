import type { AuditEntry } from "../../scheduler/model/audit_entry.ts";
import type { SecurityEntry } from "../../scheduler/model/security_entry.ts";
import type { LogEntry } from "../contract/history/logs.ts";
import type { SecurityLogEntry } from "../contract/history/security_logs.ts";
import { isoTime } from "../http/times.ts";

export function logToWire(entry: AuditEntry): LogEntry {
  return {
    job_id: entry.jobId,
    job_name: entry.jobName,
    event: entry.event,
    user: entry.username,
    description: entry.description,
    created_time: isoTime(entry.createdAt),
  };
}

export function securityLogToWire(entry: SecurityEntry): SecurityLogEntry {
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
