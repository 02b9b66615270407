import { CommandFailure } from "../../failures.ts";
import { exitCodes } from "../../exit_codes.ts";
import { fieldsOf, type Found, textOf } from "./found.ts";

export interface Original {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/** The original reads a long history row by row. */
const answerWithinMs = 10 * 60_000;

/**
 * Reads all that the API of a running original tells its admin.
 * @throws CommandFailure where it does not answer, or refuses.
 */
export async function readApi(original: Original): Promise<Found> {
  const base = new URL("api/v1/", original.url.endsWith("/") ? original.url : `${original.url}/`);
  const token = await logIn(base, original);
  const read = (path: string) => listOf(base, path, token);
  const day = 86_400_000;
  const end = new Date(original.now + day).toISOString();
  const ever = `?time_range_start=1970-01-01T00:00:00Z&time_range_end=${end}`;
  const jobs = await read("jobs");
  // One after the other: readers of the original's database block its writers.
  return {
    jobs: jobs.map(fieldsOf),
    categories: await read("categories"),
    users: await read("users"),
    executions: (await read(`executions${ever}`)).map(executionOf),
    logs: (await read(`logs${ever}`)).map(fieldsOf),
    untaken: [],
    notes: [],
  };
}

function executionOf(given: unknown): Readonly<Record<string, unknown>> {
  const { job, updated_time, ...execution } = fieldsOf(given);
  const { task_name, job_class_string, ...about } = fieldsOf(job);
  return {
    ...about,
    ...execution,
    job_class_string: job_class_string ?? task_name,
    ended_time: updated_time,
  };
}

async function logIn(base: URL, { username, password }: Original): Promise<string | undefined> {
  const response = await send(new URL("auth/login", base), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  // ndscheduler before the fork has no log-in.
  if (response.status === 404) return void await response.body?.cancel();
  const answer = fieldsOf(await response.json().catch(() => undefined));
  const token = textOf(answer.token);
  if (response.ok && token !== undefined) return token;
  throw new CommandFailure(
    `${base.origin} did not let ${username} log in (HTTP status ${response.status}). Name its admin with --from-user.`,
    exitCodes.refused,
  );
}

/** The list of an answer, whatever its name: `{"jobs": […]}`. */
async function listOf(base: URL, path: string, token: string | undefined): Promise<unknown[]> {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const response = await send(new URL(path, base), { headers });
  const [name = ""] = path.split("?");
  const list = fieldsOf(await response.json().catch(() => undefined))[name];
  if (response.ok && Array.isArray(list)) return list;
  throw new CommandFailure(
    `${base.origin} did not answer its ${name} (HTTP status ${response.status}). Is it the address of an ndscheduler?`,
  );
}

async function send(url: URL, init: RequestInit): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(answerWithinMs);
    // A token must not go to another server.
    return await fetch(url, { ...init, signal, redirect: "error" });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`${url.origin} does not answer: ${why}`, exitCodes.unreachable);
  }
}
