import { z } from "zod";
import { openFile } from "./database_file.ts";
import { inTime, isPassing, patienceMs } from "./patience.ts";
import { mostAtOnce, ReadGroups } from "./read_groups.ts";

/** The place of a record, and the schema of what is stored there. */
export interface Key<T> {
  readonly parts: Deno.KvKey;
  readonly schema: z.ZodType<T>;
}

/** All keys with the same first parts, and the schema of their records. */
export interface Table<T> {
  readonly prefix: Deno.KvKey;
  readonly schema: z.ZodType<T>;
}

/** A record as it was read. A commit that checks the entry fails when the record has changed since. */
export interface Entry<T> {
  readonly key: Deno.KvKey;
  readonly value: T;
  readonly versionstamp: string;
}

export interface Absent {
  readonly key: Deno.KvKey;
  readonly value: undefined;
  readonly versionstamp: null;
}

export interface Range {
  /** Where to begin: key parts behind the prefix, included. */
  readonly from?: Deno.KvKey;
  /** Where to end: key parts behind the prefix, not included. */
  readonly before?: Deno.KvKey;
  readonly limit: number;
  readonly newestFirst?: boolean;
}

/** The most that one atomic operation may hold. */
export interface CommitLimits {
  readonly checks: number;
  readonly mutations: number;
  readonly bytes: number;
  readonly keyBytes: number;
}

const localLimits: CommitLimits = {
  checks: 100,
  mutations: 900,
  bytes: 600 * 1024,
  keyBytes: 72 * 1024,
};
/** A self-hosted `denokv` server takes 10 checks; that of Deno Deploy would take 100. */
export const sharedServerLimits: CommitLimits = { ...localLimits, checks: 10 };

/** Observes database calls, and names the trace in which they happen. */
export interface DatabaseObserver {
  /** Called after each commit. @param isDone `false` when a check failed. */
  commitAnswered?(isDone: boolean): void;
  /** Called when a call failed for the moment and is tried again. */
  retried?(): void;
  /** The W3C `traceparent` of the current request or tick. */
  traceparent?(): string | undefined;
}

/** What a commit of this process changed, as far as listeners need to know. */
export interface Committed {
  /** An execution was added to the queue. */
  readonly isQueued: boolean;
  /** A user, an API key or a session was added, changed or deleted. */
  readonly isAccess: boolean;
}

export type CommitListener = (made: Committed) => void;

/**
 * Deno KV with typed records. Each record is parsed by its schema when it is read. A call that fails for the
 * moment (another process has locked the file, a server does not answer) is tried again with jitter for 10 s.
 */
export class Database {
  readonly kv: Deno.Kv;
  readonly limits: CommitLimits;
  readonly observer: DatabaseObserver;
  /** The database is a shared server, whose client never gives up by itself: each call gets a time limit. */
  readonly mayHang: boolean;
  readonly #listeners = new Set<CommitListener>();
  readonly #reads: ReadGroups;

  constructor(
    kv: Deno.Kv,
    limits: CommitLimits = localLimits,
    observer: DatabaseObserver = {},
    mayHang = false,
  ) {
    this.kv = kv;
    this.limits = limits;
    this.observer = observer;
    this.mayHang = mayHang;
    this.#reads = new ReadGroups(kv);
  }

  async get<T>(key: Key<T>): Promise<Entry<T> | Absent> {
    // Where a call may hang, no call waits for another.
    const read = () => this.mayHang ? this.kv.get(key.parts) : this.#reads.get(key.parts);
    return parsed(key.schema, await this.persist(read));
  }

  /** Reads several keys of one schema. The answer has the order of the keys; it is no snapshot of one moment. */
  async getMany<T>(keys: readonly Key<T>[]): Promise<(Entry<T> | Absent)[]> {
    const [first] = keys;
    if (first === undefined) return [];
    const chunks: Key<T>[][] = [];
    for (let i = 0; i < keys.length; i += mostAtOnce) {
      chunks.push(keys.slice(i, i + mostAtOnce));
    }
    const answers = await Promise.all(
      chunks.map((chunk) => this.persist(() => this.kv.getMany(chunk.map(({ parts }) => parts)))),
    );
    return answers.flat().map((entry) => parsed(first.schema, entry as Deno.KvEntryMaybe<unknown>));
  }

  list<T>(table: Table<T>, range: Range): Promise<Entry<T>[]> {
    const { prefix } = table;
    const from = range.from && [...prefix, ...range.from];
    const before = range.before && [...prefix, ...range.before];
    const selector: Deno.KvListSelector = from && before
      ? { start: from, end: before }
      : from
      ? { prefix, start: from }
      : before
      ? { prefix, end: before }
      : { prefix };
    return this.persist(async () => {
      const found: Entry<T>[] = [];
      const entries = this.kv.list(selector, {
        limit: range.limit,
        reverse: range.newestFirst ?? false,
        batchSize: Math.min(range.limit, 500),
      });
      for await (const entry of entries) found.push(parsed(table.schema, entry) as Entry<T>);
      return found;
    });
  }

  /** Calls `act`, and calls it again for 10 s while the database fails for the moment. @throws what `act` throws. */
  async persist<T>(act: () => Promise<T>): Promise<T> {
    const giveUpAt = performance.now() + patienceMs;
    for (let pauseMs = 4;; pauseMs = Math.min(pauseMs * 2, 250)) {
      try {
        return await (this.mayHang ? inTime(act(), giveUpAt - performance.now()) : act());
      } catch (error) {
        if (!isPassing(error) || performance.now() > giveUpAt) throw error;
        this.observer.retried?.();
        await new Promise((done) => setTimeout(done, pauseMs * (0.5 + Math.random())));
      }
    }
  }

  /** Calls `listener` after each commit of this process. @returns a function that ends it. */
  onCommit(listener: CommitListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Calls `listener` when the key is written. A shared server also reports the writes of other processes; a file
   * does not. @returns a function that ends it.
   */
  watch(key: Key<unknown>, listener: () => void, failed: (error: unknown) => void): () => void {
    const reader = this.kv.watch([key.parts]).getReader();
    let isEnded = false;
    (async () => {
      while (!(await reader.read()).done) listener();
    })().catch((error) => {
      if (!isEnded) failed(error);
    });
    return () => {
      isEnded = true;
      reader.cancel().catch(() => {});
    };
  }

  committed(made: Committed): void {
    for (const listener of this.#listeners) listener(made);
  }

  close(): void {
    this.kv.close();
  }
}

/** @param path a file, `:memory:`, the address of a KV Connect server, or `undefined` for that of Deno Deploy. */
export async function openDatabase(
  path: string | undefined,
  observer?: DatabaseObserver,
): Promise<Database> {
  const isShared = path === undefined || /^https?:/.test(path);
  const limits = isShared ? sharedServerLimits : localLimits;
  const kv = isShared || path === ":memory:" ? await Deno.openKv(path) : await openFile(path);
  return new Database(kv, limits, observer, isShared);
}

function parsed<T>(schema: z.ZodType<T>, entry: Deno.KvEntryMaybe<unknown>): Entry<T> | Absent {
  if (entry.versionstamp === null) {
    return { key: entry.key, value: undefined, versionstamp: null };
  }
  const result = schema.safeParse(entry.value);
  if (result.success) {
    return { key: entry.key, value: result.data, versionstamp: entry.versionstamp };
  }
  throw new Error(
    `The record at ${JSON.stringify(entry.key)} does not fit its schema: ${
      z.prettifyError(result.error)
    }`,
  );
}
