import type { Execution, LogLine } from "../../client/types.ts";
import { clean } from "../../terminal/clean.ts";
import { duration } from "../../texts/format.ts";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit_codes.ts";

export interface FollowOptions {
  /** ctrl+c stops the run; otherwise ctrl+c leaves it to go on. */
  readonly stopOnInterrupt?: boolean;
}

/** Shows the output of a run until it ends. The exit code says how it ended. */
export async function followRun(
  context: Context,
  id: string,
  { stopOnInterrupt = false }: FollowOptions,
): Promise<void> {
  const { io } = context;
  const client = await context.client();
  const leaving = new AbortController();
  let stopping: Promise<unknown> | undefined;
  const stop = io.onInterrupt(() => {
    // The second ctrl+c leaves in any case.
    if (!stopOnInterrupt || stopping !== undefined) return leaving.abort();
    io.err("carillon: stopping the run; ctrl+c again leaves it\n");
    stopping = client.executions.stop(id).catch(() => {}); // it has ended meanwhile
  });
  try {
    const signal = leaving.signal;
    for await (const told of client.executions.follow(id, { signal })) {
      if (told.type === "line") printLine(context, told);
    }
    await stopping;
    if (!signal.aborted) return sayEnd(context, await client.executions.get(id));
    io.err(`carillon: the run goes on. \`carillon runs logs -f ${id}\` follows it.\n`);
    context.exitCode = exitCodes.interrupted;
  } finally {
    stop();
  }
}

/** The states of a line that a program rewrites are left out: the last one comes once more. */
export function printLine({ io, output }: Context, line: LogLine): void {
  if (!output.isForPeople) return output.line(line);
  if (!line.message.endsWith("\r")) io.out(`${clean(line.message)}\n`);
}

function sayEnd(context: Context, run: Execution): void {
  const { io, output } = context;
  const { state, duration_ms: took, description } = run;
  if (state !== "succeeded") context.exitCode = exitCodes.failed;
  if (!output.isForPeople) return output.line(run);
  const length = took === null ? "" : ` in ${duration(took)}`;
  const why = description === "" ? "" : `: ${clean(description)}`;
  io.err(`${run.job.name} ${state}${length}${why}\n`);
}
