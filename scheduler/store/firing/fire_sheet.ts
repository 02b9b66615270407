import type { Running } from "../../model/execution.ts";
import { type ExecutionId, newSheetId, type SheetId, slotId } from "../../model/ids.ts";
import { isUsual, slotSize } from "../../model/records/sheet.ts";
import type { Instant } from "../../model/time.ts";
import type { Commit } from "../kv/commit.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";
import type { HeldClaim } from "../running/claims.ts";

/** The most bytes that the jobs of one sheet take. The rest of what one value may hold is for the ends. */
const mostJobBytes = 20_000;

/** A larger job gets records of its own, so that the sheet stays quick to read. */
const mostOfOneJob = 2_000;

/** The sheet of the executions that one commit fires and claims. */
export class FireSheet {
  #id: SheetId | undefined;
  #at: Instant | undefined;
  #bytes = 0;
  readonly #executions: Running[] = [];

  /**
   * The execution with the id of the next free place.
   * @param before executions of the same fire that take places first.
   * @returns `undefined` when it needs a record of its own.
   */
  placed(execution: Running, before: number): Running | undefined {
    const { scheduledAt, job } = execution;
    if (!isUsual(execution) || (this.#at ?? scheduledAt) !== scheduledAt) return undefined;
    const size = slotSize(job);
    if (size > mostOfOneJob || this.#bytes + (before + 1) * size > mostJobBytes) return undefined;
    this.#at = scheduledAt;
    this.#id ??= newSheetId(scheduledAt, job.id);
    return { ...execution, id: slotId(this.#id, this.#executions.length + before) };
  }

  /** Takes executions that have their places. */
  take(executions: readonly Running[]): void {
    for (const execution of executions) this.#bytes += slotSize(execution.job);
    this.#executions.push(...executions);
  }

  /** Adds the sheet to the commit, if it has executions. The commit fails where the id is taken. */
  addTo(work: Commit): HeldClaim["sheet"] {
    const [first] = this.#executions;
    if (this.#id === undefined || first === undefined) return undefined;
    const { startedAt, workerId, claimId, hostname, pid, traceparent } = first;
    const slots = this.#executions.map(({ job }) => ({ job }));
    const sheet = { claimedAt: startedAt, workerId, claimId, hostname, pid, traceparent, slots };
    const key = keys.sheet.at(this.#id);
    work.check({ key: key.parts, value: undefined, versionstamp: null }).set(key, sheet);
    for (const category of new Set(slots.map(({ job: { categoryId } }) => categoryId))) {
      work.set(keys.sheet.byCategory(category, this.#id), indexMark);
    }
    return { id: this.#id, sheet };
  }
}

/** The executions of one fire that the worker takes. */
export class TakenByFire {
  readonly executions: Running[] = [];
  /** Those of them that are written on the sheet. */
  readonly onSheet: Running[] = [];
  readonly #names = new Map<ExecutionId, ExecutionId>();

  /** Takes an execution. @returns whether it is on the sheet; otherwise the caller writes its record. */
  add(sheet: FireSheet, running: Running, work: Commit): boolean {
    const placed = sheet.placed(running, this.onSheet.length);
    this.executions.push(placed ?? running);
    if (placed === undefined) return false;
    this.onSheet.push(placed);
    this.#names.set(running.id, placed.id);
    const { id, state, job: { categoryId } } = placed;
    work.changed({ kind: "execution", id, categoryId, state });
    return true;
  }

  /** The ids by which the executions are stored. */
  namesOf(ids: readonly ExecutionId[]): ExecutionId[] {
    return ids.map((id) => this.#names.get(id) ?? id);
  }
}
