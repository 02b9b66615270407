import type { Logger } from "../log.ts";
import { type Clock, second } from "../model/time.ts";
import type { Database, Entry } from "../store/kv/database.ts";
import { releaseWaiting } from "../store/firing/waiting.ts";
import type { Claim } from "../store/kv/records.ts";
import { recordSteps, type StartMark, type Step } from "../store/running/queue.ts";

export interface RecorderDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface RecorderEvents {
  /** Some of what was noted is written. */
  written(): void;
  /** All of it is. */
  idle(): void;
}

/** Writes how executions leave a worker: what ends at the same moment together, the rest behind it. */
export class Recorder {
  readonly #deps: RecorderDeps;
  readonly #on: RecorderEvents;
  #steps: Step[] = [];
  /** Those that are on their way to the database. */
  #writing: readonly Step[] = [];
  #marks: StartMark[] = [];
  #recording: Promise<void> | undefined;

  constructor(deps: RecorderDeps, on: RecorderEvents) {
    this.#deps = deps;
    this.#on = on;
  }

  get isIdle(): boolean {
    return this.#recording === undefined;
  }

  /** How many steps are not written yet. */
  get pending(): number {
    return this.#steps.length + this.#writing.length;
  }

  /** The claims of those. */
  get claims(): Entry<Claim>[] {
    return [...this.#steps, ...this.#writing].map(({ claim }) => claim);
  }

  note(step: Step): void {
    this.#steps.push(step);
    this.#recording ??= this.#recordAll();
  }

  /** To be written with the next steps. */
  mark(mark: StartMark): void {
    this.#marks.push(mark);
    this.#recording ??= this.#recordAll();
  }

  /** Of what is not on its way yet: others have taken it over. */
  drop(): void {
    this.#steps = [];
    this.#marks = [];
  }

  /** Resolved when all that was noted until now is written. */
  async written(): Promise<void> {
    await this.#recording;
  }

  async #recordAll(): Promise<void> {
    // What ends at the same moment is written together; after that, what ended while that was written.
    await new Promise((done) => setTimeout(done, 0));
    while (this.#steps.length > 0 || this.#marks.length > 0) await this.#recordSome();
    this.#recording = undefined;
    this.#on.idle();
  }

  async #recordSome(): Promise<void> {
    const { db, clock, log } = this.#deps;
    const steps = this.#writing = this.#steps;
    this.#steps = [];
    // What nobody waits for any more goes with its claim.
    const over = new Set(steps.filter(({ isLast }) => isLast).map(({ claim }) => claim));
    const marks = this.#marks.filter(({ claim }) => !over.has(claim));
    this.#marks = [];
    let refused: Step[];
    try {
      refused = await recordSteps(db, steps, clock.now(), marks);
      this.#writing = [];
      this.#on.written();
    } catch (error) {
      log.error("ends of executions could not be written; trying again", { error });
      // Whoever takes them over meanwhile is protected by the claim's check.
      this.#steps = [...steps, ...this.#steps];
      this.#marks = [...marks, ...this.#marks];
      this.#writing = [];
      await new Promise((done) => setTimeout(done, second));
      return;
    }
    for (const { execution } of refused) {
      log.warn("an execution was taken over by another worker; its end here is not written", {
        execution_id: execution.id,
      });
    }
    await this.#releaseWaiting(steps);
  }

  /** An end may be what another execution of the same job waits for. */
  async #releaseWaiting(steps: readonly Step[]): Promise<void> {
    const { db, clock, log } = this.#deps;
    const jobs = new Set(
      steps.filter(({ execution: { job } }) =>
        job.policy.overlap !== "skip" || !job.policy.coalesce
      )
        .map(({ execution }) => execution.job.id),
    );
    for (const job of jobs) {
      try {
        await releaseWaiting(db, job, clock.now());
      } catch (error) {
        log.error("a waiting execution could not be released; the next tick does it", { error });
      }
    }
  }
}
