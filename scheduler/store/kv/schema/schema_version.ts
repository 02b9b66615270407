import type { Clock } from "../../../model/time.ts";
import { Commit, commit } from "../commit.ts";
import { anything, type Database } from "../database.ts";
import { keys } from "../keys.ts";
import { type Migration, migrations } from "./migrations.ts";
import { LockLostError, MigrationLock } from "./migration_lock.ts";

/** The layout of every database that was written before databases said their version. */
const firstVersion = 1;

/** The layout that this program reads and writes. */
export const schemaVersion = firstVersion + migrations.length;

/** The database was written by a newer program: this one must not run on it. */
export class NewerDatabaseError extends Error {
  override readonly name = "NewerDatabaseError";

  constructor(readonly databaseVersion: number, readonly programVersion: number) {
    super(
      `The database has schema version ${databaseVersion}, and this program knows versions up to ` +
        `${programVersion}: start a newer Carillon, or restore a backup from before the upgrade.`,
    );
  }
}

/** What a start needs to bring a database to the program's version. */
export interface SchemaMatch {
  readonly clock: Clock;
  /** Called before each step that this process runs. */
  readonly migrating?: (from: number, to: number, what: string) => void;
  /** The steps that the program knows, in their order: the first leads from version 1 to 2. */
  readonly steps?: readonly Migration[];
  /** How often a process looks while another one migrates. */
  readonly pollMs?: number;
  /** Milliseconds of a clock that never jumps; performance.now() by default. */
  readonly elapsed?: () => number;
}

/**
 * Brings the database to the program's version, or finds it there. Several processes may call it at once: one
 * migrates, the others wait for it, and take over when it is gone.
 * @throws NewerDatabaseError
 */
export async function matchSchemaVersion(db: Database, given: SchemaMatch): Promise<void> {
  const { clock, steps = migrations, pollMs = 250 } = given;
  const { elapsed = () => performance.now() } = given;
  const wanted = firstVersion + steps.length;
  const lock = new MigrationLock(db, clock, elapsed);
  for (;;) {
    const stored = await readOrMark(db, wanted, clock);
    if (stored > wanted) throw new NewerDatabaseError(stored, wanted);
    if (stored === wanted) return await lock.release();
    const step = steps[stored - firstVersion];
    if (step === undefined) throw new Error(`no step leads on from version ${stored}`);
    if (await lock.take()) await run(db, step, stored, lock, given);
    else await new Promise((done) => setTimeout(done, pollMs));
  }
}

/** @throws NewerDatabaseError when a newer program has migrated the database since this one started. */
export async function mustKnowSchema(db: Database): Promise<void> {
  // An unreadable version says nothing new: the start has compared it.
  const stored = (await db.read(keys.schemaVersion)).value ?? firstVersion;
  if (stored > schemaVersion) throw new NewerDatabaseError(stored, schemaVersion);
}

/**
 * The version of the database. A database that does not say its version is marked: a new one with `newest`, any other
 * with the first.
 */
async function readOrMark(db: Database, newest: number, clock: Clock): Promise<number> {
  for (;;) {
    const entry = await db.get(keys.schemaVersion);
    if (entry.value !== undefined) return entry.value;
    const version = await isEmpty(db) ? newest : firstVersion;
    const work = new Commit().check(entry).set(keys.schemaVersion, version);
    if (await commit(db, work, clock.now()) !== undefined) return version;
  }
}

/** Whether the database holds nothing at all. */
export async function isEmpty(db: Database): Promise<boolean> {
  return (await db.list({ prefix: [], schema: anything }, { limit: 1 })).length === 0;
}

/** Does nothing when the lock is lost on the way: whoever has it then runs the step again. */
async function run(
  db: Database,
  step: Migration,
  from: number,
  lock: MigrationLock,
  { clock, migrating }: SchemaMatch,
): Promise<void> {
  // Read again under the lock: another process may have run the step meanwhile.
  const entry = await db.get(keys.schemaVersion);
  if (entry.value !== from) return;
  migrating?.(from, from + 1, step.what);
  try {
    await step.run({ db, now: () => clock.now(), commit: (work) => lock.commit(work) });
    await lock.commit(new Commit().check(entry).set(keys.schemaVersion, from + 1));
  } catch (error) {
    if (!(error instanceof LockLostError)) throw error;
  }
}
