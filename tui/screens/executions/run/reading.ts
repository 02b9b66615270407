import type { Answer } from "../../../server/http.ts";
import { tellRead } from "../../../server/telling_reads.ts";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import type { App } from "../../../app.ts";
import { OfConnection } from "../../../server/of_connection.ts";
import { executionOf } from "../../../state/selectors.ts";
import type { RunFacts } from "./facts.ts";

const mostRetries = 100;
/** A log entry is written in the same commit as the execution. */
const sameMomentMs = 2000;

/** The last read. */
interface Asked {
  /** The execution and its state, so that the facts are read again after its end. */
  readonly version: string;
  isPending: boolean;
}

const asked = new OfConnection<Asked>();

/** Reads what is around the execution that is shown, once for each of its states. */
export function keepUpRunFacts(app: App, id: string): void {
  const execution = executionOf(app.state, id);
  const { openExecution, connection } = app.state;
  if (execution === undefined || openExecution.id !== id || connection.phase === "lost") return;
  const version = `${id} ${execution.state}`;
  const before = asked.get(app);
  // Another execution may have been shown meanwhile, and its facts took the place of these.
  const isThere = openExecution.facts !== undefined;
  if (before?.version === version && (before.isPending || isThere)) return;
  const mine = { version, isPending: true };
  asked.set(app, mine);
  void readRunFacts(app, execution).finally(() => mine.isPending = false);
}

/** Where a part could not be read, nothing is told: "no alarm" and "no good run" would not be true. */
export async function readRunFacts(app: App, execution: Execution): Promise<void> {
  const answers: Answer<unknown>[] = [];
  const [startedBy, origin, retries, alarms, lastGood] = await Promise.all([
    readStarter(app, execution, answers),
    readOrigin(app, execution, answers),
    readRetries(app, execution, answers),
    readAlarms(app, execution, answers),
    readLastGood(app, execution, answers),
  ]);
  if (!tellRead(app, "run", ...answers)) return;
  const facts: RunFacts = {
    retries,
    alarms,
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(origin === undefined ? {} : { origin }),
    ...(lastGood === undefined ? {} : { lastGood }),
  };
  app.dispatch({ type: "run_facts_read", id: execution.execution_id, facts });
}

async function readStarter(
  app: App,
  execution: Execution,
  answers: Answer<unknown>[],
): Promise<string | undefined> {
  const { trigger, execution_id, created_time, job } = execution;
  if (trigger !== "manual" && trigger !== "retry") return undefined;
  const at = Date.parse(created_time);
  const answer = await (await app.client()).logs({
    job_id: job.job_id,
    time_range_start: new Date(at - sameMomentMs).toISOString(),
    time_range_end: new Date(at + sameMomentMs).toISOString(),
    limit: mostRetries,
  });
  answers.push(answer);
  if (!answer.ok) return undefined;
  return answer.value.logs.find(({ description }) => description.includes(execution_id))?.user;
}

async function readOrigin(
  app: App,
  { retry_of }: Execution,
  answers: Answer<unknown>[],
): Promise<Execution | undefined> {
  if (retry_of === "") return undefined;
  const answer = await (await app.client()).execution(retry_of);
  answers.push(answer);
  return answer.ok ? answer.value : undefined;
}

async function readRetries(
  app: App,
  execution: Execution,
  answers: Answer<unknown>[],
): Promise<Execution[]> {
  const { execution_id, created_time, job } = execution;
  const answer = await (await app.client()).executions({
    job_id: job.job_id,
    trigger: "retry",
    time_range_start: created_time,
    order: "asc",
    limit: mostRetries,
  });
  answers.push(answer);
  if (!answer.ok) return [];
  return answer.value.executions.filter(({ retry_of }) => retry_of === execution_id);
}

async function readAlarms(
  app: App,
  { execution_id, job }: Execution,
  answers: Answer<unknown>[],
) {
  const answer = await (await app.client()).alarms({ job_id: job.job_id, limit: mostRetries });
  answers.push(answer);
  if (!answer.ok) return [];
  return answer.value.alarms.filter(({ first_execution_id, last_execution_id }) =>
    first_execution_id === execution_id || last_execution_id === execution_id
  );
}

async function readLastGood(
  app: App,
  execution: Execution,
  answers: Answer<unknown>[],
): Promise<Execution | undefined> {
  const { job, scheduled_time, execution_id } = execution;
  const answer = await (await app.client()).executions({
    job_id: job.job_id,
    state: "succeeded",
    time_range_start: new Date(0).toISOString(),
    time_range_end: scheduled_time,
    limit: 2,
  });
  answers.push(answer);
  if (!answer.ok) return undefined;
  return answer.value.executions.find((one) =>
    one.execution_id !== execution_id && one.state === "succeeded"
  );
}
