/** Records of the programs that executions have started, so that no program outlives its server unseen. */
import { type Execution, type Held, isHeld } from "../../model/execution.ts";
import type { ExecutionId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { readStored } from "../history/executions.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { RunningProgram } from "../kv/records.ts";

export async function noteProgram(
  db: Database,
  { id, hostname }: Held,
  program: RunningProgram,
  now: Instant,
): Promise<void> {
  await commit(db, new Commit().set(keys.program.at(hostname, id), program), now);
}

export async function forgetProgram(
  db: Database,
  { id, hostname }: Pick<Held, "id" | "hostname">,
  now: Instant,
): Promise<void> {
  await commit(db, new Commit().delete(keys.program.at(hostname, id)), now);
}

export async function findProgram(
  db: Database,
  { id, hostname }: Pick<Held, "id" | "hostname">,
): Promise<RunningProgram | undefined> {
  // Without the record the program is still found by the execution's id in its environment.
  return (await db.read(keys.program.at(hostname, id))).value;
}

/** Programs of this host whose attempts are over, because another host has recovered them. */
export interface OrphanedProgram extends RunningProgram {
  readonly id: ExecutionId;
  /** The numbers of the attempts that are over; absent where the execution is gone. */
  readonly attempts?: readonly number[];
}

export async function orphanedPrograms(db: Database, hostname: string): Promise<OrphanedProgram[]> {
  const entries = await db.list(keys.program.allOf(hostname), { limit: 1000 });
  const ids = entries.map(({ key }) => key.at(-1) as ExecutionId);
  const executions = await readStored(db, ids);
  return entries.flatMap(({ value }, i) => {
    const id = ids[i];
    const execution = executions[i]?.value;
    if (id === undefined || execution !== undefined && isHeldOn(hostname, execution)) return [];
    return [{ ...value, id, ...(execution && { attempts: attemptsOver(execution) }) }];
  });
}

function isHeldOn(hostname: string, execution: Execution): boolean {
  return isHeld(execution) && execution.hostname === hostname;
}

function attemptsOver(execution: Execution): number[] {
  const count = isHeld(execution) ? execution.attempt - 1 : execution.attempt;
  return Array.from({ length: count }, (_, i) => i + 1);
}
