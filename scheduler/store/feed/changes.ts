import { type Change, ChangeId, lowestChangeId } from "../../model/change.ts";
import type { Database, Entry, Table } from "../kv/database.ts";
import { UnreadableRecordError } from "../kv/faults/unreadable.ts";
import { keys, unreadableChange } from "../kv/keys.ts";
import { isPassing } from "../kv/faults/failures.ts";

/** The changes of all commits behind one commit, up to another one, in the order of the commits. */
export interface Stretch {
  readonly changes: readonly Change[];
  /** The last commit of the stretch: the next stretch begins behind it. */
  readonly upTo: ChangeId;
  /** False when some of the changes are lost; then the stretch has none. */
  readonly isWhole: boolean;
}

/** A client that missed more things than this is quicker when it reads everything anew. */
export const mostThings = 100_000;

const batch = 500;

/** The last commit that changed something. */
export async function headOf(db: Database): Promise<ChangeId> {
  return idOf((await db.get(keys.changeHead)).versionstamp);
}

/**
 * All changes behind a commit, up to the head of now. Every commit up to the head is visible to the reads that follow
 * the read of the head. A later commit is left for the next stretch, because commits before it may not be visible yet.
 */
export async function changesBehind(
  db: Database,
  from: ChangeId,
  most = mostThings,
): Promise<Stretch> {
  const upTo = await headOf(db);
  if (from === upTo) return { changes: [], upTo, isWhole: true };
  const changes = from > upTo ? undefined : await readableBetween(db, from, upTo, most);
  // The floor is read last: entries that are removed meanwhile lie below the floor by then.
  const floor = (await db.get(keys.changePast)).value?.floor ?? lowestChangeId;
  if (changes === undefined || from < floor) return { changes: [], upTo, isWhole: false };
  return { changes, upTo, isWhole: true };
}

/** `undefined` when there are too many changes, or one that cannot be read: it would hold up all later ones. */
async function readableBetween(
  db: Database,
  from: ChangeId,
  upTo: ChangeId,
  most: number,
): Promise<Change[] | undefined> {
  const room = { things: most };
  try {
    const lanes = await lanesBehind(db, from);
    const changes = await Promise.all(lanes.map((lane) => changesOf(db, lane, from, upTo, room)));
    return room.things < 0 ? undefined : changes.flat().sort(byId);
  } catch (error) {
    if (isPassing(error)) throw error;
    return undefined;
  }
}

/** All entries of a table, in their order. */
export async function* entriesOf<T>(db: Database, table: Table<T>): AsyncGenerator<Entry<T>> {
  let from: Deno.KvKey | undefined;
  for (;;) {
    const entries = await db.list(table, { ...(from && { from }), limit: batch });
    yield* entries;
    const last = entries.at(-1);
    if (last === undefined || entries.length < batch) return;
    from = [`${String(last.key.at(-1))}\0`];
  }
}

async function lanesBehind(db: Database, from: ChangeId): Promise<string[]> {
  const lanes: string[] = [];
  for await (const { key, versionstamp } of entriesOf(db, keys.change.lanes)) {
    if (versionstamp > from) lanes.push(String(key.at(-1)));
  }
  return lanes;
}

/** Reads a lane from its end backwards. The answer has no order. */
async function changesOf(
  db: Database,
  lane: string,
  from: ChangeId,
  upTo: ChangeId,
  room: { things: number },
): Promise<Change[]> {
  const changes: Change[] = [];
  let before: Deno.KvKey | undefined;
  while (room.things >= 0) {
    const range = { ...(before && { before }), limit: batch, newestFirst: true };
    const entries = await db.list(keys.change.allOf(lane), range);
    for (const { key, versionstamp, value } of entries) {
      if (versionstamp <= from) return changes;
      if (value === unreadableChange) throw new UnreadableRecordError(key);
      const { things } = value;
      if (versionstamp > upTo || things.length === 0) continue;
      changes.push({ id: idOf(versionstamp), things });
      room.things -= things.length;
    }
    const last = entries.at(-1)?.key.at(-1);
    if (last === undefined || entries.length < batch) return changes;
    before = [last];
  }
  return changes;
}

function byId(a: Change, b: Change): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** @param versionstamp `null` when there was no commit. */
export function idOf(versionstamp: string | null): ChangeId {
  return versionstamp === null ? lowestChangeId : ChangeId.parse(versionstamp);
}
