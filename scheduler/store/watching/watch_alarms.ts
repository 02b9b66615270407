import type { AlarmRules } from "../../model/alarms/alarm_rules.ts";
import type { Category } from "../../model/category.ts";
import type { AlarmWatch } from "../../model/alarms/alarm_watch.ts";
import { type Instant, second } from "../../model/time.ts";
import { type OpenAlarm, openAlarms } from "../alarms/find_alarms.ts";
import { knownAlarms } from "../alarms/known_alarms.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { newsOfOpen } from "./open_alarms.ts";
import { OverdueJobs } from "./overdue_jobs.ts";
import { raiseSeen, writeNews } from "./seen_causes.ts";
import { lateExecutions, LongRuns } from "./slow_executions.ts";

/** How many open alarms are looked at in one step. */
const openAtOnce = 100;
const watchesAtOnce = 1000;
const mostCategories = 1000;

/**
 * Looks at each tick at what no end of an execution says: runs that have not started or not ended in time, jobs that did not
 * succeed in time, and open alarms that nobody closed or told again. Any number of processes may do so at once.
 */
export class AlarmWatching {
  readonly #db: Database;
  readonly #longRuns: LongRuns;
  readonly #overdue: OverdueJobs;
  /** Behind which open alarm the next look begins, where one tick had no time for all. */
  #behind = "";

  constructor(db: Database) {
    this.#db = db;
    this.#longRuns = new LongRuns(db);
    this.#overdue = new OverdueJobs(db);
  }

  /** @param isTimeLeft asked after each step. */
  async look(now: Instant, isTimeLeft: () => boolean): Promise<void> {
    const db = this.#db;
    const known = knownAlarms(db);
    const [open, watches] = [await openAlarms(db), await this.#watches()];
    known.renew(open.map(({ subjectId, kind }) => [subjectId, kind]));
    const categories = await this.#categories();
    const ofCategories = categories.flatMap(({ alarms }) => alarms ?? []);
    const bounds = boundsOf([known.server, ...ofCategories, ...rulesIn(watches)]);
    known.leastLateMs = bounds.late;

    if (bounds.late < Infinity) {
      await raiseSeen(db, await lateExecutions(db, bounds.late, now), now);
    }
    if (bounds.long < Infinity) {
      await raiseSeen(db, await this.#longRuns.find(bounds.long, now), now);
    }
    await writeNews(db, await this.#overdue.find({ watches, categories, open, now }), now);
    await this.#lookAtOpen(open, now, isTimeLeft);
  }

  async #lookAtOpen(
    open: readonly OpenAlarm[],
    now: Instant,
    isTimeLeft: () => boolean,
  ): Promise<void> {
    const sorted = open.toSorted((a, b) => a.id < b.id ? -1 : 1);
    const from = sorted.findIndex(({ id }) => id > this.#behind);
    const turn = from < 0 ? sorted : [...sorted.slice(from), ...sorted.slice(0, from)];
    for (let i = 0; i < turn.length; i += openAtOnce) {
      const some = turn.slice(i, i + openAtOnce);
      await writeNews(this.#db, await newsOfOpen(this.#db, some, now), now);
      this.#behind = some.at(-1)?.id ?? "";
      if (!isTimeLeft()) return;
    }
  }

  async #watches(): Promise<AlarmWatch[]> {
    const found: AlarmWatch[] = [];
    for (let from: Deno.KvKey = [""];;) {
      const rows = await this.#db.list(keys.alarmWatch.all, { from, limit: watchesAtOnce });
      found.push(...rows.map(({ value }) => value));
      const last = rows.at(-1);
      if (rows.length < watchesAtOnce || last === undefined) return found;
      from = [`${last.value.jobId}\0`];
    }
  }

  async #categories(): Promise<Category[]> {
    const rows = await this.#db.list(keys.category.all, { limit: mostCategories });
    return rows.map(({ value }) => value);
  }
}

function rulesIn(watches: readonly AlarmWatch[]): AlarmRules[] {
  return watches.flatMap(({ rules, deletedAt }) => deletedAt === undefined ? [rules] : []);
}

/** The least that any of the rules finds late, and long; `Infinity` where none does. In milliseconds. */
function boundsOf(rules: readonly AlarmRules[]): { readonly late: number; readonly long: number } {
  let [late, long] = [Infinity, Infinity];
  for (const one of rules) {
    if (one.late) late = Math.min(late, one.late.seconds * second);
    if (one.long) long = Math.min(long, "seconds" in one.long ? one.long.seconds * second : second);
  }
  return { late, long };
}
