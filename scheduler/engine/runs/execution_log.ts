import type { JobLog } from "../../job_classes/job_class.ts";
import type { Running } from "../../model/execution.ts";
import { cutText, storedSize } from "../../model/json.ts";
import { type Clock, second } from "../../model/time.ts";
import type { Database } from "../../store/kv/database.ts";
import { asStorageFull } from "../../store/kv/faults/failures.ts";
import { writeLog } from "../../store/history/execution_logs.ts";
import type { LogChunk, LogLine } from "../../store/kv/records.ts";
import { type Part, takeMiddle } from "./log_parts.ts";

/** A line is written to the database this long after the job logged it. */
const usualDelayMs = 300;
/** Parts of different attempts have different numbers. */
const partsPerAttempt = 1_000_000;

const utf8 = new TextEncoder();
const lineLimit = 4 * 1024;
/** Bytes of text in a part, in UTF-8. */
const partLimit = 16 * 1024;
/** Stored bytes of a part: each line has a time and a level. A value of the database holds 64 KiB. */
const storedLimit = 44 * 1024;

/**
 * The log lines of one attempt. They are written to the database in parts while the job runs, so that clients can
 * follow them. Head and tail are kept, however much the job logs.
 */
export class ExecutionLog implements JobLog {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #execution: Running;
  readonly #delayMs: number;
  /** The lines of the part that still grows. Each flush writes the part again. */
  #lines: LogLine[] = [];
  #textBytes = 0;
  #storedBytes = 0;
  #part = 0;
  #isFlushed = true;
  readonly #kept: Part[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** A job that logs more than the database can write must not fill the memory: the middle is dropped. */
  readonly #pending: (Part & { chunk: LogChunk })[] = [];
  #writing: Promise<void> | undefined;
  /** Resolves when the storage is full. Absent as long as nothing was written: most runs log nothing. */
  #stuck: PromiseWithResolvers<void> | undefined;
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
   * @returns the last error of a write: lines are lost then, but not the execution. Returns `undefined` at once where nothing
   * was logged.
   */
  close(): Promise<unknown> | undefined {
    this.#flush();
    this.#isClosed = true;
    return this.#stuck === undefined ? undefined : this.#written();
  }

  async #written(): Promise<unknown> {
    // While the storage is full, the lines wait on in memory, and the end of the execution does not wait for them.
    if (this.#writing !== undefined) await Promise.race([this.#writing, this.#stuck?.promise]);
    return this.#failure;
  }

  #add(level: LogLine["level"], message: unknown): void {
    if (this.#isClosed) return;
    const text = cutText(String(message).toWellFormed(), lineLimit);
    const line = { at: this.#clock.now(), level, message: text };
    const textBytes = utf8.encode(text).length + 1;
    const storedBytes = storedSize(line);
    const isFull = this.#textBytes + textBytes > partLimit ||
      this.#storedBytes + storedBytes > storedLimit;
    if (isFull && this.#lines.length > 0) this.#closePart();
    this.#lines.push(line);
    this.#textBytes += textBytes;
    this.#storedBytes += storedBytes;
    this.#isFlushed = false;
    this.#timer ??= setTimeout(() => this.#flush(), this.#delayMs);
  }

  #closePart(): void {
    this.#isFlushed = false;
    // A part of many short lines is closed early, and leaves room for others.
    this.#flush(this.#textBytes > partLimit / 2 ? partLimit : this.#textBytes);
    this.#part++;
    this.#lines = [];
    this.#textBytes = 0;
    this.#storedBytes = 0;
  }

  /** @param bytes how much of the bound the part takes; one that still grows counts as full. */
  #flush(bytes = partLimit): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isFlushed) return;
    this.#isFlushed = true;
    const { attempt } = this.#execution;
    const number = attempt * partsPerAttempt + this.#part;
    const chunk = { attempt, lines: [...this.#lines] };
    if (this.#pending.at(-1)?.number === number) this.#pending.pop();
    this.#pending.push({ number, bytes, chunk });
    // A dropped part leaves a gap in the numbers, which readers see.
    takeMiddle(this.#pending);
    this.#stuck ??= Promise.withResolvers();
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    await Promise.resolve();
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      const { number, bytes, chunk } = next;
      if (this.#kept.at(-1)?.number === number) this.#kept.pop();
      this.#kept.push({ number, bytes });
      const dropped = takeMiddle(this.#kept)?.number;
      const { id } = this.#execution;
      try {
        await this.#write(id, number, chunk, dropped);
      } catch (error) {
        this.#failure = error;
      }
    }
    this.#writing = undefined;
  }

  /** Tries again and again while the storage is full. The lines that wait count towards the bounds of the log. */
  async #write(
    id: Running["id"],
    number: number,
    chunk: LogChunk,
    dropped: number | undefined,
  ): Promise<void> {
    for (;;) {
      try {
        return await writeLog(this.#db, id, number, chunk, dropped, this.#clock.now());
      } catch (error) {
        if (asStorageFull(error) === undefined) throw error;
        this.#stuck?.resolve();
        await new Promise((done) => setTimeout(done, second));
      }
    }
  }
}
