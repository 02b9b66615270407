import type { AuditEntry, AuditEvent } from "../../model/audit_entry.ts";
import type { AuditEntryId, CategoryId, JobId } from "../../model/ids.ts";
import type { Commit } from "../kv/commit.ts";
import { anything, type Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";
import { listByTime, type Page, type TimeRange } from "../kv/pages.ts";
import { fromTable, idRange, type OrderedRequest, walk } from "../kv/walk.ts";

/** Which entries to find. An absent field allows all values. */
export interface AuditFilter {
  readonly categoryId?: CategoryId;
  readonly jobId?: JobId;
  readonly username?: string;
  readonly event?: AuditEvent;
  readonly created: TimeRange;
}

/** Adds an entry to the commit of the change that it describes. */
export function addAuditEntry(work: Commit, entry: AuditEntry): void {
  const { id, categoryId } = entry;
  addPastEntry(work, entry);
  work.changed({ kind: "log", id, categoryId });
}

/** The same for a change that was made elsewhere, long ago: the feed does not tell it. */
export function addPastEntry(work: Commit, entry: AuditEntry): void {
  const { id, categoryId, jobId, username } = entry;
  work.set(keys.audit.at(id), entry);
  work.set(keys.audit.byCategory(categoryId, id), indexMark);
  work.set(keys.audit.byJob(jobId, id), indexMark);
  work.set(keys.audit.byUser(username, id), indexMark);
}

/** A page of the entries that match, by time. @throws Refusal `invalid` for a bad cursor. */
export async function listAuditEntries(
  db: Database,
  filter: AuditFilter,
  request: OrderedRequest,
  mostLookedAt?: number,
): Promise<Page<AuditEntry>> {
  const oldestFirst = request.oldestFirst ?? false;
  const range = idRange(filter.created, request);
  const index = indexOf(filter);
  return await walk({
    sources: [
      index === undefined
        ? fromTable(db, keys.audit.all, range, oldestFirst, ({ value }) => ({ record: value }))
        : fromTable(db, index, range, oldestFirst, () => ({})),
    ],
    request,
    read: async (ids) =>
      (await db.getMany((ids as AuditEntryId[]).map(keys.audit.at))).map(({ value }) => value),
    ...(isPlain(filter) ? {} : { matches: (entry) => isFound(entry, filter) }),
    ...(mostLookedAt === undefined ? {} : { mostLookedAt }),
  });
}

/** How many entries match; counting, and looking for them, ends at `most`. */
export async function countAuditEntries(
  db: Database,
  filter: AuditFilter,
  most: number,
): Promise<number> {
  if (!isPlain(filter)) {
    return (await listAuditEntries(db, filter, { limit: most }, most)).items.length;
  }
  // Only counted: the values need not be parsed.
  const table = { ...indexOf(filter) ?? keys.audit.all, schema: anything };
  return (await listByTime(db, table, filter.created, { limit: most })).items.length;
}

/** The index with the fewest entries: those of a job or a user are fewer than those of a category. */
function indexOf({ jobId, username, categoryId }: AuditFilter) {
  if (jobId !== undefined) return keys.audit.allByJob(jobId);
  if (username !== undefined) return keys.audit.allByUser(username);
  return categoryId === undefined ? undefined : keys.audit.allByCategory(categoryId);
}

/** Whether every entry of the index, or of all, matches. */
function isPlain({ jobId, username, event, categoryId }: AuditFilter): boolean {
  const chosen = [jobId, username, categoryId].filter((one) => one !== undefined).length;
  return event === undefined && chosen <= 1;
}

function isFound(
  entry: AuditEntry,
  { categoryId, jobId, username, event }: AuditFilter,
): boolean {
  return (categoryId === undefined || entry.categoryId === categoryId) &&
    (jobId === undefined || entry.jobId === jobId) &&
    (username === undefined || entry.username.normalize("NFC") === username.normalize("NFC")) &&
    (event === undefined || entry.event === event);
}
