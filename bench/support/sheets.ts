import { type Ended, finish, type Outcome } from "../../scheduler/model/execution.ts";
import type { PackId } from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { slotEndOf } from "../../scheduler/model/records/sheet.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { FireSheet, TakenByFire } from "../../scheduler/store/firing/fire_sheet.ts";
import { addEndOnSheet } from "../../scheduler/store/history/executions.ts";
import { setEndedSheet } from "../../scheduler/store/history/strips.ts";
import { Commit } from "../../scheduler/store/kv/commit.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { aRun } from "./seeds.ts";

/** What the fire of a sheet's jobs writes, and what the commit of their last end writes. */
export interface SheetRows {
  readonly fired: Commit;
  readonly ended: Commit;
}

const succeeded: Outcome = { kind: "succeeded", result: "" };

/**
 * The rows of executions that are fired with their pack and claimed in one commit, and end together.
 * @throws when they do not fit on one sheet.
 */
export function sheetRows(
  pack: PackId,
  jobs: readonly Job[],
  at: Instant,
  outcomeOf: (job: Job) => Outcome = () => succeeded,
): SheetRows {
  const [fired, ended] = [new Commit(), new Commit()];
  const [sheet, taken] = [new FireSheet(), new TakenByFire()];
  for (const job of jobs) taken.add(sheet, aRun(job, at).running, fired);
  sheet.take(taken.onSheet, pack);
  const written = sheet.addTo(fired);
  if (written?.sheet.slots.length !== jobs.length) {
    throw new Error("the jobs do not fit on a sheet");
  }
  const outcomes = jobs.map(outcomeOf);
  const slots = written.sheet.slots.map((slot, place) => {
    const [running, outcome] = [taken.executions[place], outcomes[place]];
    if (running === undefined || outcome === undefined) return slot;
    // A job of the bench is not tried again.
    const end = finish(running, outcome, at + 1, () => 0) as Ended;
    addEndOnSheet(ended, end, true);
    return { ...slot, end: slotEndOf(end) };
  });
  setEndedSheet(ended, written.id, { ...written.sheet, slots });
  return { fired, ended };
}

/** Says that the jobs were in a pack, as it is written when they leave it. */
export function packRows(pack: PackId, jobs: readonly Job[], until: Instant): Commit {
  const work = new Commit();
  for (const { id } of jobs) work.set(keys.stay.at(id, 0, pack), until);
  return work;
}
