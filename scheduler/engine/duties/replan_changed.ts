import { replanJobs } from "../../store/jobs/replan_jobs.ts";
import type { Duty, DutyDeps } from "./duty.ts";

/** Computes the next fire times of jobs anew whose calendars have changed. */
export function replanChanged({ db, clock }: DutyDeps): Duty {
  return {
    name: "plan jobs anew",
    async act(isTimeLeft) {
      while (await replanJobs(db, clock.now()) && isTimeLeft());
    },
  };
}
