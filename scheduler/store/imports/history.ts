import type { AuditEntry } from "../../model/audit_entry.ts";
import type { Ended } from "../../model/execution.ts";
import { type ExecutionId, lowestId } from "../../model/ids.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Instant } from "../../model/time.ts";
import { addPastEntry } from "../history/audit_log.ts";
import { addPastEnd } from "../history/end_index.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";
import { refused, same, type Taken, type Taking } from "./taking.ts";

/**
 * The id of an imported record: its time, as with every id, and a hash of what the record was there. The same record
 * always gets the same id, so a second import finds it.
 */
export async function importedId<Id extends string>(at: Instant, identity: string): Promise<Id> {
  const bytes = new TextEncoder().encode(identity);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `${lowestId(at).slice(0, 12)}7${hash.toHex().slice(0, 19)}` as Id;
}

/** An ended execution of another system, with the id that it had there. */
export type Former = Ended & { readonly formerId: ExecutionId };

/**
 * Takes ended executions. They enter lists, counts and figures, but not the feed: nothing happens now.
 * @returns what became of each, in their order.
 */
export async function takeExecutions(
  taking: Taking,
  executions: readonly Former[],
): Promise<Taken[]> {
  const { db } = taking;
  const formers = await db.getMany(
    executions.map(({ formerId }) => keys.execution.former(formerId)),
  );
  const own = await db.getMany(executions.map(({ formerId }) => keys.execution.at(formerId)));
  const parts = executions.map((execution, i) => {
    const former = formers[i];
    if (former === undefined || "isUnreadable" in former) return refused("it cannot be read");
    if (own[i]?.value !== undefined) return refused("an execution of this id is here already");
    if (former.value !== undefined) {
      return former.value === execution.id
        ? same
        : refused("an execution of this id is here already, with another time");
    }
    const { id, job, formerId } = execution;
    const work = new Commit().check(former).set(keys.execution.former(formerId), id)
      .set(keys.execution.at(id), execution)
      .set(keys.execution.byJob(job.id, id), indexMark)
      .set(keys.execution.byCategory(job.categoryId, id), indexMark);
    addPastEnd(work, execution);
    return work;
  });
  return await writeOnce(taking, parts, executions.map(({ id }) => id));
}

/** Takes entries of an audit log. An entry that is here already stays. */
export async function takeAuditEntries(
  taking: Taking,
  entries: readonly AuditEntry[],
): Promise<Taken[]> {
  const present = await taking.db.getMany(entries.map(({ id }) => keys.audit.at(id)));
  const parts = entries.map((entry, i) => {
    const before = present[i];
    if (before === undefined || "isUnreadable" in before) return refused("it cannot be read");
    if (before.value !== undefined) return same;
    const work = new Commit().check(before);
    addPastEntry(work, entry);
    return work;
  });
  return await writeOnce(taking, parts, entries.map(({ id }) => id));
}

/** Writes the commits; of several with one id, the first. @throws Refusal `conflict` when another import is quicker. */
async function writeOnce(
  { db, now, isDry }: Taking,
  parts: readonly (Commit | Taken)[],
  ids: readonly string[],
): Promise<Taken[]> {
  const seen = new Set<string>();
  const wanted: Commit[] = [];
  const taken = parts.map((part, i): Taken => {
    if (!(part instanceof Commit)) return part;
    const id = ids[i] ?? "";
    if (seen.has(id)) return same;
    seen.add(id);
    wanted.push(part);
    return { outcome: "created" };
  });
  if (isDry) return taken;
  for (const work of packed(wanted, db.limits)) {
    if (await commit(db, work, now) !== undefined) continue;
    throw new Refusal("conflict", "Another import took the same records: send them again.");
  }
  return taken;
}
