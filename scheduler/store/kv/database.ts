import { z } from "zod";
import { inTime, isPassing, patienceMs } from "./patience.ts";
import { mostAtOnce, ReadGroups } from "./read_groups.ts";

/** Where a record is kept, and what is kept there. */
export interface Key<T> {
  readonly parts: Deno.KvKey;
  readonly schema: z.ZodType<T>;
}

/** All keys that begin alike. */
export interface Table<T> {
  readonly prefix: Deno.KvKey;
  readonly schema: z.ZodType<T>;
}

/** What was found at a key: also the proof, for a commit's check, of what was there. */
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
  /** First key parts behind the prefix that are read. */
  readonly from?: Deno.KvKey;
  /** First key parts behind the prefix that are not read any more. */
  readonly before?: Deno.KvKey;
  readonly limit: number;
  readonly newestFirst?: boolean;
}

/** What one atomic operation may hold. */
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
/** A self-hosted `denokv` server takes 10 checks; Deno Deploy's own would take 100. */
export const sharedServerLimits: CommitLimits = { ...localLimits, checks: 10 };

/** Told what happens between us and the database, and asked in which trace it happens. */
export interface DatabaseObserver {
  /** @param isDone false: a check failed, and the caller reads again. */
  commitAnswered?(isDone: boolean): void;
  /** The database did not take a call for the moment. */
  retried?(): void;
  /** The W3C `traceparent` of what the caller is doing. */
  traceparent?(): string | undefined;
}

/** What a listener may want to know of a commit. */
export interface Committed {
  /** Something came into the queue. */
  readonly isQueued: boolean;
  /** A user was changed. */
  readonly isUser: boolean;
}

export type CommitListener = (made: Committed) => void;

/**
 * Carillon's view of Deno KV: records are checked against their schema when they are read, and
 * what the database refuses for a moment (another process has the file, a server does not answer)
 * is tried again with jitter, for some seconds.
 */
export class Database {
  readonly kv: Deno.Kv;
  readonly limits: CommitLimits;
  readonly observer: DatabaseObserver;
  /** The client of a shared server tries for ever by itself while that does not answer. */
  readonly mayHang: boolean;
  /** How long a call is tried again, in milliseconds. */
  readonly patienceMs: number;
  readonly #listeners = new Set<CommitListener>();
  readonly #reads: ReadGroups;

  constructor(
    kv: Deno.Kv,
    limits: CommitLimits = localLimits,
    observer: DatabaseObserver = {},
    mayHang = false,
    patience = patienceMs,
  ) {
    this.kv = kv;
    this.limits = limits;
    this.observer = observer;
    this.mayHang = mayHang;
    this.patienceMs = patience;
    this.#reads = new ReadGroups(kv);
  }

  async get<T>(key: Key<T>): Promise<Entry<T> | Absent> {
    // Where a call may hang, no call waits for another.
    const read = () => this.mayHang ? this.kv.get(key.parts) : this.#reads.get(key.parts);
    return parsed(key.schema, await this.persist(read));
  }

  /** All in one go; the answer has the order of the keys. */
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

  /** Does it, again and again while the database refuses only for the moment; then it rejects. */
  async persist<T>(act: () => Promise<T>): Promise<T> {
    const giveUpAt = performance.now() + this.patienceMs;
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

  /** Called after each commit of this process that changed what others may wait for. */
  onCommit(listener: CommitListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Called when a key is written, by another process too where the database tells of that (a shared
   * server does; a file does not). @returns how to end it.
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

/** @param path a file, `:memory:`, the address of a KV Connect server, or nothing for the platform's own. */
export async function openDatabase(
  path: string | undefined,
  observer?: DatabaseObserver,
): Promise<Database> {
  const isShared = path === undefined || /^https?:/.test(path);
  if (!isShared && path !== ":memory:") await makeFolder(path);
  const limits = isShared ? sharedServerLimits : localLimits;
  return new Database(await Deno.openKv(path), limits, observer, isShared);
}

/** Without `node:path`, which takes longer to load than a database to open. */
async function makeFolder(path: string): Promise<void> {
  const folder = path.slice(0, path.search(/[^/\\]*$/));
  if (folder !== "") await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
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
