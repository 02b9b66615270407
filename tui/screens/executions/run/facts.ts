import type { Alarm } from "../../../../routes/contract/alarms/alarms.ts";
import type { Execution } from "../../../../routes/contract/history/executions.ts";

/** What is around an execution: what caused it, what it caused, and the last good run before it. */
export interface RunFacts {
  /** The user who started it by hand; absent where the log does not tell. */
  readonly startedBy?: string;
  /** The execution that it runs again. */
  readonly origin?: Execution;
  /** The executions that ran it again. */
  readonly retries: readonly Execution[];
  /** The alarms that it raised first or last. */
  readonly alarms: readonly Alarm[];
  /** The last success of the job before it. */
  readonly lastGood?: Execution;
}

/** How the record of an execution is written. */
export type RecordFormat = "json" | "yaml";
