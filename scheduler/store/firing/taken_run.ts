import { type Execution, type Running, start } from "../../model/execution.ts";
import type { Instant } from "../../model/time.ts";
import { addExecution } from "../history/executions.ts";
import type { Commit } from "../kv/commit.ts";
import { keys } from "../kv/keys.ts";
import { claimOf } from "../running/claims.ts";
import type { Taking } from "./taking.ts";

/** A run that a worker of this process takes in the commit that makes the run. Such a run never enters the queue. */
export class TakenRun {
  readonly #taking: Taking | undefined;
  #running: Running | undefined;

  /** @param taking a place of the worker; absent when the worker has none. */
  constructor(taking: Taking | undefined) {
    this.#taking = taking;
  }

  /** The run, if the worker takes it. */
  get running(): Running | undefined {
    return this.#running;
  }

  /** Adds a new execution to the commit: as running if it is ready, and the worker has a place. */
  add(work: Commit, execution: Execution, now: Instant): void {
    const running = this.#started(execution, now);
    if (running !== undefined && this.#taking !== undefined) {
      const { lease, claimId } = this.#taking;
      this.#running = running;
      this.#taking.note?.(running.job.categoryId);
      work.check(lease.entry).set(keys.claim.at(lease.workerId, claimId), claimOf([running], 1));
    }
    addExecution(work, running ?? execution);
  }

  /** The commit is made. @param versionstamp absent when a check failed. */
  end(versionstamp: string | undefined): void {
    if (this.#taking === undefined) return;
    if (this.#running === undefined) return this.#taking.dropped("unused");
    if (versionstamp === undefined) return this.#taking.dropped("lost");
    const { lease: { workerId }, claimId } = this.#taking;
    const key = keys.claim.at(workerId, claimId).parts;
    const executions = [this.#running];
    const entry = { key, value: claimOf(executions, 1), versionstamp };
    this.#taking.taken({ entry, executions });
  }

  /** @param mayBeWritten whether nobody knows if the commit was made; otherwise it was not tried. */
  fail(mayBeWritten: boolean): void {
    this.#taking?.dropped(mayBeWritten && this.#running !== undefined ? "unknown" : "unused");
  }

  #started(execution: Execution, now: Instant): Running | undefined {
    if (this.#taking === undefined) return undefined;
    if (execution.state !== "scheduled" || execution.readyAt === undefined) return undefined;
    // Without a share for its category, it waits in the queue like the others.
    if (this.#taking.admits?.(execution.job.categoryId, 0) === false) return undefined;
    const { claimId, lease: { workerId, worker: { hostname, pid } } } = this.#taking;
    return start(execution, { workerId, claimId, hostname, pid }, now);
  }
}
