import type { JobContext, StartedChild } from "../../../scheduler/job_classes/job_class.ts";

/** A context whose log lines are kept, as `level: message`. */
export function aContext(
  given: Partial<JobContext> & { readonly onLine?: (line: string) => void } = {},
): JobContext & {
  readonly lines: string[];
  readonly descriptions: string[];
  readonly children: StartedChild[];
} {
  const lines: string[] = [];
  const descriptions: string[] = [];
  const children: StartedChild[] = [];
  const keep = (level: string) => (message: string) => {
    lines.push(`${level}: ${message}`);
    given.onLine?.(message);
  };
  return {
    signal: new AbortController().signal,
    log: { debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") },
    jobId: "0192b5d0c1e07000800000000000000a",
    jobName: "a job",
    executionId: "0192b5d0c1e07000800000000000000b",
    attempt: 1,
    scheduledAt: 0,
    retryDelayMaxSeconds: 600,
    describe: (text) => void descriptions.push(text),
    childStarted: (child) => {
      children.push(child);
      return Promise.resolve();
    },
    ...given,
    lines,
    descriptions,
    children,
  };
}

export interface TestServer extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  readonly requests: SentRequest[];
}

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A real server on the loopback. */
export function aServer(
  answer: (request: Request) => Response | Promise<Response>,
): TestServer {
  const requests: SentRequest[] = [];
  const stop = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen() {} },
    async (request) => {
      // A copy: Deno's requests cannot be read once they are answered.
      const { method, url } = request;
      const headers = new Headers([...request.headers]);
      requests.push({ method, url, headers, body: await request.text() });
      return await answer(request);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    port: server.addr.port,
    requests,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.finished;
    },
  };
}
