/** The step of a migration that says of each job in a pack that its history lies with the pack from now on. */
import { PackRecord } from "../../../model/records/pack.ts";
import type { PackId } from "../../../model/ids.ts";
import { keys } from "../keys.ts";
import { Commit, packed } from "../work.ts";
import type { MigrationDeps } from "./migration_deps.ts";

/** Packs that are read at once. */
const batch = 50;

/** Packs of earlier versions have no strips: it does not matter when a job came into its pack. */
export async function nameStays({ db, commit }: MigrationDeps): Promise<void> {
  const table = { prefix: ["pack"], schema: PackRecord };
  for (let from: Deno.KvKey = [""];;) {
    const packs = await db.list(table, { from, limit: batch });
    const parts = packs.flatMap(({ key, value: { jobs } }) =>
      jobs.map(({ id }) => new Commit().set(keys.stay.at(id, 0, key.at(-1) as PackId), 0))
    );
    for (const work of packed(parts, db.limits)) await commit(work);
    const last = packs.at(-1);
    if (packs.length < batch || last === undefined) return;
    from = [`${String(last.key.at(-1))}\0`];
  }
}
