import type { StartedChild } from "../../job_classes/job_class.ts";
import type { Logger } from "../../log.ts";
import type { Running } from "../../model/execution.ts";
import type { Clock } from "../../model/time.ts";
import type { Database } from "../../store/kv/database.ts";
import { asStorageFull } from "../../store/kv/faults/failures.ts";
import { forgetProgram, noteProgram } from "../../store/running/programs.ts";

export interface NotedProgramsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The record of the program of one run. A run that starts several programs has the last one recorded. */
export class NotedPrograms {
  readonly #deps: NotedProgramsDeps;
  readonly #execution: Running;
  #isNoted = false;

  constructor(deps: NotedProgramsDeps, execution: Running) {
    this.#deps = deps;
    this.#execution = execution;
  }

  /** Whether there is a record to forget. */
  get isNoted(): boolean {
    return this.#isNoted;
  }

  async note({ pgid, startedAt }: StartedChild): Promise<void> {
    const { db, clock } = this.#deps;
    this.#isNoted = true;
    try {
      await noteProgram(db, this.#execution, { pgid, startedAt }, clock.now());
    } catch (error) {
      // The run goes on: its program is also found by the execution's id in its environment.
      if (asStorageFull(error) === undefined) throw error;
      this.#deps.log.warn("the program of an execution could not be recorded", { error });
    }
  }

  /** The run is over. Never rejects: a record that stays is removed at the next start of a server on this host. */
  async forget(): Promise<void> {
    if (!this.#isNoted) return;
    const { db, clock, log } = this.#deps;
    try {
      await forgetProgram(db, this.#execution, clock.now());
    } catch (error) {
      log.warn("the record of an ended program could not be removed", { error });
    }
  }
}
