/**
 * Ends programs with everything that they have started. A program runs in a process group of its own. What it starts
 * with `setsid` leaves that group, and is found by its environment where the system shows it (Linux).
 */
import type { JobContext } from "../job_class.ts";
import { attemptVariable, executionVariable } from "./environment.ts";

const hasGroups = Deno.build.os !== "windows";

/** Sends the signal to the group, and to all other processes of the attempt. */
export async function signalTree(
  pgid: number,
  { executionId, attempt }: Pick<JobContext, "executionId" | "attempt">,
  signal: Deno.Signal,
): Promise<void> {
  send(hasGroups ? -pgid : pgid, signal);
  for (const pid of await processesOf({ executionId, attempts: [attempt] })) send(pid, signal);
}

/** The programs of attempts whose server was killed. */
export interface LeftProgram {
  readonly executionId: string;
  /** A later attempt may run on this host by now, and is left alone. Absent: the execution is gone, and no attempt is to run. */
  readonly attempts?: readonly number[];
  /** Absent when nothing was recorded. */
  readonly pgid?: number;
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
}

export interface EndedPrograms {
  /** How many processes were found. */
  readonly found: number;
  /** The ids of those that could not be ended. */
  readonly left: readonly number[];
}

/**
 * Ends what attempts left on this host, with SIGTERM and then SIGKILL. A process counts as an attempt's when its
 * environment says so, or when it leads the recorded group and started at the recorded time. So a process that got the
 * same id later is safe, and so is the next attempt, which another server may have started meanwhile.
 * @param graceMs from SIGTERM to SIGKILL.
 */
export async function endLeftPrograms(
  program: LeftProgram,
  graceMs = 2000,
): Promise<EndedPrograms> {
  const { pgid } = program;
  const find = async () => {
    const marked = await processesOf(program);
    const isLeader = pgid !== undefined && !marked.includes(pgid) && await leads(program);
    return isLeader ? [pgid, ...marked] : marked;
  };
  const sendAll = (pids: readonly number[], signal: Deno.Signal) => {
    for (const pid of pids) send(hasGroups && pid === pgid ? -pid : pid, signal);
  };

  const first = await find();
  if (first.length === 0) return { found: 0, left: [] };
  sendAll(first, "SIGTERM");
  const killAt = performance.now() + graceMs;
  let left = await find();
  while (left.length > 0 && performance.now() < killAt) {
    await pause(50);
    left = await find();
  }
  // A killed process may have started another one in the meantime.
  for (let round = 0; left.length > 0 && round < 20; round++) {
    sendAll(left, "SIGKILL");
    await pause(50);
    left = await find();
  }
  return { found: first.length, left };
}

/** Deno guards /proc, so the server cannot read the environments of other processes. A program reads them instead. */
async function processesOf(
  { executionId, attempts }: Pick<LeftProgram, "executionId" | "attempts">,
): Promise<number[]> {
  if (Deno.build.os !== "linux" || attempts?.length === 0) return [];
  const marks = attempts?.flatMap((attempt) => ["-e", `${attemptVariable}=${attempt}`]) ?? [];
  const ofExecution = 'of="$1"; shift; grep -lzsxF -e "$of" /proc/[0-9]*/environ';
  // /dev/null: without a file, grep would read its input.
  const ofAttempts = marks.length === 0 ? "" : ' | xargs grep -lzsxF "$@" /dev/null';
  const script = ofExecution + ofAttempts;
  const given = [`${executionVariable}=${executionId}`, ...marks];
  const text = await output("sh", ["-c", script, "sh", ...given]);
  return Array.from(text.matchAll(/\/proc\/(\d+)\//g), ([, pid]) => Number(pid));
}

/** `ps` knows a start to the second. */
const startToleranceMs = 3000;

async function leads({ pgid, startedAt }: LeftProgram): Promise<boolean> {
  if (!hasGroups || pgid === undefined || startedAt === undefined) return false;
  const text = await output("ps", ["-o", "stat=", "-o", "lstart=", "-p", String(pgid)]);
  const [, state = "Z", start = ""] = /^\s*(\S+)\s+(.*\S)/.exec(text) ?? [];
  // A zombie has ended, and waits for its parent to notice.
  if (state.startsWith("Z")) return false;
  return Math.abs(Date.parse(`${start} GMT`) - startedAt) < startToleranceMs;
}

async function output(program: string, args: string[]): Promise<string> {
  try {
    const PATH = Deno.env.get("PATH") ?? "/usr/bin:/bin";
    const env = { PATH, LC_ALL: "C", TZ: "GMT" };
    const { stdout } = await new Deno.Command(program, {
      args,
      env,
      clearEnv: true,
      stdin: "null",
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout);
  } catch {
    return ""; // the system has no such program
  }
}

function send(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch {
    // The process has ended meanwhile.
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
