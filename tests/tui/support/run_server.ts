import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { LogLine } from "../../../routes/contract/history/execution_logs.ts";
import type { Client } from "../../../tui/server/client.ts";
import type { Query } from "../../../tui/server/http.ts";
import { aJob, anExecution, good, iso, start } from "./builders.ts";

const at = (ms: number) => iso(start + ms);

function line(i: number, attempt: number, message: string, level: LogLine["level"] = "info") {
  return { time: at(i * 1000), attempt, level, message } satisfies LogLine;
}

export const runLines: readonly LogLine[] = [
  line(0, 1, "connecting to db:5432"),
  line(1, 1, "ECONNREFUSED db:5432", "error"),
  line(2, 2, "connecting again"),
  line(3, 2, `row 1 ${"abcdefghij".repeat(12)}END`),
  line(4, 2, "an Error: the table is gone"),
  line(5, 3, "connecting once more"),
  line(6, 3, "row 2 of 2"),
];

const job = aJob({ job_id: "b".repeat(32), name: "billing/export", pub_args: ["db:5433", 2] });
const good1 = anExecution({ ...job, pub_args: ["db:5432", 2] }, {
  execution_id: "1".repeat(32),
  scheduled_time: at(-7_200_000),
  result: '{"rows":41,"table":"t"}',
});
const origin = anExecution(job, {
  execution_id: "2".repeat(32),
  state: "failed",
  scheduled_time: at(-600_000),
});
const shown = anExecution(job, {
  execution_id: "3".repeat(32),
  state: "failed",
  trigger: "retry",
  retry_of: origin.execution_id,
  reason: "after the move",
  scheduled_time: at(-60_000),
  result: '{"rows":0,"table":"t"}',
  attempt: 3,
  max_attempts: 3,
});
const retried = anExecution(job, {
  execution_id: "4".repeat(32),
  trigger: "retry",
  retry_of: shown.execution_id,
  scheduled_time: at(-30_000),
});

/** A failed run that was run again twice, with an output of three attempts, an alarm, and a good run before it. */
export class RunServer {
  readonly all = { good: good1, origin, shown, retried };
  readonly asked: string[] = [];
  readonly client: Partial<Client>;

  constructor(given: Partial<Execution> = {}, lines: readonly LogLine[] = runLines) {
    const one = { ...shown, ...given };
    const all = [good1, origin, one, retried];
    this.client = {
      execution: (id: string) => good(all.find((it) => it.execution_id === id) ?? one),
      executions: (query: Query = {}) => {
        this.asked.push(JSON.stringify(query));
        return good({ executions: query.state === "succeeded" ? [good1] : [retried] });
      },
      logs: () => {
        const { execution_id: description } = one;
        const log = { job_id: job.job_id, job_name: job.name, event: "custom_run" };
        const created_time = one.created_time;
        return good({ logs: [{ ...log, user: "mika", description, created_time }], total: 1 });
      },
      alarms: () =>
        good({
          alarms: [{
            alarm_id: "5".repeat(32),
            kind: "failed",
            state: "open",
            reason: "exit status 1",
            first_execution_id: one.execution_id,
            last_execution_id: one.execution_id,
          }],
        }),
      executionLog: () => good({ logs: lines }),
      followLog: async function* () {
        for (const value of lines) yield { kind: "event", value: { type: "line", line: value } };
        yield { kind: "event", value: { type: "end", state: one.state } };
      },
    } as unknown as Partial<Client>;
  }
}
