import type { Running } from "../../model/execution.ts";
import {
  type ExecutionId,
  newSheetId,
  type PackId,
  type SheetId,
  slotId,
} from "../../model/ids.ts";
import {
  isUsual,
  kindText,
  type PackPlaces,
  type Slot,
  slotSize,
  textOfJob,
} from "../../model/records/sheet.ts";
import type { JobSnapshot } from "../../model/job_snapshot.ts";
import type { Instant } from "../../model/time.ts";
import type { Commit } from "../kv/commit.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";
import type { HeldClaim } from "../running/claims.ts";

/** The most bytes that the jobs of one sheet take. The rest of what one value may hold is for the ends. */
const mostJobBytes = 20_000;

/** A larger job gets records of its own, so that the sheet stays quick to read. */
const mostOfOneJob = 3_000;

/** An execution with the id of its place. */
interface Placed {
  readonly execution: Running;
  readonly slot: Slot;
  /** How many bytes it takes on the sheet. */
  readonly size: number;
}

/** How much executions take on a sheet. Jobs of one kind share what their kind says. */
class Filling {
  /** The first execution. */
  first: Running | undefined;
  readonly slots: Slot[] = [];
  bytes = 0;
  readonly #kinds = new Set<string>();

  /** How many bytes a job adds. @param others what is on the sheet besides. */
  sizeOf(job: JobSnapshot, jobText: string, others?: Filling): number {
    const kind = kindText(job);
    const isKnown = this.#kinds.has(kind) || (others !== undefined && others.#kinds.has(kind));
    // Up to three bytes for a character.
    return slotSize(jobText) + (isKnown ? 0 : 3 * kind.length);
  }

  add({ execution, slot, size }: Placed): void {
    this.first ??= execution;
    this.bytes += size;
    this.#kinds.add(kindText(slot.job));
    this.slots.push(slot);
  }

  /** Adds what was measured with this filling as the others. */
  addAll(other: Filling): void {
    this.first ??= other.first;
    this.bytes += other.bytes;
    for (const kind of other.#kinds) this.#kinds.add(kind);
    this.slots.push(...other.slots);
  }
}

/** The sheet of the executions that one commit fires and claims. */
export class FireSheet {
  #id: SheetId | undefined;
  #at: Instant | undefined;
  readonly #filling = new Filling();
  readonly #packs: PackPlaces[] = [];

  /**
   * The execution with the id of the next free place.
   * @param before executions of the same fire that take places first.
   * @returns `undefined` when it needs a record of its own.
   */
  placed(execution: Running, before: Filling): Placed | undefined {
    const { scheduledAt, job } = execution;
    if (!isUsual(execution) || (this.#at ?? scheduledAt) !== scheduledAt) return undefined;
    const jobText = textOfJob(job);
    const size = this.#filling.sizeOf(job, jobText, before);
    const bytes = this.#filling.bytes + before.bytes + size;
    if (size > mostOfOneJob || bytes > mostJobBytes) return undefined;
    this.#at = scheduledAt;
    this.#id ??= newSheetId(scheduledAt, job.id);
    const place = this.#filling.slots.length + before.slots.length;
    const placed = { ...execution, id: slotId(this.#id, place) };
    return { execution: placed, slot: { job, jobText }, size };
  }

  /** Whether it has executions, and no room for all jobs of a pack whose record takes so many bytes. */
  isFullFor(bytes: number): boolean {
    return this.#filling.slots.length > 0 && this.#filling.bytes + bytes > mostJobBytes;
  }

  /**
   * Takes executions that have their places. Nothing else was taken since they got them.
   * @param pack with which they were fired.
   */
  take(filling: Filling, pack?: PackId): void {
    const [from, count] = [this.#filling.slots.length, filling.slots.length];
    if (pack !== undefined && count > 0) this.#packs.push({ pack, from, count });
    this.#filling.addAll(filling);
  }

  /** Adds the sheet to the commit, if it has executions. The commit fails where the id is taken. */
  addTo(work: Commit): HeldClaim["sheet"] {
    const { first, slots } = this.#filling;
    if (this.#id === undefined || first === undefined) return undefined;
    const { startedAt, workerId, claimId, hostname, pid, traceparent } = first;
    const sheet = {
      ...{ claimedAt: startedAt, workerId, claimId, hostname, pid, traceparent, slots },
      ...(this.#packs.length === 0 ? {} : { packs: this.#packs }),
    };
    const key = keys.sheet.at(this.#id);
    work.check({ key: key.parts, value: undefined, versionstamp: null }).set(key, sheet);
    for (const category of new Set(slots.map(({ job: { categoryId } }) => categoryId))) {
      work.set(keys.sheet.byCategory(category, this.#id), indexMark);
    }
    return { id: this.#id, sheet, jobBytes: this.#filling.bytes };
  }
}

/** The executions of one fire that the worker takes. */
export class TakenByFire {
  readonly executions: Running[] = [];
  readonly #onSheet = new Filling();
  /** The ids of the executions before they got their places. */
  readonly #planned: ExecutionId[] = [];

  /** Those of them that are written on the sheet. */
  get onSheet(): Filling {
    return this.#onSheet;
  }

  /** Takes an execution. @returns whether it is on the sheet; otherwise the caller writes its record. */
  add(sheet: FireSheet, running: Running, work: Commit): boolean {
    const placed = sheet.placed(running, this.#onSheet);
    this.executions.push(placed?.execution ?? running);
    this.#planned.push(running.id);
    if (placed === undefined) return false;
    this.#onSheet.add(placed);
    const { id, state, job: { categoryId } } = placed.execution;
    work.changed({ kind: "execution", id, categoryId, state });
    return true;
  }

  /** The ids by which the executions are stored. */
  namesOf(ids: readonly ExecutionId[]): ExecutionId[] {
    return ids.map((id) => this.executions[this.#planned.indexOf(id)]?.id ?? id);
  }
}
