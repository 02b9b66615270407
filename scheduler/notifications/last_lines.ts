import { maskSecrets } from "../job_classes/secret_mask.ts";
import type { ExecutionId } from "../model/ids.ts";
import { findExecution } from "../store/history/executions.ts";
import { readLog } from "../store/history/execution_logs.ts";
import type { Database } from "../store/kv/database.ts";

/** How many lines of output a message shows, and how many characters of each. */
const mostLines = 20;
const mostCharacters = 500;

/** The last lines of an execution's log; where it logged nothing, of its result. */
export async function lastLines(db: Database, id: ExecutionId): Promise<string[]> {
  const logged = (await readLog(db, id)).flatMap(({ lines }) =>
    lines.flatMap(({ message }) => message.split(/\r?\n/))
  );
  const lines = logged.length > 0 ? logged : await resultLines(db, id);
  return lines.filter((line) => line.trim() !== "").slice(-mostLines).map(shown);
}

async function resultLines(db: Database, id: ExecutionId): Promise<string[]> {
  const execution = await findExecution(db, id);
  return execution !== undefined && "result" in execution ? execution.result.split(/\r?\n/) : [];
}

function shown(line: string): string {
  const masked = maskSecrets(line);
  return masked.length > mostCharacters ? `${masked.slice(0, mostCharacters)}…` : masked;
}
