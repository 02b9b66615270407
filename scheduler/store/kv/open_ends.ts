/** Ends on sheets that are still open. The index by job names them once all executions of their sheet have ended. */
import { type JobId, type SheetId, slotId, slotOf } from "../../model/ids.ts";
import type { Claim } from "../../model/records/claim.ts";
import type { JobRow } from "../../model/records/job_mark.ts";
import { isOfPack } from "../../model/records/sheet.ts";
import type { Database } from "./database.ts";
import { listRowsOfJobs } from "./job_rows.ts";
import { keys } from "./keys.ts";
import { inOrder } from "./strip_rows.ts";

/** The most claims that are looked through for sheets that have not ended. */
const mostClaims = 10_000;

/** The open sheets that may have executions of these jobs. Read before the index, which has what is closed meanwhile. */
export async function openSheetsOf(
  db: Database,
  jobs: ReadonlySet<JobId>,
): Promise<ReadonlySet<SheetId>> {
  const claims = await db.list(keys.claim.all, { limit: mostClaims });
  return new Set(claims.flatMap(({ value }) => mayBeOf(value, jobs) ? sheetsIn(value) : []));
}

/** The claim of a sheet names its jobs. One that the doctor made does not. */
function mayBeOf({ jobIds }: Claim, jobs: ReadonlySet<JobId>): boolean {
  return jobIds === undefined || jobIds.some((id) => jobs.has(id));
}

function sheetsIn({ executionIds }: Claim): SheetId[] {
  return executionIds.flatMap((id) => slotOf(id)?.sheet ?? []);
}

/** The newest executions of each of these jobs that have records or have ended, newest first. */
export async function newestRows(
  db: Database,
  jobs: readonly JobId[],
  limit: number,
): Promise<ReadonlyMap<JobId, readonly JobRow[]>> {
  const open = await openEnds(db, new Set(jobs));
  const rows = await listRowsOfJobs(db, jobs, { limit, newestFirst: true });
  for (const [job, ends] of open) {
    rows.set(job, inOrder([...ends, ...rows.get(job) ?? []], true, limit));
  }
  return rows;
}

async function openEnds(db: Database, jobs: ReadonlySet<JobId>): Promise<Map<JobId, JobRow[]>> {
  const found = new Map<JobId, JobRow[]>();
  await Promise.all(Array.from(await openSheetsOf(db, jobs), async (id) => {
    // What has ended meanwhile is in neither, or in the index too.
    const parts = await db.list(keys.sheet.allEnds(id), { limit: 1000 });
    const sheet = parts.length === 0 ? undefined : (await db.read(keys.sheet.parts(id))).value;
    if (sheet === undefined) return;
    for (const [place, end] of parts.flatMap(({ value }) => [...value])) {
      if (end === "left" || !isOfPack(sheet, place)) continue;
      const job = sheet.slotAt(place)?.job;
      if (job === undefined || !jobs.has(job.id)) continue;
      const { state, startedAt, endedAt } = end;
      const row: JobRow = {
        id: slotId(id, place),
        mark: [state, job.categoryId, startedAt, endedAt],
      };
      found.set(job.id, [...found.get(job.id) ?? [], row]);
    }
  }));
  return found;
}
