import { lateReason } from "../../model/alarms/recovery.ts";
import { longestRunMs } from "../../model/alarms/overdue.ts";
import { type Execution, isHeld } from "../../model/execution.ts";
import { type ExecutionId, type JobId, timeOf } from "../../model/ids.ts";
import { type Instant, minute, second } from "../../model/time.ts";
import { type JobRules, readJobRules } from "../alarms/job_rules.ts";
import { lastEnds } from "../alarms/last_ends.ts";
import { knownExecutions } from "../history/executions.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { queuedCategories } from "../running/ready.ts";
import type { SeenCause } from "./seen_causes.ts";

/** How many of the oldest waiting executions of each category are looked at, and how many that are held by workers. */
const mostQueued = 200;
const mostWaiting = 500;
const mostClaims = 1000;
const mostRunning = 2000;

/** Executions that have not started in time, by the rules of their jobs. @param leastMs no rule finds less late. */
export async function lateExecutions(
  db: Database,
  leastMs: number,
  now: Instant,
): Promise<SeenCause[]> {
  const ids: ExecutionId[] = [];
  for await (const category of queuedCategories(db)) {
    const rows = await db.list(keys.queue.allOf(category), { limit: mostQueued });
    ids.push(...rows.map(({ key }) => key.at(-1) as ExecutionId));
  }
  const waiting = await db.list(keys.waiting.all, { limit: mostWaiting });
  ids.push(...waiting.flatMap(({ value }) => value));
  // The id of a fired execution begins with its fire time.
  const old = ids.filter((id) => now - timeOf(id) > leastMs);
  const late = (await knownExecutions(db, old)).filter(isUnstartedFire);
  return await causesOf(db, late, ({ scheduledAt, id }, { rules, ...of }) => {
    const lateMs = now - scheduledAt;
    if (rules.late === false || lateMs <= rules.late.seconds * second) return undefined;
    const reason = lateReason(lateMs, false);
    return { cause: { ...of, kind: "late", at: now, reason, executionId: id }, rules };
  });
}

function isUnstartedFire({ state, trigger, attempts }: Execution): boolean {
  return state === "scheduled" && trigger === "schedule" && attempts.length === 0;
}

/** What is usual for a job is computed so often. */
const usualMs = 10 * minute;

/** Finds runs that take long. It remembers for some minutes what is usual for a job. */
export class LongRuns {
  readonly #db: Database;
  readonly #usual = new Map<string, { readonly ms: number | undefined; readonly until: Instant }>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** @param leastMs no rule finds a shorter run long. */
  async find(leastMs: number, now: Instant): Promise<SeenCause[]> {
    const claims = await this.#db.list(keys.claim.all, { limit: mostClaims });
    const ids = claims.flatMap(({ key, value }) =>
      now - timeOf(String(key.at(-1))) > leastMs ? value.executionIds : []
    );
    const held = (await knownExecutions(this.#db, ids.slice(0, mostRunning))).filter(isHeld);
    const longest = await this.#longest(held.map(({ job }) => job.id), now);
    return await causesOf(this.#db, held, ({ id, startedAt }, { rules, ...of }) => {
      const ms = longest.get(of.subject.id);
      const tookMs = now - startedAt;
      if (ms === undefined || tookMs <= ms) return undefined;
      const reason = `runs for ${Math.round(tookMs / second)} s, longer than ${
        Math.round(ms / second)
      } s`;
      return { cause: { ...of, kind: "long", at: now, reason, executionId: id }, rules };
    });
  }

  async #longest(jobs: readonly JobId[], now: Instant): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    for (const [id, { rules }] of await readJobRules(this.#db, [...new Set(jobs)])) {
      const name = `${id} ${JSON.stringify(rules.long)}`;
      let usual = this.#usual.get(name);
      if (usual === undefined || usual.until < now) {
        const ends = rules.long && "timesP95" in rules.long
          ? await lastEnds(this.#db, id, mostEnds)
          : [];
        usual = { ms: longestRunMs(rules.long, () => ends), until: now + usualMs };
        this.#usual.set(name, usual);
      }
      if (usual.ms !== undefined) found.set(id, usual.ms);
    }
    for (const [name, { until }] of this.#usual) if (until < now) this.#usual.delete(name);
    return found;
  }
}

/** How many ended executions are looked at to know what is usual. */
const mostEnds = 100;

async function causesOf<E extends Execution>(
  db: Database,
  executions: readonly E[],
  causeOf: (execution: E, job: JobRules) => SeenCause | undefined,
): Promise<SeenCause[]> {
  const jobs = await readJobRules(db, [...new Set(executions.map(({ job }) => job.id))]);
  return executions.toSorted((a, b) => a.id < b.id ? -1 : 1).flatMap((execution) => {
    const job = jobs.get(execution.job.id);
    return job === undefined ? [] : causeOf(execution, job) ?? [];
  });
}
