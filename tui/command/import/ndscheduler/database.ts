import { DatabaseSync } from "node:sqlite";
import { wrongUse } from "../../failures.ts";
import type { Untaken } from "../untaken.ts";
import { fieldsOf, type Found, type FoundJob, textOf } from "./found.ts";
import { PickleError, readPickle } from "./pickle.ts";

const executionStates = [
  "scheduled",
  "running",
  "stopping",
  "stopped",
  "failed",
  "succeeded",
  "timeout",
  "scheduled error",
];
const auditEvents = ["added", "modified", "deleted", "paused", "resumed", "custom_run"];

type Row = Readonly<Record<string, unknown>>;

/**
 * Reads the SQLite file of an ndscheduler. A table that is not there is told, and stops nothing else.
 * @throws CommandFailure for a file that is no database of SQLite.
 */
export function readDatabase(path: string): Found {
  const untaken: Untaken[] = [];
  let database: DatabaseSync;
  try {
    Deno.statSync(path);
    database = new DatabaseSync(path, { readOnly: true });
    database.prepare("SELECT count(*) FROM sqlite_master").get();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw wrongUse(`${path} cannot be read as an SQLite database: ${why}.`);
  }
  try {
    const rows = (table: string) => rowsOf(database, table, untaken);
    const { jobs, zones, notes } = jobsOf(rows, untaken);
    return {
      categories: rows("scheduler_categories"),
      users: rows("scheduler_users").map(({ password, ...user }) => ({
        ...user,
        password_hash: password,
      })),
      jobs,
      executions: rows("scheduler_execution").map(({ eid, state, updated_time, ...rest }) => ({
        ...rest,
        execution_id: eid,
        state: executionStates[Number(state)] ?? state,
        ended_time: updated_time,
      })),
      logs: rows("scheduler_jobauditlog").map(({ event, ...rest }) => ({
        ...rest,
        event: auditEvents[Number(event)] ?? event,
      })),
      ...zoneIn(zones, notes),
      untaken,
      notes,
    };
  } finally {
    database.close();
  }
}

function rowsOf(database: DatabaseSync, table: string, untaken: Untaken[]): Row[] {
  const rows: Row[] = [];
  try {
    const statement = database.prepare(`SELECT * FROM ${table}`);
    statement.setReadBigInts(false);
    for (const row of statement.iterate()) rows.push({ ...row });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    untaken.push({ what: `table ${table}`, reason });
  }
  return rows;
}

function jobsOf(rows: (table: string) => Row[], untaken: Untaken[]) {
  const categories = new Map(
    rows("scheduler_job_categories").map((row) => [row.job_id, row.category_id]),
  );
  const [jobs, notes]: [FoundJob[], string[]] = [[], []];
  const zones = new Map<string, number>();
  for (const { id, next_run_time, job_state } of rows("scheduler_jobs")) {
    try {
      if (!(job_state instanceof Uint8Array)) throw new PickleError("its job_state is no pickle");
      const { job, timeZone, notes: its } = readPickle(job_state);
      const name = textOf(job.name) ?? String(id);
      notes.push(...its.map((note) => `job ${JSON.stringify(name)}: ${note}`));
      if (timeZone !== undefined) zones.set(timeZone, (zones.get(timeZone) ?? 0) + 1);
      jobs.push({
        ...job,
        job_id: id,
        category_id: categories.get(id) ?? job.category_id ?? 0,
        paused: next_run_time === null,
        ...(timeZone === undefined ? {} : { timezone: timeZone }),
      });
    } catch (error) {
      if (!(error instanceof PickleError)) throw error;
      untaken.push({ what: `job ${id}`, reason: error.message });
    }
  }
  return { jobs, zones, notes };
}

/** The zone of most jobs: an ndscheduler has one for all, unless its configuration was changed. */
function zoneIn(zones: ReadonlyMap<string, number>, notes: string[]): { timeZone?: string } {
  const [most, ...others] = [...zones].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
  if (others.length > 0) notes.push(`jobs are in several zones: ${[most, ...others].join(", ")}`);
  return most === undefined ? {} : { timeZone: most };
}

/** What two sources tell together: the API the jobs as they are now, the file the rest in full. */
export function joined(api: Found, file: Found): Found {
  const inFile = new Map(file.jobs.map((job) => [job.job_id, job]));
  const jobs = api.jobs.map((job) => ({ ...inFile.get(job.job_id), ...fieldsOf(job) }));
  const isInApi = new Set(api.jobs.map(({ job_id }) => job_id));
  return {
    ...file,
    jobs: [...jobs, ...file.jobs.filter(({ job_id }) => !isInApi.has(job_id))],
    // A job that the API told is not missing.
    untaken: file.untaken.filter(({ what }) => !isInApi.has(what.replace(/^job /, ""))),
  };
}
