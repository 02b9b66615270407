import { type AuditEntryId, type JobId, newId } from "../../model/ids.ts";
import { resumed } from "../../model/firing/resumed.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { UnreadableRecordError } from "../kv/faults/unreadable.ts";
import { keys } from "../kv/keys.ts";
import { changeJob } from "./jobs.ts";

const batch = 200;

/**
 * Resumes the paused jobs whose pause ends by itself. Any number of processes may call this at the same time: each job is resumed
 * once, since the commit that resumes it removes its entry.
 * @throws AggregateError when some jobs could not be resumed; all others were.
 */
export async function resumeDueJobs(db: Database, now: Instant): Promise<void> {
  const failures: unknown[] = [];
  for (let from: Deno.KvKey = [0];;) {
    const rows = await db.list(keys.resume.all, { from, before: [now + 1], limit: batch });
    for (const { key } of rows) {
      await resumeOne(db, Number(key.at(-2)), key.at(-1) as JobId, now).catch((error) => {
        // The job is resumed once its record can be read.
        if (!(error instanceof UnreadableRecordError)) failures.push(error);
      });
    }
    const last = rows.at(-1);
    if (rows.length < batch || last === undefined) break;
    from = [...last.key.slice(1), ""];
  }
  if (failures.length > 0) throw new AggregateError(failures, String(failures[0]));
}

async function resumeOne(db: Database, at: Instant, id: JobId, now: Instant): Promise<void> {
  const job = await changeJob(db, id, (job, calendars) => {
    if (job.pause?.until !== at) return undefined;
    const entry = {
      id: newId<AuditEntryId>(now),
      jobId: job.id,
      jobName: job.name,
      categoryId: job.categoryId,
      event: "resumed" as const,
      username: job.pause.by,
      description: "its pause ended by itself",
      createdAt: now,
    };
    return { ...resumed(job, now, calendars), audit: entry };
  }, now);
  // An entry that no job stands for any more.
  if (job?.pause?.until !== at) await commit(db, new Commit().delete(keys.resume.at(at, id)), now);
}
