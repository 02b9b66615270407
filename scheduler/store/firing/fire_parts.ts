import { calendarsOf } from "../../model/calendars/timing.ts";
import type { FirePlan } from "../../model/fire.ts";
import type { Instant } from "../../model/time.ts";
import { addJobRecord } from "../jobs/jobs.ts";
import { movePack } from "../jobs/packs.ts";
import { Commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import type { Due } from "./due.ts";
import { type DuePack, isOthersTurn, othersTurn } from "./due_packs.ts";
import { type FireBatch, type JobFire, writerOf } from "./fire_batch.ts";
import type { ReadRules } from "./fire_rules.ts";
import { TakenByFire } from "./fire_sheet.ts";
import { addMade, addPlan, type ReadSituation } from "./plans.ts";

/** What all fires of one pass share. */
export interface FireGiven {
  readonly db: Database;
  readonly now: Instant;
  readonly rules: ReadRules;
}

/** What the fire of a pack writes. */
export async function packPart(
  { db, now }: FireGiven,
  { entry, pack, plans, next, firedUntil }: DuePack,
  batch: FireBatch,
): Promise<JobFire> {
  const work = new Commit().check(pack.row);
  movePack(work, pack, next, firedUntil);
  const taken = new TakenByFire();
  const write = writerOf(batch, taken, now, true);
  for (const [i, { job, plan, situation }] of plans.entries()) {
    if (isOthersTurn(i)) await othersTurn();
    if (plan.toStop.length === 0) addMade(db, work, plan, write);
    else await addPlan(db, work, plan, situation, now, write);
    work.changed({ kind: "job", id: job.id, categoryId: job.categoryId });
  }
  return { entry, jobs: plans.map(({ job }) => job.id), moved: [], work, taken };
}

/** What the fire of a job writes that is in no pack. */
export async function jobPart(
  { db, now, rules }: FireGiven,
  due: Due,
  plan: FirePlan,
  situation: ReadSituation,
  batch: FireBatch,
): Promise<JobFire> {
  const executions = new Commit();
  const taken = new TakenByFire();
  await addPlan(db, executions, plan, situation, now, writerOf(batch, taken, now));
  const moved = { ...plan.job, active: taken.namesOf(plan.job.active) };
  const work = new Commit().check(due.job);
  addJobRecord(work, due.job.value, moved);
  work.add(executions);
  const usesCalendars = calendarsOf(moved.timing).length > 0;
  const relied = usesCalendars ? { calendars: rules.book.head } : {};
  return { entry: due.entry, jobs: [moved.id], moved: [moved], work, taken, ...relied };
}
