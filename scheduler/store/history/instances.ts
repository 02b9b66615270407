import { isEnded } from "../../model/execution.ts";
import type { Execution } from "../../model/execution.ts";
import type { ExecutionId, JobId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { readStored } from "./executions.ts";

/** The most claims that are looked through. */
const mostClaims = 10_000;
/** With so many entries, the entries of each job are read apart. */
const mostActive = 2000;

/** Executions that may count as instances, by job, oldest first. Some of them may have ended. */
export type Instances = ReadonlyMap<JobId, readonly ExecutionId[]>;

/**
 * The executions of jobs in packs that may count as instances: those that a fire's claim names, and those that the index
 * of active executions has. An execution goes from the claim to the index in one commit, and the claims are read first,
 * so none is missed that a commit before this call made.
 */
export async function readInstances(db: Database, jobs: readonly JobId[]): Promise<Instances> {
  if (jobs.length > 1) {
    const all = await readAllInstances(db);
    if (all !== undefined) return all;
  }
  const found = await claimedInstances(db);
  const active = await Promise.all(
    jobs.map((job) => db.list(keys.active.allOf(job), { limit: mostActive })),
  );
  return sorted(withActive(found, active.flat()));
}

/** The same of all jobs; `undefined` where they are too many to be read at once. */
export async function readAllInstances(db: Database): Promise<Instances | undefined> {
  const found = await claimedInstances(db);
  const active = await db.list(keys.active.all, { limit: mostActive });
  return active.length < mostActive ? sorted(withActive(found, active)) : undefined;
}

type Found = Map<JobId, Set<ExecutionId>>;

async function claimedInstances(db: Database): Promise<Found> {
  const found: Found = new Map();
  for (const { value } of await db.list(keys.claim.all, { limit: mostClaims })) {
    value.executionIds.forEach((id, i) => add(found, value.jobIds?.[i], id));
  }
  return found;
}

function withActive(found: Found, active: readonly { readonly key: Deno.KvKey }[]): Found {
  for (const { key } of active) add(found, key.at(-2) as JobId, key.at(-1) as ExecutionId);
  return found;
}

function add(found: Found, job: JobId | undefined, id: ExecutionId): void {
  if (job === undefined) return;
  const ids = found.get(job);
  if (ids === undefined) found.set(job, new Set([id]));
  else ids.add(id);
}

function sorted(found: Found): Instances {
  return new Map(Array.from(found, ([job, ids]) => [job, [...ids].toSorted()]));
}

/** The executions that still count as instances of a job, of those that its record or {@link readInstances} names. */
export function underWay(
  { active }: Pick<Job, "active">,
  { known, held }: ReadExecutions,
): ExecutionId[] {
  return active.filter((id) => {
    const execution = known.get(id);
    return execution === undefined ? held.has(id) : !isEnded(execution);
  });
}

/** Executions by their ids. */
export interface ReadExecutions {
  readonly known: ReadonlyMap<ExecutionId, Execution>;
  /**
   * Unreadable executions that a claim names. Such an execution may be running, so it counts as an instance until its
   * claim ends. One that no claim names counts as none: it never runs, because its queue entry is set aside.
   */
  readonly held: ReadonlySet<ExecutionId>;
}

export async function readExecutions(
  db: Database,
  ids: readonly ExecutionId[],
): Promise<ReadExecutions> {
  const entries = await readStored(db, ids);
  const known = new Map(
    entries.flatMap(({ value }) => value === undefined ? [] : [[value.id, value]]),
  );
  const unreadable = ids.filter((_, i) => "isUnreadable" in (entries[i] ?? {}));
  const held = unreadable.length === 0
    ? new Set<ExecutionId>()
    : new Set(unreadable).intersection(await claimedIds(db));
  return { known, held };
}

async function claimedIds(db: Database): Promise<Set<ExecutionId>> {
  const claims = await db.list(keys.claim.all, { limit: mostClaims });
  return new Set(claims.flatMap(({ value }) => value.executionIds));
}
