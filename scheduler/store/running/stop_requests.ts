import type { ExecutionId, WorkerId } from "../../model/ids.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** The executions that a worker is asked to stop. */
export async function stopRequests(
  db: Database,
  worker: WorkerId,
): Promise<{ id: ExecutionId; by: string }[]> {
  const entries = await db.list(keys.stop.allOf(worker), { limit: 1000 });
  return entries.map(({ key, value }) => ({ id: key.at(-1) as ExecutionId, by: value.by }));
}
