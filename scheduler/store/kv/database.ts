import { openFile } from "./database_file.ts";
import {
  type Absent,
  anything,
  type Entry,
  type Key,
  noEntry,
  type Range,
  selectorOf,
  type Table,
} from "./entries.ts";
import {
  DatabaseUnavailableError,
  isPassing,
  isUndecodable,
  type StorageFullError,
  storageRefusal,
} from "./faults/failures.ts";
import { inTime, patienceMs } from "./patience.ts";
import { listAround, type Raw, readRaw, readRawOne } from "./faults/raw_reads.ts";
import { mostAtOnce, ReadGroups } from "./read_groups.ts";
import { StorageState } from "./faults/storage_state.ts";
import { type Unreadable, UnreadableRecordError, UnreadableRecords } from "./faults/unreadable.ts";

export { type Absent, anything, type Entry, type Key, type Range, type Table };

/** The most that one atomic operation may hold. */
export interface CommitLimits {
  readonly checks: number;
  readonly mutations: number;
  readonly bytes: number;
  readonly keyBytes: number;
}

/** Those of the database in a file or in memory. */
export const localLimits: CommitLimits = {
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
  /** Called once for each record that cannot be read. */
  unreadable?(key: Deno.KvKey): void;
  /** Called for each write that the storage refused. */
  storageRefused?(refusal: StorageFullError): void;
  /** The W3C `traceparent` of the current request or tick. */
  traceparent?(): string | undefined;
}

/** What a commit of this process changed, as far as listeners need to know. */
export interface Committed {
  /** An execution was added to the queue. */
  readonly isQueued: boolean;
  /** Something is to be told about an alarm. */
  readonly isNotice: boolean;
  /** A user, an API key or a session was added, changed or deleted. */
  readonly isAccess: boolean;
}

export type CommitListener = (made: Committed) => void;

/**
 * Deno KV with typed records. Each record is parsed by its schema when it is read. A record that does not fit fails
 * only a call that needs this record. A call that fails for the moment (another process has locked the file, a server
 * does not answer) is tried again with jitter for 10 s.
 */
export class Database {
  readonly kv: Deno.Kv;
  readonly limits: CommitLimits;
  readonly observer: DatabaseObserver;
  /** The database is a shared server, whose client never gives up by itself: each call gets a time limit. */
  readonly mayHang: boolean;
  /** How long a call is tried again, in milliseconds. */
  readonly patienceMs: number;
  /** The path of an embedded database; absent for one in memory and for a shared server. */
  readonly file: string | undefined;
  /** The records that this process could not read. */
  readonly unreadable: UnreadableRecords;
  /** Whether the storage takes writes. */
  readonly storage = new StorageState();
  readonly #listeners = new Set<CommitListener>();
  readonly #reads: ReadGroups;

  constructor(
    kv: Deno.Kv,
    limits: CommitLimits = localLimits,
    observer: DatabaseObserver = {},
    mayHang = false,
    patience = patienceMs,
    file?: string,
  ) {
    this.kv = kv;
    this.file = file;
    this.limits = limits;
    this.observer = observer;
    this.mayHang = mayHang;
    this.patienceMs = patience;
    this.unreadable = new UnreadableRecords((key) => observer.unreadable?.(key));
    this.#reads = new ReadGroups(kv);
  }

  /** @throws UnreadableRecordError */
  async get<T>(key: Key<T>): Promise<Entry<T> | Absent> {
    const entry = await this.read(key);
    if ("isUnreadable" in entry) throw new UnreadableRecordError(entry.key);
    return entry;
  }

  /** Reads a record that may be unreadable, for callers that can do without it. */
  async read<T>(key: Key<T>): Promise<Entry<T> | Absent | Unreadable> {
    // Where a call may hang, no call waits for another.
    const read = () =>
      this.mayHang ? readRawOne(this.kv, key.parts) : this.#reads.get(key.parts, key.isCommon);
    return this.#parsed(key, await this.persist(read));
  }

  /**
   * Reads several keys of one schema. The answer has the order of the keys; it is no snapshot of one moment. The value of
   * an unreadable record is `undefined`, as that of an absent one; only an absent one can be checked.
   */
  async getMany<T>(keys: readonly Key<T>[]): Promise<(Entry<T> | Absent | Unreadable)[]> {
    const [first] = keys;
    if (first === undefined) return [];
    if (keys.length === 1) return [await this.read(first)];
    const chunks: Key<T>[][] = [];
    for (let i = 0; i < keys.length; i += mostAtOnce) {
      chunks.push(keys.slice(i, i + mostAtOnce));
    }
    const answers = await Promise.all(
      chunks.map((chunk) => this.persist(() => readRaw(this.kv, chunk.map(({ parts }) => parts)))),
    );
    return answers.flat().map((entry) => this.#parsed(first, entry));
  }

  /** The records of a range, without those that cannot be read: the list is filled up with the ones behind them. */
  list<T>(table: Table<T>, range: Range): Promise<Entry<T>[]> {
    const { limit, newestFirst: reverse = false } = range;
    if (limit <= 0) return Promise.resolve([]);
    const selector = selectorOf(table.prefix, range);
    return this.persist(async () => {
      let found: Entry<T>[] = [];
      const wants = (raw: Raw) => {
        const { prefix, instead, insteadStamp } = table;
        if (raw.versionstamp === undefined && instead !== undefined && insteadStamp !== undefined) {
          // The key of the record is not known, and that of its neighbour is another one each time.
          this.unreadable.note(prefix);
          found.push({ key: raw.key, value: instead, versionstamp: insteadStamp });
          return false;
        }
        const entry = this.#parsed(table, raw);
        if (entry.value !== undefined || !("isUnreadable" in entry)) found.push(entry as Entry<T>);
        return found.length < limit;
      };
      try {
        const batchSize = Math.min(limit, 500);
        for await (const entry of this.kv.list(selector, { reverse, batchSize })) {
          if (!wants(entry)) break;
        }
      } catch (error) {
        if (!isUndecodable(error)) throw error;
        found = [];
        await listAround(this.kv, selector, reverse, wants);
      }
      return found;
    });
  }

  #parsed<T>(
    { schema, instead }: Pick<Key<T>, "schema" | "instead">,
    raw: Raw,
  ): Entry<T> | Absent | Unreadable {
    const { key, versionstamp } = raw;
    if (versionstamp === null) {
      this.unreadable.forget(key);
      return noEntry(key);
    }
    if (versionstamp !== undefined) {
      const result = schema.safeParse(raw.value);
      if (result.success) {
        if (schema !== anything) this.unreadable.forget(key);
        return { key, value: result.data, versionstamp };
      }
    }
    this.unreadable.note(key);
    if (instead !== undefined && versionstamp !== undefined) {
      return { key, value: instead, versionstamp };
    }
    return { key, value: undefined, versionstamp, isUnreadable: true };
  }

  /**
   * Calls `act`, and calls it again for 10 s while the database fails for the moment.
   * @param act makes calls of the database and nothing else: the meaning of its errors is decided by their texts.
   * @throws DatabaseUnavailableError after that time; StorageFullError at once; what else `act` throws.
   */
  async persist<T>(act: () => Promise<T>): Promise<T> {
    // The clock is read where a call may hang or has failed: most calls answer at once.
    let giveUpAt = this.mayHang ? performance.now() + this.patienceMs : undefined;
    for (let pauseMs = 4;; pauseMs = Math.min(pauseMs * 2, 250)) {
      try {
        return await (giveUpAt !== undefined && this.mayHang
          ? inTime(act(), giveUpAt - performance.now())
          : act());
      } catch (error) {
        const refusal = storageRefusal(error);
        if (refusal !== undefined) throw this.#refused(refusal);
        if (!isPassing(error)) throw error;
        giveUpAt ??= performance.now() + this.patienceMs;
        if (performance.now() > giveUpAt) throw new DatabaseUnavailableError(error);
        this.observer.retried?.();
        await new Promise((done) => setTimeout(done, pauseMs * (0.5 + Math.random())));
      }
    }
  }

  #refused(refusal: StorageFullError): StorageFullError {
    this.storage.refused(refusal);
    this.observer.storageRefused?.(refusal);
    return refusal;
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
    this.storage.written();
    for (const listener of this.#listeners) listener(made);
  }

  close(): void {
    this.kv.close();
  }
}

/**
 * @param path a file, `:memory:`, the address of a KV Connect server, or `undefined` for that of Deno Deploy.
 * @throws StorageFullError where the file cannot be opened without room to write.
 */
export async function openDatabase(
  path: string | undefined,
  observer?: DatabaseObserver,
): Promise<Database> {
  const isShared = path === undefined || /^https?:/.test(path);
  const limits = isShared ? sharedServerLimits : localLimits;
  try {
    const file = isShared || path === ":memory:" ? undefined : path;
    const kv = file === undefined ? await Deno.openKv(path) : await openFile(file);
    return new Database(kv, limits, observer, isShared, patienceMs, file);
  } catch (error) {
    throw storageRefusal(error) ?? error;
  }
}
