import { type BoundedOutput, boundedOutput } from "./programs/bounded_output.ts";
import { defineJobClass, type JobClass, z } from "./job_class.ts";

/** Of each stream. Together they fit a KV value. */
const keptBytes = { head: 12 * 1024, tail: 12 * 1024 };

/** How long the output of a program that has ended is waited for: a child that it left behind may hold it open. */
const drainMs = 1000;

/** The server's own secrets, which its programs have no need of. */
const serverSecrets = ["ADMIN_PASSWORD", "DENO_KV_ACCESS_TOKEN", "JWT_SECRET", "METRICS_TOKEN"];

const hasGroups = Deno.build.os !== "windows";

export interface ShellJobOptions {
  readonly isAllowed: boolean;
  /** From SIGTERM to SIGKILL. */
  readonly killAfterMs?: number;
}

export function shellJob({ isAllowed, killAfterMs = 2000 }: ShellJobOptions): JobClass {
  return defineJobClass({
    name: "simple_scheduler.jobs.shell_job.ShellJob",
    notes: "Runs a program with its arguments, not through a shell, and fails unless it ends " +
      "with exit code 0; returns its exit code and what it wrote.",
    unavailable: isAllowed
      ? undefined
      : "programs may not be run on this server: ALLOW_SHELL_JOBS is not set",
    args: z.tuple(
      [
        z.string().min(1, "must not be empty").meta({
          title: "program",
          description: "Its path, or its name when it is on the server's PATH.",
        }),
      ],
      z.string().meta({ title: "arguments", description: "Passed to the program as they are." }),
    ),
    example: ["df", "-h", "/"],
    async run([program, ...args], { signal, log }) {
      signal.throwIfAborted();
      const child = start(program, args);
      const stdout = boundedOutput(keptBytes, (line) => log.info(line));
      const stderr = boundedOutput(keptBytes, (line) => log.warn(line));

      const [status] = await Promise.all([
        endOf(child, signal, killAfterMs),
        drain(child.stdout, stdout, child.status),
        drain(child.stderr, stderr, child.status),
      ]).catch((error) => {
        kill(child, "SIGKILL"); // nobody reads its output any more
        throw error;
      });

      signal.throwIfAborted();
      if (!status.success) {
        const how = status.signal === null
          ? `ended with exit code ${status.code}`
          : `was ended by ${status.signal}`;
        throw new Error(`${program} ${how}\n${lastPart(stderr.text() || stdout.text())}`.trim());
      }
      return { returncode: status.code, stdout: stdout.text(), stderr: stderr.text() };
    },
  });
}

function start(program: string, args: readonly string[]): Deno.ChildProcess {
  const env = Deno.env.toObject();
  for (const name of serverSecrets) delete env[name];
  try {
    return new Deno.Command(program, {
      args: [...args],
      env,
      clearEnv: true,
      // In a process group of its own, so that what it starts can be ended with it.
      detached: hasGroups,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${program} cannot be started: ${reason}`, { cause: error });
  }
}

/** Waits for the program's end, and brings it about when the signal is aborted. */
async function endOf(
  child: Deno.ChildProcess,
  signal: AbortSignal,
  killAfterMs: number,
): Promise<Deno.CommandStatus> {
  const onAbort = () => {
    kill(child, "SIGTERM");
    // Also when the program has ended by then: what it had started may still be there.
    Deno.unrefTimer(setTimeout(() => kill(child, "SIGKILL"), killAfterMs));
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await child.status;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** The program, and all that it has started. */
function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    if (hasGroups) Deno.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // They have ended by themselves meanwhile.
  }
}

/** Reads until the stream ends, or until shortly after the program has. */
async function drain(
  stream: ReadableStream<Uint8Array>,
  output: BoundedOutput,
  ended: Promise<unknown>,
): Promise<void> {
  const reader = stream.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOpen = true;
  ended.then(() => {
    if (isOpen) timer = setTimeout(() => reader.cancel(), drainMs);
  });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    output.push(value);
  }
  isOpen = false;
  clearTimeout(timer);
  output.end();
}

function lastPart(text: string): string {
  return text.length > 2000 ? `…${text.slice(-2000)}` : text;
}
