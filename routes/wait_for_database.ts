import type { Logger } from "../scheduler/log.ts";
import { second } from "../scheduler/model/time.ts";
import { isPassing } from "../scheduler/store/kv/faults/failures.ts";
import { inTime } from "../scheduler/store/kv/patience.ts";

/** How long one try may take: a server that is frozen does not even refuse. */
const tryMs = 20 * second;
/** The pauses between the tries double up to this. */
const longestPauseMs = 30 * second;

/** How a start waits for its database. */
export interface DatabaseWait {
  readonly log: Logger;
  /** Called once, when the database is not there at the first try. */
  readonly waiting: () => void;
  readonly pauseMs?: number;
}

/**
 * Opens a database on another server, and waits for as long as that server is not there: servers that start together come
 * up in any order.
 * @throws every error that waiting does not mend.
 */
export async function waitForDatabase<T>(
  open: () => Promise<T>,
  { log, waiting, pauseMs = second }: DatabaseWait,
): Promise<T> {
  for (let pause = pauseMs;; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return await inTime(open(), tryMs);
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (pause === pauseMs) waiting();
      const reason = error instanceof Error ? error.message : String(error);
      log.warn("the database is not there yet: waiting for it", { reason, next_try_ms: pause });
      await new Promise((done) => setTimeout(done, pause));
    }
  }
}

/** What is answered meanwhile: the process lives, and is not ready. */
export function waitingAnswer(request: Request): Response {
  const { pathname } = new URL(request.url);
  if (pathname === "/livez" || pathname === "/healthz") return Response.json({ status: "ok" });
  const reason = "is not there yet: the start waits for it";
  return Response.json({
    error: "The database does not answer.",
    code: "unavailable",
    details: [{ field: "database", reason }],
  }, { status: 503, headers: { "Retry-After": "5" } });
}
