import type { JobLog } from "../job_classes/job_class.ts";
import type { Running } from "../model/execution.ts";
import { cutText, storedSize } from "../model/json.ts";
import type { Clock } from "../model/time.ts";
import type { Database } from "../store/kv/database.ts";
import { writeLog } from "../store/history/execution_logs.ts";
import type { LogChunk, LogLine } from "../store/kv/records.ts";

/** What a job says is written this long after it was said. */
const usualDelayMs = 300;
const lineLimit = 4 * 1024;
const partLimit = 16 * 1024;
/** Of each attempt the first parts are kept and the last; those between are dropped. */
const headParts = 8;
const tailParts = 8;
/** A job that says more than the database can write must not fill the memory: the rest is dropped. */
const mostPending = headParts + tailParts;
/** Parts of different attempts do not meet. */
const partsPerAttempt = 1_000_000;

/**
 * The log lines of one attempt: written to the database in parts while the job runs, so that they
 * can be followed, and bounded however much it says.
 */
export class ExecutionLog implements JobLog {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #execution: Running;
  readonly #delayMs: number;
  /** The lines of the part that is still growing; it is written again with each flush. */
  #lines: LogLine[] = [];
  #size = 0;
  #part = 0;
  #isFlushed = true;
  readonly #kept: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #pending: { part: number; chunk: LogChunk }[] = [];
  #writing: Promise<void> | undefined;
  #failure: unknown;
  #isClosed = false;

  constructor(db: Database, clock: Clock, execution: Running, delayMs = usualDelayMs) {
    this.#delayMs = delayMs;
    this.#db = db;
    this.#clock = clock;
    this.#execution = execution;
  }

  debug(message: string): void {
    this.#add("debug", message);
  }

  info(message: string): void {
    this.#add("info", message);
  }

  warn(message: string): void {
    this.#add("warn", message);
  }

  error(message: string): void {
    this.#add("error", message);
  }

  /**
   * Writes what is left. What a job says after that is dropped.
   * @returns what went wrong in writing, if anything did: the lines are lost then, not the execution.
   */
  async close(): Promise<unknown> {
    this.#flush();
    this.#isClosed = true;
    await this.#writing;
    return this.#failure;
  }

  #add(level: LogLine["level"], message: unknown): void {
    if (this.#isClosed) return;
    const text = cutText(String(message).toWellFormed(), lineLimit);
    const line = { at: this.#clock.now(), level, message: text };
    this.#lines.push(line);
    this.#size += storedSize(line);
    this.#isFlushed = false;
    if (this.#size > partLimit) {
      this.#flush();
      this.#part++;
      this.#lines = [];
      this.#size = 0;
    } else this.#timer ??= setTimeout(() => this.#flush(), this.#delayMs);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isFlushed) return;
    this.#isFlushed = true;
    const { attempt } = this.#execution;
    const part = attempt * partsPerAttempt + this.#part;
    const chunk = { attempt, lines: [...this.#lines] };
    if (this.#pending.at(-1)?.part === part) this.#pending.pop();
    this.#pending.push({ part, chunk });
    // What is dropped leaves a gap in the numbers, which readers see.
    if (this.#pending.length > mostPending) this.#pending.splice(headParts, 1);
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    await Promise.resolve();
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      if (this.#kept.at(-1) !== next.part) this.#kept.push(next.part);
      const dropped = this.#kept.length > headParts + tailParts
        ? this.#kept.splice(headParts, 1)[0]
        : undefined;
      const { id } = this.#execution;
      try {
        await writeLog(this.#db, id, next.part, next.chunk, dropped, this.#clock.now());
      } catch (error) {
        this.#failure = error;
      }
    }
    this.#writing = undefined;
  }
}
