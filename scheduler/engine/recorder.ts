import { setImmediate } from "node:timers";
import type { Logger } from "../log.ts";
import { type Clock, second } from "../model/time.ts";
import type { Database, Entry } from "../store/kv/database.ts";
import { releaseWaiting } from "../store/firing/waiting.ts";
import type { Claim } from "../model/records/claim.ts";
import { forgetStops, recordSteps } from "../store/running/record_steps.ts";
import type { StartMark, Step } from "../store/running/step.ts";

export interface RecorderDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface RecorderEvents {
  /** Some of the noted steps are written. */
  written(): void;
  /** All noted steps are written. */
  idle(): void;
  /** Whether the worker holds nothing any more. */
  isAllOver(): boolean;
}

/** After so many executions, requests to stop them are removed although more of them come. */
const mostLeft = 2000;

/** Writes the steps by which executions leave a worker. Steps of the same moment share a commit. */
export class Recorder {
  readonly #deps: RecorderDeps;
  readonly #on: RecorderEvents;
  #steps: Step[] = [];
  /** The steps of the commit that is being made. */
  #writing: readonly Step[] = [];
  #marks: StartMark[] = [];
  /** The executions that have left since requests to stop were last removed. */
  #left: Step[] = [];
  /** The last commit gave no answer: it may have been written all the same. */
  #isUnsure = false;
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

  /** The claims of the steps that are not written yet. */
  get claims(): Entry<Claim>[] {
    return [...this.#steps, ...this.#writing].map(({ claim }) => claim);
  }

  note(step: Step): void {
    this.#steps.push(step);
    this.#recording ??= this.#recordAll();
  }

  /** Writes the mark together with the next steps. */
  mark(mark: StartMark): void {
    this.#marks.push(mark);
    this.#recording ??= this.#recordAll();
  }

  /** Drops the steps that are not being written yet: other workers have taken these executions over. */
  drop(): void {
    this.#steps = [];
    this.#marks = [];
  }

  /** Resolves when all steps that are noted now are written. */
  async written(): Promise<void> {
    await this.#recording;
  }

  async #recordAll(): Promise<void> {
    // Steps of the same moment are written together; then those that came while the commit was made.
    await new Promise((done) => setImmediate(done));
    for (;;) {
      while (this.#steps.length > 0 || this.#marks.length > 0) await this.#recordSome();
      // A busy worker has short rests all the time.
      if (this.#left.length === 0 || !this.#on.isAllOver()) break;
      await this.#forgetStops();
    }
    this.#recording = undefined;
    this.#on.idle();
  }

  async #recordSome(): Promise<void> {
    const { db, clock, log } = this.#deps;
    const steps = this.#writing = this.#steps;
    this.#steps = [];
    // The last step of a claim deletes the claim, and its marks with it.
    const over = new Set(steps.filter(({ isLast }) => isLast).map(({ claim }) => claim));
    const marks = this.#marks.filter(({ claim }) => !over.has(claim));
    this.#marks = [];
    let refused: Step[];
    try {
      const mayBeWritten = this.#isUnsure;
      refused = await recordSteps(db, steps, clock.now(), { marks, mayBeWritten });
      this.#isUnsure = false;
      this.#writing = [];
      this.#on.written();
    } catch (error) {
      log.error("ends of executions could not be written; trying again", { error });
      this.#isUnsure = true;
      // The check of the claim protects a worker that takes them over meanwhile.
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
    this.#left.push(...steps);
    if (this.#left.length >= mostLeft) await this.#forgetStops();
    await this.#releaseWaiting(steps);
  }

  /** A request that stays does nothing: its execution has ended, and no way back to the queue passes one by. */
  async #forgetStops(): Promise<void> {
    const { db, clock, log } = this.#deps;
    try {
      await forgetStops(db, this.#left.splice(0), clock.now());
    } catch (error) {
      log.error("requests to stop that are over could not be removed", { error });
    }
  }

  /** Another execution of the same job may wait for one of these ends. */
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
