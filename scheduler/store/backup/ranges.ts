import { BackupWriter, blockBytes } from "./backup_file.ts";
import { anything, type Database, type Entry } from "../kv/database.ts";
import { addTo, type GivenHeader } from "./parts.ts";
import { RowBlock, rowOf } from "./rows.ts";

/** Rows that are read at once. */
const batch = 500;

/** Written at the beginning and at the end, for its versionstamp. */
const mark: Deno.KvKey = ["backup_mark"];

/**
 * The bytes of a backup that is read range by range: for databases that give no snapshot. The trailer says between which
 * versionstamps the rows were read, and how many of them were written meanwhile.
 */
export async function* rangeParts(db: Database, given: GivenHeader): AsyncGenerator<Uint8Array> {
  const writer = new BackupWriter();
  yield writer.header({ ...given, consistency: "ranges", created_at: Date.now() });
  const from = await stampNow(db);
  const block = new RowBlock(blockBytes);
  let changed = 0;
  for await (const { key, value, versionstamp } of allEntries(db)) {
    if (key[0] === mark[0]) continue;
    if (versionstamp > from) changed++;
    const full = addTo(block, rowOf(key, value), writer);
    if (full !== undefined) yield full;
  }
  if (block.count > 0) yield writer.block(block.bytes, block.count);
  yield writer.trailer({
    from_versionstamp: from,
    to_versionstamp: await stampNow(db),
    changed_rows: changed,
  });
}

/** Every record, in the order of the keys. Those whose bytes nobody can read are left out. */
export async function* allEntries(db: Database): AsyncGenerator<Entry<unknown>> {
  let from: Deno.KvKey | undefined;
  for (;;) {
    const range = { limit: batch, ...(from === undefined ? {} : { from }) };
    const entries = await db.list({ prefix: [], schema: anything }, range);
    yield* entries;
    const last = entries.at(-1);
    if (last === undefined || entries.length < batch) return;
    // The first key behind this one: an empty list of bytes sorts before every other key part.
    from = [...last.key, new Uint8Array()];
  }
}

async function stampNow(db: Database): Promise<string> {
  const { versionstamp } = await db.persist(() => db.kv.set(mark, 1, { expireIn: 1 }));
  return versionstamp;
}
