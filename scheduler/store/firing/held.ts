import { allCategories } from "../../model/category.ts";
import type { Pauses } from "../../model/firing/pause.ts";
import type { CategoryId, JobId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import { anything, type Database, type Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { DueRow } from "../kv/records.ts";
import { readPauses } from "../pauses/pauses.ts";
import type { DueEntry, DueJob } from "./due.ts";
import type { ReadRules } from "./fire_rules.ts";

/** Whether a pause of everything holds the fires of a moment. */
export function isAllHeld({ pauses }: ReadRules, at: Instant, now: Instant): boolean {
  return at >= (pauses.heldFrom(allCategories, now) ?? Infinity);
}

const rowsAtOnce = 500;

/** Due jobs that a pause holds, as one pass over the due index finds them. */
export class HeldJobs {
  readonly #found = new Map<DueEntry, DueJob[]>();

  add(entry: DueEntry, job: DueJob): void {
    const jobs = this.#found.get(entry);
    if (jobs === undefined) this.#found.set(entry, [job]);
    else jobs.push(job);
  }

  /**
   * Moves entries out of the due index that lead to held jobs alone, so that the next ticks do not read the jobs again. The jobs
   * themselves are not written. A lost race leaves an entry where it is.
   */
  async moveAway(db: Database, now: Instant): Promise<void> {
    const parts = [...this.#found].flatMap(([entry, jobs]) => {
      if (entry.rest.size !== jobs.length) return [];
      const work = entry.removeStale();
      for (const { value: { id, categoryId } } of jobs) {
        work.set(keys.held.at(categoryId, entry.at, id), { ids: [id] });
      }
      return [work];
    });
    this.#found.clear();
    for (const work of packed(parts, db.limits)) await commit(db, work, now);
  }
}

/**
 * Puts the entries of jobs back into the due index whose pause has ended. Several processes may call this at the same time, and
 * a call that was cut off goes on with the next call.
 */
export async function putHeldBack(db: Database, now: Instant): Promise<void> {
  let pauses: Pauses | undefined;
  for (let from: Deno.KvKey = [];;) {
    const [first] = await db.list(keys.held.all, {
      limit: 1,
      ...(from.length === 0 ? {} : { from }),
    });
    if (first === undefined) return;
    const category = first.key[1] as CategoryId;
    pauses ??= await readPauses(db);
    if (pauses.heldFrom(category, now) === undefined) await putBackAll(db, category, now);
    from = [category, Infinity];
  }
}

async function putBackAll(db: Database, category: CategoryId, now: Instant): Promise<void> {
  for (let from: Deno.KvKey = [-Infinity];;) {
    const rows = await db.list(keys.held.allOf(category), { from, limit: rowsAtOnce });
    for (const work of packed(rows.map(backAgain), db.limits)) await commit(db, work, now);
    const last = rows.at(-1);
    if (rows.length < rowsAtOnce || last === undefined) return;
    from = [...last.key.slice(2), ""];
  }
}

function backAgain(row: Entry<DueRow>): Commit {
  const [at, id] = [Number(row.key.at(-2)), row.key.at(-1) as JobId];
  return new Commit().check(row)
    .delete({ parts: row.key, schema: anything })
    .set(keys.due.at(at, id), row.value);
}
