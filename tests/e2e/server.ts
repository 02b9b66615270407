import { strict as assert } from "node:assert";

export { temporaryFolder } from "../support/temporary_folder.ts";

/** Environment of every started server: a free port, a fast start, a known admin. */
const common = {
  PORT: "0",
  ADMIN_PASSWORD: "correct horse battery staple",
  HTTP_JOB_ALLOW: "127.0.0.1",
};

/** The permissions of a service that may do everything. */
export const permissions = [
  "--no-prompt",
  "--allow-net",
  "--allow-env",
  "--allow-read",
  "--allow-write",
  "--allow-run",
  "--allow-sys=hostname",
];

/** A real server process, and a client that is signed in as its admin. */
export class Server {
  readonly url: string;
  readonly #process: Deno.ChildProcess;
  readonly #output: string[];
  #token = "";

  private constructor(process: Deno.ChildProcess, url: string, output: string[]) {
    this.#process = process;
    this.url = url;
    this.#output = output;
  }

  /** @param folder where its database is; servers of one folder share it. */
  static async start(
    folder: string,
    environment: Record<string, string> = {},
    main?: string,
  ): Promise<Server> {
    const server = await Server.startSignedOut(folder, environment, main);
    if (environment.ROLE !== "worker") await server.#logIn();
    return server;
  }

  /** For a database whose admin has another password. */
  static async startSignedOut(
    folder: string,
    environment: Record<string, string> = {},
    main = "../../main.ts",
  ): Promise<Server> {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", ...permissions, new URL(main, import.meta.url).pathname],
      env: { ...common, KV_PATH: `${folder}/carillon.db`, ...environment },
      stdout: "piped",
      stderr: "piped",
      stdin: "null",
    }).spawn();
    const output: string[] = [];
    const listening = Promise.withResolvers<string>();
    const written = collect(process.stdout, output, (line) => {
      const url = /listens on (http:[^" ]+)/.exec(line)?.[1];
      if (url !== undefined) listening.resolve(url);
    });
    const warned = collect(process.stderr, output, () => {});
    const ended = Promise.all([process.status, written, warned]).then(([{ code }]) => {
      throw new Error(`the server ended with ${code}:\n${output.join("\n")}`);
    });
    ended.catch(() => {});
    const url = await Promise.race([listening.promise, ended]);
    return new Server(process, url, output);
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** What it has written so far, for a message of a failing test. */
  get output(): string {
    return this.#output.join("\n");
  }

  /** The token of the admin. */
  get token(): string {
    return this.#token;
  }

  async #logIn(): Promise<void> {
    const { token } = await this.call("POST", "/auth/login", {
      username: "admin",
      password: common.ADMIN_PASSWORD,
    }) as { token: string };
    this.#token = token;
  }

  async fetch(method: string, path: string, body?: unknown): Promise<Response> {
    return await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(this.#token === "" ? {} : { Authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** The live events, as a client follows them. */
  async events(query: string, lastEventId: string | undefined): Promise<Response> {
    return await fetch(`${this.url}/api/v1/events?${query}`, {
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId }),
      },
    });
  }

  /** The answer's body; anything but a success fails the test. */
  // deno-lint-ignore no-explicit-any -- the test names the fields that it is about
  async call(method: string, path: string, body?: unknown): Promise<any> {
    const response = await this.fetch(method, path, body);
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}\n${this.output}`);
    return JSON.parse(text);
  }

  /** Waits until an execution has ended. */
  hasEnded<E extends { readonly state: string }>(id: string, deadlineMs?: number): Promise<E> {
    return eventually(`execution ${id} ends`, async () => {
      const execution: E = await this.call("GET", `/executions/${id}`);
      return !["scheduled", "running", "stopping"].includes(execution.state) && execution;
    }, deadlineMs);
  }

  /** Kills the process, which gets no chance to clean up. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.#process.status;
  }

  /** Stops the server as an operator does. @returns its exit code. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<number> {
    this.signal(signal);
    return (await this.#process.status).code;
  }

  signal(signal: Deno.Signal): void {
    try {
      this.#process.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
  }

  /**
   * Stops the process where it is, until SIGCONT, at a moment at which it does not hold the lock of the database file:
   * otherwise no other process could write either.
   */
  async freeze(kvPath: string): Promise<void> {
    using kv = await Deno.openKv(kvPath);
    for (;;) {
      this.signal("SIGSTOP");
      const written = kv.set(["written_by_a_test"], 1).then(() => true, () => false);
      const patience = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => patience.resolve(false), 500);
      const isFree = await Promise.race([written, patience.promise]);
      clearTimeout(timer);
      if (isFree) return;
      this.signal("SIGCONT");
      await written;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGCONT");
    await this.kill();
  }
}

async function collect(
  stream: ReadableStream<Uint8Array>,
  output: string[],
  tell: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      output.push(line);
      tell(line);
    }
  }
}

/** Asks again until the condition holds. The deadline is for a test that would otherwise hang. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  deadlineMs = 60_000,
): Promise<T> {
  const giveUpAt = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > giveUpAt) throw new Error(`not in ${deadlineMs} ms: ${what}`);
    await pause(50);
  }
}

/** Does not keep the process alive. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => Deno.unrefTimer(setTimeout(done, ms)));
}

/** An HTTP server that counts who called: what a job does can be seen from outside. */
export class Sink {
  readonly hits = new Map<string, number>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #closing = Promise.withResolvers<void>();
  /** How long an answer takes. */
  delayMs = 0;

  constructor() {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      async (request) => {
        const { pathname } = new URL(request.url);
        // Requests to a path other than "/" count under that path; all others count by execution.
        const key = pathname === "/" ? request.headers.get("Idempotency-Key") ?? "/" : pathname;
        this.hits.set(key, (this.hits.get(key) ?? 0) + 1);
        if (this.delayMs > 0) await Promise.race([pause(this.delayMs), this.#closing.promise]);
        return new Response("ok");
      },
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.resolve();
    await this.#server.shutdown();
  }
}
