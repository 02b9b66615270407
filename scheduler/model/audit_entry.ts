import { z } from "zod";
import { AuditEntryId, CategoryId, JobId } from "./ids.ts";

export const AuditEvent = z.enum([
  "added",
  "modified",
  "deleted",
  "paused",
  "resumed",
  "custom_run",
  "stopped",
  "alarm_acknowledged",
  "alarm_snoozed",
  "alarm_closed",
  "key_renewed",
]);
export type AuditEvent = z.infer<typeof AuditEvent>;

/** Who changed what on a job. The entry holds the job's name, because the job may be deleted later. */
export const AuditEntry = z.object({
  id: AuditEntryId,
  jobId: JobId,
  jobName: z.string(),
  categoryId: CategoryId,
  event: AuditEvent,
  username: z.string(),
  description: z.string(),
  createdAt: z.number(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
