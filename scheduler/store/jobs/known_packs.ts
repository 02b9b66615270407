import type { PackId } from "../../model/ids.ts";
import type { Pack } from "../../model/records/pack.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { DueRow } from "../kv/records.ts";

/** The most bytes of the records whose packs are kept. In memory a pack takes about five times as much. */
const mostBytes = 4 * 1024 * 1024;

/** Packs that this process has read. A fire does not change a pack, so the next fire need not read it again. */
class KnownPacks {
  readonly #packs = new Map<PackId, { readonly pack: Pack; readonly bytes: number }>();
  #bytes = 0;

  /** The pack of this revision: whoever changes a pack gives it a new one. */
  get(id: PackId, revision: number): Pack | undefined {
    const known = this.#packs.get(id)?.pack;
    return known?.revision === revision ? known : undefined;
  }

  add(id: PackId, pack: Pack, bytes: number): void {
    this.#forget(id);
    this.#packs.set(id, { pack, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#packs.keys()) {
      if (this.#bytes <= mostBytes) break;
      this.#forget(oldest);
    }
  }

  #forget(id: PackId): void {
    this.#bytes -= this.#packs.get(id)?.bytes ?? 0;
    this.#packs.delete(id);
  }
}

const knownOf = new WeakMap<Database, KnownPacks>();

/**
 * The packs that these rows of the due index stand for, in their order. `undefined` where a pack is broken, or was changed
 * since its row was read.
 */
export async function readPacksOf(
  db: Database,
  rows: readonly Entry<DueRow>[],
): Promise<(Pack | undefined)[]> {
  const known = knownOf.get(db) ?? new KnownPacks();
  knownOf.set(db, known);
  const idOf = ({ key }: Entry<DueRow>) => key.at(-1) as PackId;
  const found = rows.map((row) => known.get(idOf(row), row.value.pack?.revision ?? -1));
  const missing = rows.filter((_, i) => found[i] === undefined);
  const records = await db.getMany(missing.map((row) => keys.pack.at(idOf(row))));
  const read = new Map(missing.map((row, i) => [row, records[i]?.value]));
  return rows.map((row, i) => {
    const pack = found[i] ?? read.get(row);
    if (pack === undefined || pack.revision !== row.value.pack?.revision) return undefined;
    if (found[i] === undefined) known.add(idOf(row), pack, row.value.pack.bytes);
    return pack;
  });
}
