import type { JobClass, JobClassRegistry } from "../../scheduler/job_classes/mod.ts";
import { type Caller, isAdmin } from "../../scheduler/model/caller.ts";
import type { Execution } from "../../scheduler/model/execution.ts";

/** The texts of an execution as a caller may see them. */
export interface ShownTexts {
  /** Descriptions, errors of attempts and log lines. */
  said(text: string): string;
  readonly result: string;
}

/**
 * The one place that decides who sees stack frames of the server's code: admins. Others see the same text without the
 * lines of the frames. What a program or another server said is the data of the job's owner, and is shown as it is,
 * also where it holds frames of that program.
 * @param caller absent where several callers get the same answer: it is then not the one for admins.
 */
export function shownTexts(
  execution: Execution,
  jobClasses: JobClassRegistry | undefined,
  caller?: Caller,
): ShownTexts {
  const result = "result" in execution ? execution.result : "";
  if (caller !== undefined && isAdmin(caller)) return { said: same, result };
  const relays = relaysOutput(jobClasses?.get(execution.job.jobClass));
  return {
    said: relays ? same : withoutFrames,
    result: relays ? relayedResult(execution.state, result) : withoutFramesInJson(result),
  };
}

/** An unknown class is a module of the operator that this server has not loaded. */
function relaysOutput(jobClass: JobClass | undefined): boolean {
  return jobClass?.relaysOutput === true;
}

/** A failed run without a result of its own has the stack of the server's error as its result, which is no JSON. */
function relayedResult(state: Execution["state"], result: string): string {
  return state === "succeeded" || parsed(result) !== undefined ? result : withoutFrames(result);
}

/**
 * A line of a stack trace: one that begins with `at` and names a module or a place in a file, or the end of such a line
 * behind a cut.
 */
const frame =
  /^(?:[ \t]*at .*(?:file:.*|(?:[\\/]|https?:|npm:|jsr:|ext:|node:|data:|blob:).*:\d+:\d+\)?)|.*\.[cm]?[jt]sx?:\d+:\d+\)?)$\n?/gm;

/** Every frame has this. Most texts have none, and cost no more than this look. */
const mark = /\bat |:\d+:\d+/;

function withoutFrames(text: string): string {
  if (!mark.test(text)) return text;
  const rest = text.replace(frame, "");
  return rest === text ? text : rest.trimEnd();
}

/** JSON stays JSON: its texts lose their frames one by one. */
function withoutFramesInJson(text: string): string {
  if (!mark.test(text)) return text;
  const value = parsed(text);
  if (value === undefined) return withoutFrames(text);
  const each = (_: string, part: unknown) => typeof part === "string" ? withoutFrames(part) : part;
  return JSON.stringify(value, each, 4);
}

function parsed(text: string): unknown {
  if (!/^[\[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function same(text: string): string {
  return text;
}
