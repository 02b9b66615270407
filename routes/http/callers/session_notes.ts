import { BoundedMap } from "../../../scheduler/cache/bounded_map.ts";
import type { Caller } from "../../../scheduler/model/caller.ts";
import type { SessionId } from "../../../scheduler/model/ids.ts";
import type { Instant } from "../../../scheduler/model/time.ts";
import { noteEveryMs, noteSessionSeen } from "../../../scheduler/store/access/sessions.ts";
import type { AppDeps } from "../../deps.ts";

const mostRemembered = 10_000;

/**
 * Notes once an hour that a session is in use. This process remembers when it last noted each session, so that most
 * calls write and read nothing for that.
 */
export function sessionNotes({ db, clock }: Pick<AppDeps, "db" | "clock">) {
  const notedAt = new BoundedMap<SessionId, Instant>(mostRemembered);
  return async (caller: Caller, log: AppDeps["log"]): Promise<void> => {
    if (caller.kind !== "user" || caller.sessionId === undefined) return;
    const [id, now] = [caller.sessionId, clock.now()];
    if (now - (notedAt.get(id) ?? -Infinity) < noteEveryMs) return;
    notedAt.set(id, now);
    try {
      await noteSessionSeen(db, { userId: caller.user.id, id }, now);
    } catch (error) {
      log.warn("the use of a log-in could not be noted", { error });
    }
  };
}
