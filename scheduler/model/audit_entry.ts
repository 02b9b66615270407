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
]);
export type AuditEvent = z.infer<typeof AuditEvent>;

/** Who changed what on a job. It carries the job's name, for the job may be gone when it is read. */
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
