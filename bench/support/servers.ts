import { heapFlags } from "../../tasks/heap.ts";
import { permissions } from "../../tests/e2e/server.ts";
import { createTokenSigner } from "../../scheduler/auth/token.ts";
import { UserId } from "../../scheduler/model/ids.ts";
import { systemClock } from "../../scheduler/model/time.ts";
import { endWithUs } from "./child_processes.ts";

const secret = "a secret of the bench, of 32 bytes or more";

/** A server process that answers. */
export interface RunningServer extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** From the start of its process to its first answer. */
  readonly startMs: number;
  /** Resident memory. */
  residentMiB(): number;
}

/** The service itself, as `deno task start` starts it. */
export function startCarillon(
  kvPath: string,
  environment: Record<string, string> = {},
  entry = new URL("../../main.ts", import.meta.url),
): Promise<RunningServer> {
  return start(entry, {
    KV_PATH: kvPath,
    JWT_SECRET: secret,
    ADMIN_PASSWORD: "correct horse battery staple",
    ...environment,
  }, "/api/v1/users/current");
}

/** Bare Hono with a database and nothing else. */
export function startBare(kvPath: string): Promise<RunningServer> {
  return start(new URL("bare_server.ts", import.meta.url), { KV_PATH: kvPath }, "/thing");
}

/** The token of the first user, whom the service makes at its first start. */
export async function adminToken(): Promise<string> {
  const tokens = createTokenSigner({ secret, expirationDays: 1, clock: systemClock });
  return await tokens.sign({ userId: UserId.parse(1), tokenVersion: 1 });
}

async function start(
  entry: URL,
  environment: Record<string, string>,
  firstPath: string,
): Promise<RunningServer> {
  const port = freePort();
  const token = await adminToken();
  const startedAt = performance.now();
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, ...heapFlags, entry.pathname],
    env: { PORT: String(port), ...environment },
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const child = endWithUs(process, "SIGTERM");
  await firstAnswer(`http://127.0.0.1:${port}${firstPath}`, token);
  return {
    port,
    pid: process.pid,
    startMs: performance.now() - startedAt,
    residentMiB: () => residentMiB(process.pid),
    [Symbol.asyncDispose]: () => child.end(),
  };
}

async function firstAnswer(url: string, token: string): Promise<void> {
  for (const giveUpAt = performance.now() + 60_000; performance.now() < giveUpAt;) {
    try {
      const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
      await answer.body?.cancel();
      if (answer.status === 200) return;
      throw new Error(`${url} answered ${answer.status}`);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it does not listen yet
      await new Promise((done) => setTimeout(done, 1));
    }
  }
  throw new Error(`${url} did not answer`);
}

export function freePort(): number {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  return port;
}

function residentMiB(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** What a second process measured by asking a server again and again. */
export interface LoadResult {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly statuses: Record<string, number>;
}

/** @throws when an answer has another status than `status`. */
export async function load(
  port: number,
  { method = "GET", path, body, status = 200, connections = 32, seconds = 3 }: {
    method?: string;
    /** Or several: each connection has one of them. */
    path: string | readonly string[];
    body?: unknown;
    status?: number;
    connections?: number;
    seconds?: number;
  },
): Promise<LoadResult> {
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = [
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${await adminToken()}`,
    ...(body === undefined ? [] : [
      "Content-Type: application/json",
      `Content-Length: ${new TextEncoder().encode(text).length}`,
    ]),
  ];
  const requests = [path].flat().map((path) =>
    `${[`${method} ${path} HTTP/1.1`, ...headers].join("\r\n")}\r\n\r\n${text}`
  );
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-net",
      new URL("load_process.ts", import.meta.url).pathname,
      JSON.stringify({ port, connections, seconds, requests }),
    ],
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("the load process failed");
  const result: LoadResult = JSON.parse(new TextDecoder().decode(stdout));
  const others = Object.keys(result.statuses).filter((one) => one !== String(status));
  if (others.length > 0) throw new Error(`${path} also answered ${others.join(", ")}`);
  return result;
}
