import { createRoute } from "@hono/zod-openapi";
import { type Caller, seen } from "../../scheduler/model/caller.ts";
import { type Execution, isEnded } from "../../scheduler/model/execution.ts";
import type { ExecutionId } from "../../scheduler/model/ids.ts";
import { readLog } from "../../scheduler/store/history/execution_logs.ts";
import { findExecution } from "../../scheduler/store/history/executions.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { ExecutionPath } from "../contract/common.ts";
import { EventStream } from "../contract/history/events.ts";
import { ExecutionLog, LogHeaders, type LogLine } from "../contract/history/execution_logs.ts";
import type { AppDeps } from "../deps.ts";
import { type EventSink, streamAnswer } from "../http/streams/event_stream.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, errors, forReaders } from "../http/route_config.ts";
import { LogReader } from "./log_reader.ts";
import { type ShownTexts, shownTexts } from "./shown_texts.ts";

/** A worker writes the output of a job about three times a second. */
const lookEveryMs = 300;

const logsRoute = createRoute({
  method: "get",
  path: "/{id}/logs",
  tags: ["executions", "live"],
  operationId: "getExecutionLog",
  summary: "Get the output of an execution",
  description:
    "With `Accept: text/event-stream` the lines come as events `line`: first the written " +
    "ones, then each new one. An event `end` with the execution's state ends the stream.",
  security: bearer,
  "x-permission": forReaders,
  request: { params: ExecutionPath, headers: LogHeaders },
  responses: {
    200: {
      description: "The lines, oldest first; or the stream.",
      content: {
        "application/json": { schema: ExecutionLog },
        "text/event-stream": { schema: EventStream },
      },
    },
    ...errors(404, 429),
  },
});

export function executionLogRoutes(deps: AppDeps) {
  const { db, jobClasses } = deps;
  return newApp().openapi(logsRoute, async (c) => {
    const { id } = c.req.valid("param");
    const execution = await seenExecution(db, c.var.caller, id);
    if (c.req.valid("header").accept?.includes("text/event-stream")) {
      return streamAnswer(
        c,
        deps,
        (sink, caller) =>
          follow(db, id, sink, async () => {
            const seen = await seenExecution(db, caller(), id);
            return { seen, shown: shownTexts(seen, jobClasses, caller()) };
          }),
      );
    }
    const { lines, isCut } = new LogReader().read(await readLog(db, execution.id));
    const shown = shownTexts(execution, jobClasses, c.var.caller);
    return c.json({ logs: shownLines(lines, shown), is_cut: isCut }, 200);
  });
}

async function seenExecution(db: Database, caller: Caller, id: ExecutionId): Promise<Execution> {
  const execution = await findExecution(db, id);
  return seen(caller, "execution", execution, ({ job }) => job.categoryId);
}

/** A line of which nothing is left is left out. */
function shownLines(lines: readonly LogLine[], { said }: ShownTexts): LogLine[] {
  return lines.flatMap((line) => {
    const message = said(line.message);
    return message === "" && line.message !== "" ? [] : [{ ...line, message }];
  });
}

/** Sends the written lines, then each new line, until the execution has ended. */
function follow(
  db: Database,
  id: ExecutionId,
  sink: EventSink,
  stillSeen: () => Promise<{ readonly seen: Execution; readonly shown: ShownTexts }>,
): () => void {
  const reader = new LogReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const look = async () => {
    try {
      // In this order: an execution that has ended writes no more lines.
      const { seen: execution, shown } = await stillSeen();
      const { lines } = reader.read(await readLog(db, id, reader.last - 1));
      for (const line of shownLines(lines, shown)) {
        if (!sink.send({ event: "line", data: line })) return;
      }
      if (isEnded(execution)) {
        sink.send({ event: "end", data: { state: execution.state } });
        return sink.end();
      }
      if (!isStopped) timer = setTimeout(() => void look(), lookEveryMs);
    } catch {
      // The execution is gone, or the caller does not see it any more, or the database does not answer.
      sink.end();
    }
  };
  void look();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
