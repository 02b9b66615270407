/** Ends the programs of executions whose server was killed. */
import { endLeftPrograms } from "../../job_classes/programs/process_tree.ts";
import type { JobClassRegistry } from "../../job_classes/mod.ts";
import type { Logger } from "../../log.ts";
import type { Held } from "../../model/execution.ts";
import type { Clock } from "../../model/time.ts";
import type { Database } from "../../store/kv/database.ts";
import { findProgram, forgetProgram, orphanedPrograms } from "../../store/running/programs.ts";

export interface LeftProgramsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly jobClasses: JobClassRegistry;
  readonly log: Logger;
  readonly hostname: string;
}

/**
 * Ends the programs of an execution whose worker was lost, before the execution starts again.
 * @returns a sentence for the execution's description; `undefined` when there was no program.
 */
export async function endProgramsOf(
  { db, clock, jobClasses, hostname }: LeftProgramsDeps,
  held: Held,
): Promise<string | undefined> {
  const program = await findProgram(db, held);
  const mayHave = jobClasses.get(held.job.jobClass)?.startsPrograms === true;
  if (program === undefined && !mayHave) return undefined;
  if (held.hostname !== hostname) {
    return `its program may still run on ${held.hostname}, which only a server there can end`;
  }
  const { found, left } = await endLeftPrograms({
    executionId: held.id,
    attempts: [held.attempt],
    ...program,
  });
  if (left.length > 0) {
    return `these processes of its program could not be ended: ${left.join(", ")}`;
  }
  if (program !== undefined) await forgetProgram(db, held, clock.now());
  return found === 0 ? undefined : "its program was ended";
}

/**
 * Ends what executions left on this host while no server was here: another host has recovered them meanwhile.
 */
export async function endOrphanedPrograms(
  { db, clock, log, hostname }: LeftProgramsDeps,
): Promise<void> {
  for (const { id, ...program } of await orphanedPrograms(db, hostname)) {
    const { found, left } = await endLeftPrograms({ executionId: id, ...program });
    if (found > 0) {
      log.warn("a program without a server was ended", { execution_id: id, found, left });
    }
    if (left.length === 0) await forgetProgram(db, { id, hostname }, clock.now());
  }
}
