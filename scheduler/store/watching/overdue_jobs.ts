import type { AlarmWatch } from "../../model/alarms/alarm_watch.ts";
import { rulesOf } from "../../model/alarms/alarm_rules.ts";
import { closeAlarm } from "../../model/alarms/alarm_steps.ts";
import { punctuality } from "../../model/alarms/overdue.ts";
import type { AlarmId, JobId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import type { OpenAlarm } from "../alarms/find_alarms.ts";
import { knownAlarms } from "../alarms/known_alarms.ts";
import { lastSuccess } from "../alarms/last_ends.ts";
import type { AlarmNews } from "../alarms/raise.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/**
 * Finds jobs without a success in time. It needs their watches and their history alone: a job that is paused, deleted or on
 * another schedule is found as well. It remembers until when a job is fine.
 */
export class OverdueJobs {
  readonly #db: Database;
  readonly #fine = new Map<JobId, { readonly of: string; readonly until: Instant }>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** What to write: alarms to raise, and alarms to close. */
  async find(
    watches: readonly AlarmWatch[],
    open: readonly OpenAlarm[],
    now: Instant,
  ): Promise<AlarmNews[]> {
    const openOf = new Map(
      open.flatMap(({ id, subjectId, kind }) => kind === "overdue" ? [[subjectId, id]] : []),
    );
    const news: AlarmNews[] = [];
    const watched = new Set<string>();
    for (const watch of watches) {
      if (!watch.rules.overdue) continue;
      watched.add(watch.jobId);
      news.push(...await this.#look(watch, openOf.get(watch.jobId), now));
    }
    for (const [subject, id] of openOf) {
      if (!watched.has(subject)) news.push(closing(id, "rules", "the rule was removed"));
    }
    for (const id of this.#fine.keys()) if (!watched.has(id)) this.#fine.delete(id);
    return news;
  }

  async #look(
    watch: AlarmWatch,
    open: AlarmId | undefined,
    now: Instant,
  ): Promise<AlarmNews[]> {
    const { jobId, categoryId, rules: own, since, deletedAt } = watch;
    if (!own.overdue) return [];
    const of = JSON.stringify([own.overdue, since]);
    const fine = this.#fine.get(jobId);
    if (open === undefined && fine?.of === of && now <= fine.until) return [];
    const success = await lastSuccess(this.#db, jobId);
    const found = punctuality(own.overdue, success?.endedAt, since, now);
    if (found.overdue === undefined) {
      this.#fine.set(jobId, { of, until: found.fineUntil });
      return open === undefined ? [] : [closing(open, "recovery", "the job succeeded")];
    }
    const { at: dueAt, reason: why } = found.overdue;
    const reason = deletedAt === undefined
      ? why
      : `${why}; the job was deleted at ${new Date(deletedAt).toISOString()}`;
    const category = (await this.#db.read(keys.category.at(categoryId))).value;
    const rules = rulesOf(knownAlarms(this.#db).server, category?.alarms, own);
    const subject = { kind: "job", id: jobId, name: watch.name } as const;
    const cause = { subject, categoryId, kind: "overdue", at: now, dueAt, reason } as const;
    return [{ what: "seen", cause, rules }];
  }
}

function closing(id: AlarmId, by: "recovery" | "rules", note: string): AlarmNews {
  return { what: "step", id, step: (alarm, now) => closeAlarm(alarm, by, note, now) };
}
