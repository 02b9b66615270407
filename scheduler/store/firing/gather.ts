import { type JobId, newPackId, type PackId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import { type JobSnapshot, snapshotOf } from "../../model/job_snapshot.ts";
import { storedSize } from "../../model/json.ts";
import { textOfSchedule } from "../../model/schedule.ts";
import type { Instant } from "../../model/time.ts";
import { readExecutions, readInstances, underWay } from "../history/instances.ts";
import { mostInPack, packBytes, placed, type PlacedPack, setPack } from "../jobs/packs.ts";
import { Commit, commit } from "../kv/commit.ts";
import { anything, type Database, type Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { Pack } from "../../model/records/pack.ts";
import type { DueRow } from "../kv/records.ts";

/** About how many bytes a schedule and punctuation take, besides what is counted. */
const kindBytes = 250;
/** A larger job stays alone: it would leave little room in a pack. */
const jobBytes = 8 * 1024;
/** How many rows of the due index are read at once. */
const rowsAtOnce = 1000;

/** A job of the due index that is in no pack, and the row that names it. */
interface Named {
  readonly id: JobId;
  readonly row: Entry<DueRow>;
}

/** Jobs and packs that are due at one time and have one schedule. */
interface Group {
  readonly at: Instant;
  readonly schedule: string;
  /** By their ids: two rows may name one job. */
  readonly jobs: Map<JobId, Named>;
  readonly packs: Entry<DueRow>[];
}

/**
 * Puts jobs that are due together, by the same schedule, into packs. A fire moves a pack on without reading or writing its
 * jobs. A job that somebody changed or ran by hand has left its pack, and comes back here. Any number of processes may call
 * this at the same time, also while jobs are fired.
 * @param until jobs that are due later are left alone, and so are those that are due now.
 * @param more.least the fewest jobs that make a pack.
 * @param more.isTimeLeft asked after each group.
 * @returns how many jobs this call put into packs.
 */
export async function gatherDue(
  db: Database,
  until: Instant,
  now: Instant,
  more: { readonly least?: number; readonly isTimeLeft?: () => boolean } = {},
): Promise<number> {
  const { least = 2, isTimeLeft = () => true } = more;
  let gathered = 0;
  // What is due already is for the ticks: a pack could appear behind one that is on its way.
  for (let from: Deno.KvKey = [now + 1];;) {
    const rows = await db.list(keys.due.all, { from, before: [until + 1], limit: rowsAtOnce });
    for (const group of groupsOf(rows)) {
      const isWorthIt = group.packs.length > 0 || group.jobs.size >= least;
      if (isWorthIt) gathered += await gather(db, group, least, now);
      if (!isTimeLeft()) return gathered;
    }
    const last = rows.at(-1);
    if (rows.length < rowsAtOnce || last === undefined) return gathered;
    from = [...last.key.slice(1), ""];
  }
}

/** The jobs by time and schedule, with the packs that have room for them. */
function groupsOf(rows: readonly Entry<DueRow>[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const { ids, schedules = [], which, pack } = row.value;
    const at = Number(row.key.at(-2));
    const groupOf = (schedule: string) => {
      const name = `${at} ${schedule}`;
      let group = groups.get(name);
      if (group === undefined) {
        groups.set(name, group = { at, schedule, jobs: new Map(), packs: [] });
      }
      return group;
    };
    const hasRoom = pack !== undefined && pack.count < mostInPack && pack.bytes < packBytes;
    for (const schedule of hasRoom ? schedules : []) groupOf(schedule).packs.push(row);
    for (const [i, id] of ids.entries()) {
      // A row of an earlier version does not say the schedule. The next fire writes one that does.
      const schedule = schedules[which?.[i] ?? 0];
      if (schedule !== undefined) groupOf(schedule).jobs.set(id, { id, row });
    }
  }
  return [...groups.values()].filter(({ jobs }) => jobs.size > 0);
}

/** @returns how many jobs were put into packs. */
async function gather(db: Database, group: Group, least: number, now: Instant): Promise<number> {
  // A check for each job, one for the pack, and one for a row that names jobs of an earlier commit too.
  const each = Math.min(mostInPack, db.limits.checks - 2);
  const rows = new Rows();
  const packs = [...group.packs];
  let open: OpenPack | undefined;
  let gathered = 0;
  const named = [...group.jobs.values()];
  for (let i = 0; i < named.length; i += each) {
    const lone = await readLone(db, group, named.slice(i, i + each));
    for (let rest = lone; rest.length > 0;) {
      open ??= await openNext(db, packs, now);
      if (open.isNew && rest.length < least) break;
      const joining = open.fitting(rest);
      if (joining.length > 0) {
        const work = open.add(new Commit(), group.at, joining);
        rows.add(work, joining);
        const versionstamp = await commit(db, work, now);
        // Another process was quicker. The next call finds what is left.
        if (versionstamp === undefined) return gathered;
        open.added(group.at, versionstamp);
        gathered += joining.length;
      }
      rest = rest.slice(joining.length);
      if (rest.length > 0) open = undefined;
    }
  }
  return gathered;
}

/** A job that may join a pack. */
interface Lone extends Named {
  readonly entry: Entry<Job>;
}

/**
 * The jobs that are in no pack, due at the time of the group, and without an instance that only their own records name.
 */
async function readLone(db: Database, group: Group, named: readonly Named[]): Promise<Lone[]> {
  const records = await db.getMany(named.map(({ id }) => keys.job.at(id)));
  const due = named.flatMap((one, i): Lone[] => {
    const entry = records[i];
    return entry?.value !== undefined && isDue(entry.value, group) ? [{ ...one, entry }] : [];
  });
  const busy = due.filter(({ entry: { value: { active } } }) => active.length > 0);
  const instances = await readInstances(db, busy.map(({ id }) => id));
  const executions = await readExecutions(db, busy.flatMap(({ entry }) => entry.value.active));
  // After the records of the jobs: who makes an execution wait writes the record too.
  const waiting = await db.getMany(due.map(({ id }) => keys.waiting.at(id)));
  return due.filter(({ id, entry }, i) =>
    waiting[i]?.versionstamp === null &&
    underWay(entry.value, executions).every((one) => instances.get(id)?.includes(one))
  );
}

function isDue(job: Job, { at, schedule }: Group): boolean {
  return job.nextRunAt === at && job.pack === undefined && job.timing === undefined &&
    (job.firedUntil ?? 0) < at &&
    textOfSchedule(job.schedule) === schedule && storedSize(snapshotOf(job)) <= jobBytes;
}

/** The next pack that has room, or a new one. */
async function openNext(
  db: Database,
  packs: Entry<DueRow>[],
  now: Instant,
): Promise<OpenPack> {
  for (let row = packs.shift(); row !== undefined; row = packs.shift()) {
    const id = row.key.at(-1) as PackId;
    const { value } = await db.read(keys.pack.at(id));
    const pack = placed(id, Number(row.key.at(-2)), row, value);
    if (pack !== undefined) return new OpenPack(id, pack);
  }
  return new OpenPack(newPackId(now));
}

/** A pack that jobs are added to. */
class OpenPack {
  readonly #id: PackId;
  #pack: Pack = { revision: 0, jobs: [] };
  #firedUntil: Instant | undefined;
  /** The row as it is stored, to be checked; absent for a pack that is not written yet. */
  #row: Entry<unknown> | undefined;
  #size = 0;
  readonly #kinds = new Set<string>();

  constructor(id: PackId, before?: PlacedPack) {
    this.#id = id;
    if (before === undefined) return;
    this.#pack = before.pack;
    this.#row = before.row;
    this.#firedUntil = before.row.value.pack?.firedUntil;
    for (const job of before.pack.jobs) this.#count(job);
  }

  get isNew(): boolean {
    return this.#row === undefined;
  }

  /** The first of these jobs, as far as there is room for them; at least one, in a new pack. */
  fitting(jobs: readonly Lone[]): Lone[] {
    const fitting: Lone[] = [];
    for (const one of jobs) {
      if (this.#pack.jobs.length + fitting.length >= mostInPack) break;
      if (this.#count(snapshotOf(one.entry.value)) > packBytes) break;
      fitting.push(one);
    }
    return fitting;
  }

  /** Adds jobs, and checks them and the pack. */
  add(work: Commit, at: Instant, jobs: readonly Lone[]): Commit {
    if (this.#row !== undefined) work.check(this.#row);
    const { revision, jobs: before } = this.#pack;
    const added = jobs.map(({ entry }) => snapshotOf(entry.value));
    this.#pack = { revision: revision + 1, jobs: [...before, ...added] };
    const times = jobs.map(({ entry }) => entry.value.firedUntil ?? 0);
    const until = Math.max(this.#firedUntil ?? 0, ...times);
    this.#firedUntil = until === 0 ? undefined : until;
    setPack(work, this.#id, at, this.#pack, this.#firedUntil);
    for (const { entry } of jobs) {
      const { nextRunAt: _n, firedUntil: _f, ...job } = entry.value;
      const packed = { ...job, active: [], pack: this.#id, packFrom: at };
      work.check(entry).set(keys.job.at(job.id), packed);
    }
    return work;
  }

  added(at: Instant, versionstamp: string): void {
    this.#row = { key: keys.due.ofPack(at, this.#id).parts, value: undefined, versionstamp };
  }

  /** @returns about how many bytes the pack has with this job too. */
  #count(
    { id, name, pubArgs, jobClass, categoryId, policy, approvedByAdmin }: JobSnapshot,
  ): number {
    const kind = JSON.stringify([jobClass, categoryId, policy, approvedByAdmin]);
    if (!this.#kinds.has(kind)) this.#size += kind.length + kindBytes;
    this.#kinds.add(kind);
    return this.#size += new TextEncoder().encode(JSON.stringify([id, name, pubArgs])).length + 5;
  }
}

/** Counts for each row of the due index which of its jobs are in packs. The last of them takes the row away. */
class Rows {
  readonly #joined = new Map<Entry<DueRow>, number>();

  add(work: Commit, jobs: readonly Lone[]): void {
    for (const [row, some] of Map.groupBy(jobs, ({ row }) => row)) {
      const before = this.#joined.get(row) ?? 0;
      this.#joined.set(row, before + some.length);
      if (before + some.length < row.value.ids.length) continue;
      // The commit checks its own jobs. One that joined before may have a due entry of its own by now, under this key.
      if (before > 0) work.check(row);
      work.delete({ parts: row.key, schema: anything });
    }
  }
}
