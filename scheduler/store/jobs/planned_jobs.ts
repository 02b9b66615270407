import type { ChangeId } from "../../model/change.ts";
import type { PlannedJob } from "../../model/figures/upcoming.ts";
import type { JobId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { Schedule } from "../../model/schedule.ts";
import { changesBehind, entriesOf, headOf } from "../feed/changes.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** How many changed jobs are read at once. */
const batch = 500;

/**
 * The schedules of all jobs, kept in memory. The first call reads every job; each later call reads only the jobs that the
 * change feed names since: those that somebody changed, and those that fired.
 */
export class PlannedJobs {
  readonly #db: Database;
  readonly #jobs = new Map<JobId, PlannedJob>();
  /** One object for equal schedules. */
  #schedules = new Map<string, Schedule>();
  #position: ChangeId | undefined;
  #reading: Promise<void> | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The jobs that are not paused and have a further fire, as of a moment after the call. */
  async read(): Promise<Iterable<PlannedJob>> {
    // A read that runs already may have missed the last commit before this call.
    await this.#reading?.catch(() => {});
    this.#reading ??= this.#catchUp().finally(() => this.#reading = undefined);
    await this.#reading;
    return [...this.#jobs.values()];
  }

  async #catchUp(): Promise<void> {
    const stretch = this.#position === undefined
      ? undefined
      : await changesBehind(this.#db, this.#position);
    if (stretch?.isWhole !== true) return await this.#readAll();
    const named = stretch.changes.flatMap(({ things }) => things)
      .flatMap(({ kind, id }) => kind === "job" ? [id as JobId] : []);
    const ids = [...new Set(named)];
    for (let i = 0; i < ids.length; i += batch) {
      const some = ids.slice(i, i + batch);
      const entries = await this.#db.getMany(some.map(keys.job.at));
      for (const [n, id] of some.entries()) this.#take(id, entries[n]?.value);
    }
    this.#position = stretch.upTo;
  }

  async #readAll(): Promise<void> {
    // Read first: a job that changes during the list is read again by the next call.
    const head = await headOf(this.#db);
    this.#position = undefined;
    this.#jobs.clear();
    this.#schedules = new Map();
    for await (const { value } of entriesOf(this.#db, keys.job.all)) this.#take(value.id, value);
    this.#position = head;
  }

  #take(id: JobId, job: Job | undefined): void {
    // The pack of a job has the job's next fire time.
    const isPlanned = job !== undefined && !job.paused &&
      (job.nextRunAt !== undefined || job.pack !== undefined);
    if (!isPlanned) {
      this.#jobs.delete(id);
      return;
    }
    const { name, categoryId } = job;
    const { schedule, timing, policy } = job;
    const timed = timing === undefined ? {} : { timed: { schedule, timing, policy } };
    this.#jobs.set(id, { id, name, categoryId, schedule: this.#shared(schedule), ...timed });
  }

  #shared(schedule: Schedule): Schedule {
    const text = Object.values(schedule).join("|");
    const known = this.#schedules.get(text);
    if (known !== undefined) return known;
    this.#schedules.set(text, schedule);
    return schedule;
  }
}
