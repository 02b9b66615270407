/** The index by job of executions that were fired with packs. */
import {
  idsIn,
  type JobId,
  lowestId,
  type PackId,
  type SheetId,
  slotId,
  timeOf,
} from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { JobRow } from "../../model/records/job_mark.ts";
import { type JobMarkBytes, markOfJob, type Strip } from "../../model/records/strip.ts";
import type { Instant } from "../../model/time.ts";
import type { Database, Entry } from "./database.ts";
import { keys } from "./keys.ts";
import { idBytes } from "./keys/history_keys.ts";

/** Which rows to list: ids from `from`, included, to `before`, not included. */
export interface JobRowRange {
  readonly from?: string;
  readonly before?: string;
  readonly limit: number;
  readonly newestFirst?: boolean;
}

/** The first rows of some, each id once. */
export function inOrder(
  rows: readonly JobRow[],
  newestFirst: boolean,
  limit: number,
): readonly JobRow[] {
  const all = [...new Map(rows.map((row) => [row.id, row])).values()];
  const sorted = all.toSorted((a, b) => a.id < b.id ? -1 : 1);
  return (newestFirst ? sorted.reverse() : sorted).slice(0, limit);
}

/** A time that a job was in a pack, by fire times: from `from`, included, to `before`, not included. */
interface Stay {
  readonly pack: PackId;
  readonly from: Instant;
  readonly before: Instant;
}

/** What the record of a job says of its pack. */
export type InPack = Pick<Job, "id" | "pack" | "packFrom">;

/**
 * Lists the rows of one job after the other. The strips of a pack are read once for all jobs that are asked for.
 * @param records of jobs, as far as the caller has read them: they say where the newest rows are.
 */
export function listStripRows(
  db: Database,
  range: JobRowRange,
  records: readonly InPack[],
): (job: JobId) => Promise<readonly JobRow[]> {
  const { newestFirst = false, limit } = range;
  const known = new Map(records.map((record) => [record.id, record]));
  const readings = new Map<string, StripReading>();
  const readingOf = (stay: Stay) => {
    const part = partOf(stay, range);
    const name = `${stay.pack} ${newestFirst ? part.before : part.from}`;
    let reading = readings.get(name);
    if (reading === undefined) readings.set(name, reading = new StripReading(db, stay.pack, part));
    return reading;
  };
  return async (job) => {
    const mark = markOfJob(job);
    // Before the packs that the job has left: it may leave one meanwhile.
    const record = known.get(job);
    const present = record === undefined ? await readPresentStay(db, job) : presentStay(record);
    if (present !== undefined && newestFirst && record !== undefined) {
      const rows = await rowsOf(readingOf(present), present, mark, range);
      if (rows.length >= limit) return rows;
    }
    let found: readonly JobRow[] = [];
    for (const group of await groupsOfStays(db, job, present, range)) {
      const rows = await Promise.all(
        group.map((stay) => rowsOf(readingOf(stay), stay, mark, range)),
      );
      found = [...found, ...inOrder(rows.flat(), newestFirst, limit)];
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  };
}

/** How many stays are read at once: most jobs have none that are over. */
const staysAtOnce = 100;

/** The stay of a job that is in a pack. */
function presentStay(record: InPack | undefined): Stay | undefined {
  if (record?.pack === undefined) return undefined;
  // Where an earlier version put the job into the pack, no strip is older than the stay.
  return { pack: record.pack, from: record.packFrom ?? 0, before: Infinity };
}

/**
 * The stays that touch the range, in the order of the list. Stays overlap only where a clock was wrong: those that do come
 * together in one group.
 */
async function groupsOfStays(
  db: Database,
  job: JobId,
  present: Stay | undefined,
  { from, before, newestFirst = false }: JobRowRange,
): Promise<Stay[][]> {
  const [first, end] = [
    timeOf(from ?? lowestId(0)),
    before === undefined ? Infinity : timeOf(before) + 1,
  ];
  const groups: Stay[][] = present === undefined ? [] : [[present]];
  let newer = present?.from ?? Infinity;
  let next: Deno.KvKey | undefined = end === Infinity ? undefined : [end];
  for (;;) {
    const rows: Entry<number>[] = await db.list(keys.stay.allOf(job), {
      ...{ limit: staysAtOnce, newestFirst: true },
      ...(next === undefined ? {} : { before: next }),
    });
    for (const { key, value } of rows) {
      const [at, pack] = [Number(key.at(-2)), packIn(key.at(-1))];
      if (pack === undefined) continue;
      const stay = { pack, from: at, before: value === 0 ? newer : value + 1 };
      newer = at;
      if (stay.before <= first) continue;
      const last = groups.at(-1);
      const isApart = last === undefined || last.every((one) => stay.before <= one.from);
      if (isApart) groups.push([stay]);
      else last.push(stay);
    }
    const last = rows.at(-1);
    if (rows.length < staysAtOnce || last === undefined || newer <= first) break;
    next = last.key.slice(2);
  }
  return newestFirst ? groups : groups.reverse();
}

function packIn(part: Deno.KvKeyPart | undefined): PackId | undefined {
  return part instanceof Uint8Array ? idsIn<PackId>(part)[0] : undefined;
}

/** How many packs are looked through for a job whose record cannot be read: it fires from its pack all the same. */
const mostPacks = 1000;

async function readPresentStay(db: Database, id: JobId): Promise<Stay | undefined> {
  const entry = await db.read(keys.job.at(id));
  if (!("isUnreadable" in entry)) return presentStay(entry.value);
  const packs = await db.list(keys.pack.all, { limit: mostPacks });
  const own = packs.find(({ value: { jobs } }) => jobs.some((job) => job.id === id));
  return presentStay({ id, ...(own && { pack: own.key.at(-1) as PackId }) });
}

/** A part of a pack's strips, by the ids of their sheets. */
interface StripPart {
  readonly from: string;
  readonly before: string;
  readonly newestFirst: boolean;
  /** How many strips are read at once. */
  readonly atOnce: number;
}

const sheetDigits = 28;
const [fewestAtOnce, mostAtOnce] = [4, 200];

/** The part that holds the rows of a stay: on one side as far as the range goes, so that several jobs share it. */
function partOf(
  stay: Stay,
  { from = "", before, newestFirst = false, limit }: JobRowRange,
): StripPart {
  const [low, high] = [lowestId(stay.from), lowestId(stay.before)].map((id) =>
    id.slice(0, sheetDigits)
  );
  const first = from.slice(0, sheetDigits).padEnd(sheetDigits, "0");
  // The sheet of the bound itself may hold lower ids.
  const end = before === undefined ? "f".repeat(sheetDigits) : before.slice(0, sheetDigits);
  const isWithin = stay.before < Infinity && (high ?? "") < end;
  return {
    from: !newestFirst && (low ?? "") > first ? low ?? "" : first,
    before: newestFirst && isWithin ? high ?? "" : `${end}00`,
    newestFirst,
    atOnce: Math.min(Math.max(limit, fewestAtOnce), mostAtOnce),
  };
}

/** Reads strips of a pack, as far as somebody asks for them. */
class StripReading {
  readonly #db: Database;
  readonly #pack: PackId;
  readonly #part: StripPart;
  readonly #strips: { readonly sheet: SheetId; readonly strip: Strip }[] = [];
  #from: string;
  #before: string;
  #isAtEnd = false;
  #reading: Promise<void> | undefined;

  constructor(db: Database, pack: PackId, part: StripPart) {
    this.#db = db;
    this.#pack = pack;
    this.#part = part;
    this.#from = part.from;
    this.#before = part.before;
  }

  /** The strip at this place of the list; `undefined` behind the last. */
  async at(i: number): Promise<{ readonly sheet: SheetId; readonly strip: Strip } | undefined> {
    while (i >= this.#strips.length && !this.#isAtEnd) {
      this.#reading ??= this.#readMore().finally(() => this.#reading = undefined);
      await this.#reading;
    }
    return this.#strips[i];
  }

  /** How many strips have been read. */
  get count(): number {
    return this.#strips.length;
  }

  /** One that has been read. */
  known(i: number): { readonly sheet: SheetId; readonly strip: Strip } | undefined {
    return this.#strips[i];
  }

  async #readMore(): Promise<void> {
    const { newestFirst, atOnce } = this.#part;
    const found = this.#from >= this.#before ? [] : await this.#db.list(
      keys.strip.allOf(this.#pack),
      {
        from: [idBytes(this.#from)],
        before: [idBytes(this.#before)],
        limit: atOnce,
        newestFirst,
      },
    );
    for (const { key, value } of found) {
      this.#strips.push({ sheet: (key.at(-1) as Uint8Array).toHex() as SheetId, strip: value });
    }
    const last = this.#strips.at(-1)?.sheet ?? "";
    this.#isAtEnd = found.length < atOnce;
    if (newestFirst) this.#before = last;
    else this.#from = `${last}00`;
  }
}

/** The first rows that a job has in a stay. */
async function rowsOf(
  reading: StripReading,
  { from, before }: Stay,
  mark: JobMarkBytes,
  { from: first = "", before: end = "g", newestFirst = false, limit }: JobRowRange,
): Promise<JobRow[]> {
  const rows: JobRow[] = [];
  for (let i = 0; rows.length < limit; i++) {
    const read = i < reading.count ? reading.known(i) : await reading.at(i);
    if (read === undefined) break;
    const { sheet, strip } = read;
    const at = timeOf(sheet);
    if (newestFirst ? at < from : at >= before) break;
    if (at < from || at >= before) continue;
    const found = strip.endOf(mark);
    if (found === undefined) continue;
    const { place, state, categoryId, startMs, durationMs } = found;
    const id = slotId(sheet, place);
    if (id < first || id >= end) continue;
    const startedAt = at + startMs;
    rows.push({ id, mark: [state, categoryId, startedAt, startedAt + durationMs] });
  }
  return rows;
}
