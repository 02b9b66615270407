import type { JobLog } from "../job_classes/job_class.ts";
import type { Running } from "../model/execution.ts";
import { cutText, storedSize } from "../model/json.ts";
import type { Clock } from "../model/time.ts";
import type { Database } from "../store/kv/database.ts";
import { writeLog } from "../store/history/execution_logs.ts";
import type { LogChunk, LogLine } from "../store/kv/records.ts";

/** A line is written this long after the job logged it. */
const usualDelayMs = 300;
const lineLimit = 4 * 1024;
const partLimit = 16 * 1024;
/** The first and the last parts of each attempt are kept; the parts between are dropped. */
const headParts = 8;
const tailParts = 8;
/** The memory stays bounded when a job logs more than the database can write: more parts are dropped. */
const mostPending = headParts + tailParts;
/** The part numbers of two attempts never overlap. */
const partsPerAttempt = 1_000_000;

/**
 * The log lines of one attempt. They are written to the database in parts while the job runs, so that
 * clients can follow them. The number of parts is bounded.
 */
export class ExecutionLog implements JobLog {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #execution: Running;
  readonly #delayMs: number;
  /** The lines of the last part. Each flush writes that part again. */
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
   * Writes the remaining lines. Later lines are dropped.
   * @returns the error of a write that failed, or `undefined`. Lines are lost then; the execution is not.
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
    // A dropped part leaves a gap in the numbers, which readers can see.
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
