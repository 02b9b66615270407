import type { LogFields, Logger } from "./log.ts";
import { minute } from "./model/time.ts";
import { DatabaseUnavailableError, StorageFullError } from "./store/kv/faults/failures.ts";

/** In this time, one line about the same error is written. */
const quietMs = minute;
const mostKinds = 200;

interface Told {
  at: number;
  /** Lines that were left out since the last written one. */
  leftOut: number;
}

/**
 * The same log with few lines about an error that comes again and again: one a minute, which says how many were left out.
 * A storage that is full and a database that does not answer count as one kind each, whatever they prevented. Lines
 * without an error all pass.
 * @param elapsed milliseconds that never jump.
 */
export function withFewRepeats(log: Logger, elapsed = () => performance.now()): Logger {
  const told = new Map<string, Told>();

  function isNews(kind: string): Told | undefined {
    const now = elapsed();
    const before = told.get(kind);
    if (before !== undefined && now - before.at < quietMs) {
      before.leftOut++;
      return undefined;
    }
    if (told.size >= mostKinds) told.clear();
    told.set(kind, { at: now, leftOut: 0 });
    return before ?? { at: now, leftOut: 0 };
  }

  return new FewRepeats(log, isNews);
}

class FewRepeats implements Logger {
  readonly #inner: Logger;
  readonly #isNews: (kind: string) => Told | undefined;

  constructor(inner: Logger, isNews: (kind: string) => Told | undefined) {
    this.#inner = inner;
    this.#isNews = isNews;
  }

  debug(message: string, fields?: LogFields): void {
    this.#inner.debug(message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#inner.info(message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#at("warn", message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#at("error", message, fields);
  }

  child(fields: LogFields): Logger {
    return new FewRepeats(this.#inner.child(fields), this.#isNews);
  }

  #at(level: "warn" | "error", message: string, fields: LogFields = {}): void {
    const kind = kindOf(level, message, fields.error);
    if (kind === undefined) return this.#inner[level](message, fields);
    const news = this.#isNews(kind);
    if (news === undefined) return;
    const leftOut = news.leftOut === 0 ? {} : { lines_left_out: news.leftOut };
    this.#inner[level](message, { ...fields, ...leftOut });
  }
}

/** The kind of a line; lines of one kind count as the same. `undefined` for a line without an error. */
function kindOf(level: string, message: string, error: unknown): string | undefined {
  const root = rootOf(error);
  if (!(root instanceof Error)) return undefined;
  const isStorage = root instanceof StorageFullError || root instanceof DatabaseUnavailableError;
  if (isStorage) return root.name;
  const text = root.message.replace(/[0-9a-f]*\d[0-9a-f]*/g, "#").slice(0, 200);
  return `${level} ${message} ${root.name} ${text}`;
}

function rootOf(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0]);
  if (error instanceof StorageFullError || error instanceof DatabaseUnavailableError) return error;
  const { cause } = error instanceof Error ? error : {};
  return cause instanceof Error ? rootOf(cause) : error;
}
