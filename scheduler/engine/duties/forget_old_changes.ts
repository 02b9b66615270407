import { ChangeRetention } from "../../store/feed/change_retention.ts";
import type { Duty, DutyDeps } from "./duty.ts";

/** Removes old changes from the feed. */
export function forgetOldChanges({ db, clock, elapsed }: DutyDeps): Duty {
  const changes = new ChangeRetention(db, clock, elapsed);
  return {
    name: "forget old changes",
    async act(isTimeLeft) {
      while (await changes.forgetChanges() && isTimeLeft());
    },
  };
}
