import { z } from "zod";
import type { AuditEntry } from "../model/audit_entry.ts";
import type { AuditEntryId, CategoryId } from "../model/ids.ts";
import type { Commit } from "./commit.ts";
import type { Database } from "./database.ts";
import { keys, mark } from "./keys.ts";
import { listByTime, type Page, type PageRequest, type TimeRange } from "./pages.ts";

/** Written in the commit of the change that it tells of. */
export function addAuditEntry(work: Commit, entry: AuditEntry): void {
  const { id, categoryId } = entry;
  work.set(keys.audit.at(id), entry);
  work.set(keys.audit.byCategory(categoryId, id), mark);
  work.changed({ kind: "log", id, categoryId });
}

/** Entries of a time range, newest first; of one category, or of all. */
export async function listAuditEntries(
  db: Database,
  category: CategoryId | undefined,
  range: TimeRange,
  request: PageRequest,
): Promise<Page<AuditEntry>> {
  if (category === undefined) {
    const page = await listByTime(db, keys.audit.all, range, request);
    return { ...page, items: page.items.map(({ value }) => value) };
  }
  const page = await listByTime(db, keys.audit.allByCategory(category), range, request);
  const ids = page.items.map(({ key }) => key.at(-1) as AuditEntryId);
  const entries = await db.getMany(ids.map(keys.audit.at));
  return { ...page, items: entries.flatMap(({ value }) => value ?? []) };
}

/** How many entries a time range has; counting ends at `most`. */
export async function countAuditEntries(
  db: Database,
  category: CategoryId | undefined,
  range: TimeRange,
  most: number,
): Promise<number> {
  const table = category === undefined ? keys.audit.all : keys.audit.allByCategory(category);
  // Only counted: what stands in them need not be looked at.
  const page = await listByTime(db, { ...table, schema: z.unknown() }, range, { limit: most });
  return page.items.length;
}
