/** Runs one program for a job: its environment, folder and input; its output and end. */
import { type JobContext, JobFailure } from "../job_class.ts";
import { type BoundedOutput, boundedOutput } from "./bounded_output.ts";
import { programEnvironment } from "./environment.ts";
import { drain } from "./drain.ts";
import { signalTree } from "./process_tree.ts";
import type { ProgramUser } from "./program_user.ts";
import { describeEnd, type ProgramResult, programResult } from "./program_end.ts";

/** What a job says about its program. */
export interface Program {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Absent: an empty folder of the run's own, removed after it. `~` is the program's HOME. */
  readonly cwd?: string | undefined;
  readonly stdin?: string | undefined;
  /** Octal, such as `027`. */
  readonly umask?: string | undefined;
  /** Exit codes of success; 0 alone by default. */
  readonly successCodes?: readonly number[];
  /** Exit codes of a success with a warning. */
  readonly warningCodes?: readonly number[];
  /** The name in messages; by default the program. */
  readonly label?: string;
}

/** What the server says about all programs. */
export interface ProgramSettings {
  readonly user?: ProgramUser | undefined;
  /** From SIGTERM to SIGKILL. Below the engine's time for cleaning up, so that a shutdown leaves no program. */
  readonly killAfterMs?: number;
}

/** Of each stream. */
const keptBytes = { head: 12 * 1024, tail: 12 * 1024 };

const hasGroups = Deno.build.os !== "windows";

/**
 * Runs the program to its end. Throws a JobFailure for an exit code that is neither a success nor a warning, the
 * signal's reason when aborted, and an Error when the program cannot be started.
 */
export async function runProgram(
  program: Program,
  settings: ProgramSettings,
  context: JobContext,
): Promise<ProgramResult> {
  context.signal.throwIfAborted();
  const folder = await ownFolder(program, settings);
  try {
    return await runIn(folder, program, settings, context);
  } finally {
    if (program.cwd === undefined) await Deno.remove(folder, { recursive: true }).catch(() => {});
  }
}

async function runIn(
  folder: string,
  program: Program,
  settings: ProgramSettings,
  context: JobContext,
): Promise<ProgramResult> {
  const { signal, log } = context;
  signal.throwIfAborted();
  const startedAt = Date.now();
  const child = start(folder, program, settings, context);
  const stdout = boundedOutput(keptBytes, (line) => log.info(line));
  const stderr = boundedOutput(keptBytes, (line) => log.warn(line));
  const noted = context.childStarted({ pgid: child.pid, startedAt }).catch((error) => {
    log.warn(`The program's process could not be recorded: ${messageOf(error)}`);
  });

  const [status] = await Promise.all([
    endOf(child, settings, context),
    drain(child.stdout, stdout, child.status),
    drain(child.stderr, stderr, child.status),
    program.stdin === undefined ? undefined : feed(child, program.stdin),
    noted,
  ]).catch((error) => {
    void signalTree(child.pid, context, "SIGKILL"); // nobody reads its output any more
    throw error;
  });

  signal.throwIfAborted();
  return judge(program, status, { stdout, stderr }, context);
}

function judge(
  { program, label = program, successCodes = [0], warningCodes = [] }: Program,
  status: Deno.CommandStatus,
  streams: { readonly stdout: BoundedOutput; readonly stderr: BoundedOutput },
  { log, describe }: JobContext,
): ProgramResult {
  const result = programResult(status, streams);
  const isExit = status.signal === null;
  if (isExit && warningCodes.includes(status.code)) {
    const warning = `warning: ${describeEnd(label, status, result)}`;
    log.warn(warning);
    describe(warning);
    return result;
  }
  if (isExit && successCodes.includes(status.code)) return result;
  throw new JobFailure(describeEnd(label, status, result), { result });
}

function start(
  folder: string,
  { program, args, env = {}, stdin, umask }: Program,
  { user }: ProgramSettings,
  { executionId, attempt }: JobContext,
): Deno.ChildProcess {
  // The shell only sets the umask: `exec` puts the program in its place.
  const [command, ...given] = umask === undefined
    ? [program, ...args]
    : ["/bin/sh", "-c", 'umask "$1" && shift && exec "$@"', "sh", umask, program, ...args];
  try {
    return new Deno.Command(command, {
      args: given,
      env: programEnvironment({ executionId, attempt, given: env, user }),
      clearEnv: true,
      cwd: folder,
      ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
      // In a process group of its own, so that everything it starts ends with it.
      detached: hasGroups,
      stdin: stdin === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    throw new Error(`${program} cannot be started: ${messageOf(error)}`, { cause: error });
  }
}

async function ownFolder({ cwd, env }: Program, { user }: ProgramSettings): Promise<string> {
  if (cwd !== undefined) {
    const home = env?.HOME ?? user?.home ?? Deno.env.get("HOME") ?? "/";
    return cwd.replace(/^~(?=\/|$)/, home);
  }
  const folder = await Deno.makeTempDir({ prefix: "carillon-job-" });
  if (user !== undefined) await Deno.chown(folder, user.uid, user.gid);
  return folder;
}

/** Waits for the program's end, and ends it when the signal is aborted. */
async function endOf(
  child: Deno.ChildProcess,
  { killAfterMs = 1500 }: ProgramSettings,
  context: JobContext,
): Promise<Deno.CommandStatus> {
  const { signal } = context;
  const end = (how: Deno.Signal) => void signalTree(child.pid, context, how);
  const onAbort = () => {
    end("SIGTERM");
    // Also when the program has ended by then: the processes that it started may still run.
    Deno.unrefTimer(setTimeout(() => end("SIGKILL"), killAfterMs));
  };
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await child.status;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

async function feed(child: Deno.ChildProcess, stdin: string): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
  } catch {
    // The program ended, or closed its input, before it read everything.
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
