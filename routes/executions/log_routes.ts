import { type Execution, isEnded } from "../../scheduler/model/execution.ts";
import type { ExecutionId } from "../../scheduler/model/ids.ts";
import { type Caller, seen } from "../../scheduler/model/user.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { type LogPart, readLog } from "../../scheduler/store/history/execution_logs.ts";
import { findExecution } from "../../scheduler/store/history/executions.ts";
import { answer, apiRoutes, route } from "../http/api_route.ts";
import type { LogLine } from "../contract/execution_logs.ts";
import type { AppDeps } from "../deps.ts";
import { type EventSink, streamAnswer } from "../http/event_stream.ts";
import { callerOf } from "../http/guard.ts";
import { openStreamsOf } from "../http/open_streams.ts";
import { isoTime } from "../http/wire.ts";

const apiRoute = apiRoutes(async () => ({
  ...await import("../contract/common.ts"),
  ...await import("../contract/events.ts"),
  ...await import("../contract/execution_logs.ts"),
}));

/** A worker writes what a job says some three times a second. */
const lookEveryMs = 300;

const logsRoute = apiRoute({
  method: "get",
  path: "/executions/{id}/logs",
  tags: ["executions", "live"],
  operationId: "getExecutionLog",
  summary: "Get what an execution has said",
  description: "With `Accept: text/event-stream` the lines come as events `line`, those that are " +
    "there first, then each as it is written; `end` with the execution's state ends the stream.",
  request: ({ ExecutionPath, LogHeaders }) => ({ params: ExecutionPath, headers: LogHeaders }),
  errors: [429],
  responses: ({ EventStream, ExecutionLog }) => ({
    200: {
      ...answer(ExecutionLog, "The lines, oldest first; or the stream."),
      content: {
        "application/json": { schema: ExecutionLog },
        "text/event-stream": { schema: EventStream },
      },
    },
  }),
});

export function executionLogRoutes(deps: AppDeps) {
  const { db } = deps;
  return [route(logsRoute, async (c) => {
    const { id } = c.req.valid("param");
    const execution = await seenExecution(db, c.var.user, id);
    if (c.req.valid("header").accept?.includes("text/event-stream")) {
      const authorization = c.req.header("Authorization");
      const isStillSeen = async () => {
        const caller = await callerOf(deps, authorization);
        return caller === undefined ? undefined : await seenExecution(db, caller, id);
      };
      return streamAnswer(c, openStreamsOf(deps), (sink) => follow(db, id, sink, isStillSeen));
    }
    const { lines, isCut } = new LineReader().read(await readLog(db, execution.id));
    return c.json({ logs: lines, is_cut: isCut }, 200);
  })];
}

async function seenExecution(db: Database, caller: Caller, id: ExecutionId): Promise<Execution> {
  const execution = await findExecution(db, id);
  return seen(caller, "execution", execution, ({ job }) => job.categoryId);
}

/** Sends what is there, then what comes, until the execution has ended. */
function follow(
  db: Database,
  id: ExecutionId,
  sink: EventSink,
  isStillSeen: () => Promise<Execution | undefined>,
): () => void {
  const reader = new LineReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const look = async () => {
    try {
      // In this order: an execution that has ended says nothing any more.
      const execution = await isStillSeen();
      const { lines } = reader.read(await readLog(db, id, reader.last - 1));
      for (const line of lines) if (!sink.send({ event: "line", data: line })) return;
      if (execution === undefined) return sink.end();
      if (isEnded(execution)) {
        sink.send({ event: "end", data: { state: execution.state } });
        return sink.end();
      }
      if (!isStopped) timer = setTimeout(() => void look(), lookEveryMs);
    } catch {
      sink.end(); // it is gone, or the caller may not see it any more, or the database does not answer
    }
  };
  void look();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** Parts into lines, each once, with a line of its own where parts were dropped. The last part may still grow. */
class LineReader {
  last = 0;
  #attempt = 0;
  #linesOfLast = 0;

  read(parts: readonly LogPart[]): { lines: LogLine[]; isCut: boolean } {
    const lines: LogLine[] = [];
    let isCut = false;
    for (const { part, attempt, lines: said } of parts) {
      const fresh = part === this.last ? said.slice(this.#linesOfLast) : said;
      const [first] = fresh;
      if (attempt === this.#attempt && part > this.last + 1 && first !== undefined) {
        isCut = true;
        const message = "… lines in the middle were dropped …";
        lines.push({ time: isoTime(first.at), attempt, level: "warn", message });
      }
      [this.last, this.#attempt, this.#linesOfLast] = [part, attempt, said.length];
      for (const { at, level, message } of fresh) {
        lines.push({ time: isoTime(at), attempt, level, message });
      }
    }
    return { lines, isCut };
  }
}
