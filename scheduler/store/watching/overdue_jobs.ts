import type { AlarmRules } from "../../model/alarms/alarm_rules.ts";
import { rulesOf } from "../../model/alarms/alarm_rules.ts";
import { closeAlarm } from "../../model/alarms/alarm_steps.ts";
import type { AlarmWatch } from "../../model/alarms/alarm_watch.ts";
import { punctuality } from "../../model/alarms/overdue.ts";
import type { Category } from "../../model/category.ts";
import type { AlarmId, CategoryId, JobId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import type { OpenAlarm } from "../alarms/find_alarms.ts";
import { knownAlarms } from "../alarms/known_alarms.ts";
import { lastSuccess } from "../alarms/last_ends.ts";
import type { AlarmNews } from "../alarms/raise.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** How many jobs of a category are looked at in one tick; the next tick goes on behind them. */
const mostOfCategory = 2000;

/** What a look begins with. */
export interface OverdueLook {
  readonly watches: readonly AlarmWatch[];
  readonly categories: readonly Category[];
  readonly open: readonly OpenAlarm[];
  readonly now: Instant;
}

/** How a job is looked at: by its own watch, or by the rule of its category. */
interface Watched extends Omit<AlarmWatch, "rules"> {
  readonly overdue: Exclude<AlarmRules["overdue"], false | undefined>;
  readonly own: AlarmRules | undefined;
}

/**
 * Finds jobs without a success in time. A job with a rule of its own is found by its watch and its history alone, though it is
 * paused, deleted or on another schedule; a job with the rule of its category while it exists. It remembers until when a job
 * is fine.
 */
export class OverdueJobs {
  readonly #db: Database;
  readonly #fine = new Map<JobId, { readonly of: string; readonly until: Instant }>();
  /** The rules of the categories at the last look. */
  #rules = "[]";
  /** Where the next look at a category begins. */
  readonly #behind = new Map<CategoryId, Deno.KvKey>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** What to write: alarms to raise, and alarms to close. */
  async find(look: OverdueLook): Promise<AlarmNews[]> {
    const open = new Map(
      look.open.flatMap(({ id, subjectId, kind }) => kind === "overdue" ? [[subjectId, id]] : []),
    );
    const news: AlarmNews[] = [];
    const seen = new Set<string>();
    const own = look.watches.flatMap(watchedByItself);
    for (const one of [...own, ...await this.#ofCategories(look, open)]) {
      if (seen.has(one.jobId)) continue;
      seen.add(one.jobId);
      news.push(...await this.#look(one, open.get(one.jobId), look.now));
    }
    for (const [subject, id] of open) {
      if (!seen.has(subject)) news.push(closing(id, "rules", "the job has no such rule any more"));
    }
    return news;
  }

  async #ofCategories(
    { watches, categories, now }: OverdueLook,
    open: ReadonlyMap<string, AlarmId>,
  ): Promise<Watched[]> {
    const ruled = new Map(categories.flatMap((one) => one.alarms?.overdue ? [[one.id, one]] : []));
    this.#forgetOnChange([...ruled.values()]);
    if (ruled.size === 0) return [];
    const watchOf = new Map(watches.map((watch) => [watch.jobId, watch]));
    const ids = new Set([...open.keys()] as JobId[]);
    for (const id of ruled.keys()) for (const job of await this.#nextOf(id)) ids.add(job);
    const unsure = [...ids].filter((id) =>
      watchOf.get(id)?.rules.overdue === undefined &&
      (open.has(id) || now > (this.#fine.get(id)?.until ?? 0))
    );
    const jobs = (await this.#db.getMany(unsure.map(keys.job.at))).flatMap(({ value }) =>
      value ?? []
    );
    return jobs.flatMap((job) =>
      watchedByCategory(job, ruled.get(job.categoryId), watchOf.get(job.id))
    );
  }

  /** With another rule, what was fine may not be. */
  #forgetOnChange(ruled: readonly Category[]): void {
    const rules = JSON.stringify(ruled.map(({ id, alarms }) => [id, alarms?.overdue]));
    if (rules !== this.#rules) this.#fine.clear();
    this.#rules = rules;
  }

  async #nextOf(category: CategoryId): Promise<JobId[]> {
    const from = this.#behind.get(category);
    const rows = await this.#db.list(keys.job.allByCategory(category), {
      ...(from === undefined ? {} : { from }),
      limit: mostOfCategory,
    });
    const last = rows.at(-1)?.key;
    if (rows.length < mostOfCategory || last === undefined) this.#behind.delete(category);
    else this.#behind.set(category, [last.at(-2) ?? "", `${String(last.at(-1))}\0`]);
    return rows.map(({ key }) => key.at(-1) as JobId);
  }

  async #look(one: Watched, open: AlarmId | undefined, now: Instant): Promise<AlarmNews[]> {
    const { jobId, categoryId, overdue, own, since, deletedAt } = one;
    const of = JSON.stringify([overdue, since]);
    const fine = this.#fine.get(jobId);
    if (open === undefined && fine?.of === of && now <= fine.until) return [];
    const success = await lastSuccess(this.#db, jobId);
    const found = punctuality(overdue, success?.endedAt, since, now);
    if (found.overdue === undefined) {
      this.#fine.set(jobId, { of, until: found.fineUntil });
      return open === undefined ? [] : [closing(open, "recovery", "the job succeeded")];
    }
    this.#fine.delete(jobId);
    const { at: dueAt, reason: why } = found.overdue;
    const reason = deletedAt === undefined
      ? why
      : `${why}; the job was deleted at ${new Date(deletedAt).toISOString()}`;
    const category = (await this.#db.read(keys.category.at(categoryId))).value;
    const rules = rulesOf(knownAlarms(this.#db).server, category?.alarms, own);
    const subject = { kind: "job", id: jobId, name: one.name } as const;
    const cause = { subject, categoryId, kind: "overdue", at: now, dueAt, reason } as const;
    return [{ what: "seen", cause, rules }];
  }
}

function watchedByItself({ rules, ...watch }: AlarmWatch): Watched[] {
  return rules.overdue ? [{ ...watch, overdue: rules.overdue, own: rules }] : [];
}

/** @param watch says when a person closed the last alarm. */
function watchedByCategory(
  { id, name, categoryId, alarms, createdAt }: Job,
  category: Category | undefined,
  watch: AlarmWatch | undefined,
): Watched[] {
  const overdue = alarms?.overdue ?? category?.alarms?.overdue;
  if (!overdue || category === undefined) return [];
  const since = Math.max(createdAt, category.updatedAt, watch?.since ?? 0);
  return [{ jobId: id, name, categoryId, overdue, own: alarms, since }];
}

function closing(id: AlarmId, by: "recovery" | "rules", note: string): AlarmNews {
  return { what: "step", id, step: (alarm, now) => closeAlarm(alarm, by, note, now) };
}
