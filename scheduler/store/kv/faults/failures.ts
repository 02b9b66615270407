/**
 * What the errors of database calls mean. Deno KV has no codes for most of them: SQLite's and KV Connect's messages are
 * compared as a whole or from their beginning, and only those of errors that a database call itself threw. A text of a
 * user never decides anything here.
 */

/** Why the storage takes no writes. */
export type StorageReason = "full" | "read-only" | "quota" | "broken";

const reasonTexts: Readonly<Record<StorageReason, string>> = {
  full: "the disk is full",
  "read-only": "the database file cannot be written",
  quota: "the quota of the database is used up",
  broken: "the disk reports errors, is full, or has a quota that is used up",
};

/** The call did not succeed within the patience of {@link Database.persist}; a later one may. */
export class DatabaseUnavailableError extends Error {
  override readonly name = "DatabaseUnavailableError";

  constructor(cause: unknown) {
    super(`the database did not answer: ${messageOf(cause)}`, { cause });
  }
}

/** The storage takes no writes. Reads go on, and writes as soon as somebody has made room. */
export class StorageFullError extends Error {
  override readonly name = "StorageFullError";

  constructor(readonly reason: StorageReason, cause: unknown) {
    super(`the database takes no writes, because ${reasonTexts[reason]}: ${messageOf(cause)}`, {
      cause,
    });
  }

  /** The reason in words. */
  get why(): string {
    return reasonTexts[this.reason];
  }
}

/**
 * The database did not say whether it wrote a commit. The commit may have happened, and may still happen. A caller that
 * has to know reads again.
 */
export class UnknownCommitError extends Error {
  override readonly name = "UnknownCommitError";

  constructor(cause: unknown) {
    super(`the database did not say whether it wrote a commit: ${messageOf(cause)}`, { cause });
  }
}

/** The database did not answer within the call's time limit. A commit may have happened all the same. */
export class DatabaseTimeoutError extends Error {
  override readonly name = "DatabaseTimeoutError";

  constructor() {
    super("the database timed out");
  }
}

/** SQLite's texts for SQLITE_BUSY and SQLITE_LOCKED: nothing was written. */
const locked = /^database (?:table |schema )?is locked(?:: .*)?$/;

/** Texts of the KV Connect client (denokv/remote) and of the HTTP client under it, and statuses of proxies. */
const silent = [
  /^error sending request\b/,
  /^(?:the )?(?:operation|request) timed out$/,
  /^connection (?:closed before message completed|reset\b|refused\b|error\b)/,
  /^KV Connect failed to read response body\b/,
  /^KV Connect failed to call '[^']*' \(status=(?:408|429|5\d\d)\b/,
  /^Could not open Deno KV database: the metadata endpoint at '[^']*' responded with status (?:408|429|5\d\d)\b/,
  /^Could not open Deno KV database: failed to connect to '/,
  /^Metadata response body invalid\b/,
  /^(?:408|429|50[0234]) [A-Z]/,
];

/** SQLite's texts for SQLITE_FULL, _READONLY and _IOERR, those of Deno KV and KV Connect, and those of the system. */
const refusals: readonly (readonly [RegExp, StorageReason])[] = [
  [/^database or disk is full$/, "full"],
  [/^No space left on device\b/, "full"],
  [/^attempt to write a readonly database$/, "read-only"],
  [/^Can not write to a read-only database\b/, "read-only"],
  [/^Read-only file system\b/, "read-only"],
  [/^Writes are disabled for this database$/, "quota"],
  [/^Disk quota exceeded\b/, "quota"],
  [/^disk I\/O error$/, "broken"],
];

const ownErrors = [DatabaseUnavailableError, DatabaseTimeoutError, UnknownCommitError];

const silentClasses = [
  Deno.errors.ConnectionReset,
  Deno.errors.ConnectionRefused,
  Deno.errors.ConnectionAborted,
  Deno.errors.BrokenPipe,
  Deno.errors.NotConnected,
  Deno.errors.TimedOut,
  Deno.errors.Interrupted,
  Deno.errors.UnexpectedEof,
];

/** Whether another process holds a lock on the file: nothing was read or written. */
export function isLocked(error: unknown): boolean {
  return error instanceof Deno.errors.Busy ||
    error instanceof Error && locked.test(error.message);
}

/** Whether the same call may succeed a moment later. A commit that failed so may have happened all the same. */
export function isPassing(error: unknown): boolean {
  if (ownErrors.some((one) => error instanceof one)) return true;
  return isLocked(error) || silentClasses.some((one) => error instanceof one) ||
    error instanceof Error && silent.some((form) => form.test(error.message));
}

/** The refusal of a write by the storage; `undefined` for every other error. */
export function storageRefusal(error: unknown): StorageFullError | undefined {
  if (error instanceof StorageFullError) return error;
  if (!(error instanceof Error)) return undefined;
  const found = refusals.find(([form]) => form.test(error.message));
  return found && new StorageFullError(found[1], error);
}

/** The refusal of a write by the storage, also where nobody knows whether the write was made all the same. */
export function asStorageFull(error: unknown): StorageFullError | undefined {
  const found = error instanceof UnknownCommitError ? error.cause : error;
  return found instanceof StorageFullError ? found : undefined;
}

/** Whether the error of a commit proves that the database did not write it. */
export function isRefused(error: unknown): boolean {
  const refusal = storageRefusal(error);
  if (refusal !== undefined) return refusal.reason !== "broken";
  // A TypeError is about the operation itself.
  return isLocked(error) || error instanceof TypeError && !isPassing(error);
}

/** Whether `sum` met a value that is no counter. The operation wrote nothing. */
export function isNoCounter(error: unknown): boolean {
  return error instanceof TypeError &&
    error.message === "Failed to perform 'sum' mutation on a non-U64 value in the database";
}

/** Whether a value's bytes are nothing that Deno KV can read. The whole call fails, even when other values are fine. */
export function isUndecodable(error: unknown): boolean {
  return error instanceof RangeError && error.message === "could not deserialize value";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
