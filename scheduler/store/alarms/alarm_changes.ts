import type { Alarm, AlarmNotice, AlarmSubject } from "../../model/alarms/alarm.ts";
import { type AlarmKind, alarmKinds } from "../../model/alarms/alarm_kind.ts";
import type { AlarmChange } from "../../model/alarms/alarm_steps.ts";
import type { AlarmId } from "../../model/ids.ts";
import { Commit, type Followed } from "../kv/commit.ts";
import type { Database, Entry } from "../kv/database.ts";
import type { Absent } from "../kv/entries.ts";
import type { Unreadable } from "../kv/faults/unreadable.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";
import { knownAlarms } from "./known_alarms.ts";

/** How many of a subject's newest alarms are looked at to find the open one. */
const mostLookedAt = 50;

/** An alarm that a commit changes. */
interface Changed {
  /** Its index rows are written with it. */
  readonly isNew: boolean;
  readonly alarm: Alarm;
  readonly notices: readonly AlarmNotice[];
}

/** Which open alarms of a subject are read. */
export interface WantedAlarms {
  readonly of: AlarmSubject["kind"];
  readonly kinds: ReadonlySet<AlarmKind>;
}

/**
 * The alarms that a commit changes. Several causes in one commit change one alarm one after the other. Only the turn is checked:
 * each commit that changes an alarm writes it.
 */
export class AlarmChanges {
  readonly #db: Database;
  readonly #turn: Entry<unknown> | Absent | Unreadable;
  readonly #open = new Map<string, Alarm | undefined>();
  readonly #byId = new Map<AlarmId, Alarm>();
  readonly #changed = new Map<AlarmId, Changed>();
  readonly #mended = new Set<AlarmId>();
  /** Whether the turn is needed although no alarm changes. */
  #countsOn = false;

  private constructor(db: Database, turn: Entry<unknown> | Absent | Unreadable) {
    this.#db = db;
    this.#turn = turn;
  }

  /** Reads the turn first: what is read behind it cannot change unnoticed. */
  static async begin(db: Database): Promise<AlarmChanges> {
    return new AlarmChanges(db, await db.read(keys.alarm.turn));
  }

  /** Reads the open alarms of these subjects, by their ids, of these kinds each. */
  async readOpen(subjects: ReadonlyMap<string, WantedAlarms>): Promise<void> {
    const wanted = Array.from(subjects).flatMap(([id, { of, kinds }]) =>
      Array.from(kinds, (kind) => ({ of, id, kind }))
    );
    const rows = await this.#db.getMany(
      wanted.map(({ of, id, kind }) => keys.alarm.open(of, id, kind)),
    );
    await this.readAlarms(rows.flatMap(({ value }) => value ?? []));
    for (const [i, row] of rows.entries()) {
      const one = wanted[i];
      if (one !== undefined && "isUnreadable" in row) await this.#mend(one.id, one.kind);
    }
    for (const [i, { id, kind }] of wanted.entries()) {
      const alarmId = rows[i]?.value;
      if (alarmId === undefined && this.#open.has(nameOf(id, kind))) continue; // it was mended
      const alarm = alarmId && this.#byId.get(alarmId);
      this.#open.set(nameOf(id, kind), alarm?.state === "open" ? alarm : undefined);
    }
  }

  /** The row that names the open alarm cannot be read: the alarm is looked for, and the row written again with it. */
  async #mend(subject: string, kind: AlarmKind): Promise<void> {
    const newest = { limit: mostLookedAt, newestFirst: true };
    const rows = await this.#db.list(keys.alarm.allBySubject(subject), newest);
    const alarms = await this.#db.getMany(
      rows.map(({ key }) => keys.alarm.at(key.at(-1) as AlarmId)),
    );
    const open = alarms.find(({ value }) => value?.kind === kind && value.state === "open")?.value;
    if (open === undefined) return;
    this.#byId.set(open.id, open);
    this.#open.set(nameOf(subject, kind), open);
    this.#mended.add(open.id);
  }

  async readAlarms(ids: readonly AlarmId[]): Promise<void> {
    for (const { value } of await this.#db.getMany(ids.map(keys.alarm.at))) {
      if (value === undefined) continue;
      this.#byId.set(value.id, value);
      if (value.state === "open") this.#open.set(nameOf(value.subject.id, value.kind), value);
    }
  }

  openOf(subject: string, kind: AlarmKind): Alarm | undefined {
    return this.#open.get(nameOf(subject, kind));
  }

  allOpenOf(subject: string): Alarm[] {
    return alarmKinds.flatMap((kind) => this.openOf(subject, kind) ?? []);
  }

  find(id: AlarmId): Alarm | undefined {
    return this.#changed.get(id)?.alarm ?? this.#byId.get(id);
  }

  put({ alarm, notice }: AlarmChange): void {
    const before = this.#changed.get(alarm.id);
    this.#changed.set(alarm.id, {
      isNew: before?.isNew ?? (!this.#byId.has(alarm.id) || this.#mended.has(alarm.id)),
      alarm,
      notices: [...before?.notices ?? [], ...(notice === undefined ? [] : [notice])],
    });
    const isOpen = alarm.state === "open";
    this.#open.set(nameOf(alarm.subject.id, alarm.kind), isOpen ? alarm : undefined);
  }

  /** The next commit counts what this one writes: of two at once, the second has to see the first. */
  countOn(): void {
    this.#countsOn = true;
  }

  /** @param more further writes that need the turn as well. */
  followed(more?: Commit): Followed | undefined {
    if (this.#changed.size === 0 && more === undefined && !this.#countsOn) return undefined;
    const turn = new Commit().set(keys.alarm.turn, indexMark);
    // A turn that cannot even be checked is written anew: it stops no end.
    if (this.#turn.versionstamp !== undefined) turn.check(this.#turn);
    const changed = [...this.#changed.values()];
    const parts = changed.toSorted((a, b) => Number(b.isNew) - Number(a.isNew)).map(partOf);
    return {
      parts: [turn, ...(more === undefined ? [] : [more]), ...parts],
      written: () => {
        for (const { alarm } of changed) knownAlarms(this.#db).note(alarm);
      },
    };
  }
}

function partOf({ isNew, alarm, notices }: Changed): Commit {
  const { id, subject, categoryId, kind, state } = alarm;
  const work = new Commit().set(keys.alarm.at(id), alarm);
  const open = keys.alarm.open(subject.kind, subject.id, kind);
  if (isNew) {
    work.set(keys.alarm.bySubject(subject.id, id), indexMark);
    if (state === "open") work.set(open, id);
  }
  if (state === "closed") work.delete(open);
  for (const notice of notices) work.set(keys.alarmNotice.at(notice.id), notice);
  return work.changed({ kind: "alarm", id, categoryId, state });
}

function nameOf(subject: string, kind: AlarmKind): string {
  return `${subject} ${kind}`;
}
