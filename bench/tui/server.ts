/**
 * A server with the part of the API that the dashboard uses. Its answers are true of its jobs and runs, so that each
 * screen draws what it would draw beside the service. It sends as many events as a bench asks for.
 */
import type { Execution } from "../../routes/contract/history/executions.ts";
import type { LastExecution } from "../../routes/contract/find.ts";
import type { Job } from "../../routes/contract/jobs/jobs.ts";
import { isFailing } from "../../routes/contract/facts.ts";
import { aJob, anAccount, anExecution } from "../../tests/tui/support/builders.ts";
import { type End, statsOf, upcomingOf } from "./figures_answers.ts";

const second = 1000;
const past = 12;
const hour = 3_600_000;
const runMs = 700;

export class BenchServer implements AsyncDisposable {
  readonly jobs: Job[];
  readonly #executions: Execution[];
  /** What ended since the start. */
  readonly #ends: End[] = [];
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #encoder = new TextEncoder();
  #server: Deno.HttpServer<Deno.NetAddr>;
  #nextEvent = 1;
  #nextRun = 1;

  constructor(jobs: number, executions: number) {
    const now = Date.now();
    this.jobs = manyJobs(jobs, now);
    this.#executions = Array.from({ length: executions }, (_, i) => {
      const job = this.jobs[i % jobs] as Job;
      return ended(job, idOf(1_000_000 + i), now - (i + 1) * 60 * second, isFailingJob(job));
    });
    this.#server = this.#serve(0);
  }

  get port(): number {
    return this.#server.addr.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Stops the server and closes all connections. */
  async stop(): Promise<void> {
    const port = this.port;
    for (const stream of this.#streams) close(stream);
    this.#streams.clear();
    this.#stopping.abort();
    await this.#server.finished.catch(() => {});
    this.#port = port;
  }

  startAgain(): void {
    this.#server = this.#serve(this.#port);
  }

  /** While true, the server sends nothing and keeps its connections. */
  isFrozen = false;
  #port = 0;
  #stopping = new AbortController();

  #serve(port: number): Deno.HttpServer<Deno.NetAddr> {
    this.#stopping = new AbortController();
    return Deno.serve(
      { port, hostname: "127.0.0.1", onListen: () => {}, signal: this.#stopping.signal },
      (request) => this.answer(request),
    );
  }

  answer(request: Request): Response {
    const url = new URL(request.url);
    const path = url.pathname.replace("/api/v1/", "");
    const query = url.searchParams;
    const first = Number(query.get("cursor") ?? 0);
    const limit = Number(query.get("limit") ?? 1000);
    const page = <T>(all: readonly T[]) => ({
      items: all.slice(first, first + limit),
      next: first + limit < all.length ? { next_cursor: String(first + limit) } : {},
    });
    if (path === "events") return this.#follow();
    if (path === "auth/verify") return Response.json({ user: anAccount() });
    if (path === "categories") return Response.json({ categories: [category] });
    if (path === "job_classes") return Response.json({ job_classes: [] });
    if (path === "logs") return Response.json({ logs: [], total: 0 });
    if (path === "alarms") return Response.json({ alarms: [] });
    if (path === "maintenance") return Response.json({ pauses: [] });
    if (path === "stats") return Response.json(statsOf(this.#endsOf(query), query, Date.now()));
    if (path === "upcoming") return Response.json(upcomingOf(this.jobs, query, Date.now()));
    if (path === "executions") {
      // All have ended.
      const { items, next } = page(query.has("state") ? [] : this.#executions);
      return Response.json({ executions: items, ...next });
    }
    if (path === "jobs") {
      const asked = query.get("state") === "failing" ? this.jobs.filter(isFailingJob) : this.jobs;
      const { items, next } = page(asked);
      return Response.json({ jobs: query.has("include") ? items.map(withPast) : items, ...next });
    }
    const [, id, of] = /^jobs\/([0-9a-f]{32})(\/executions)?$/.exec(path) ?? [];
    const job = this.jobs.find((one) => one.job_id === id);
    if (job !== undefined && of !== undefined) {
      const { items, next } = page(this.#executions.filter((one) => one.job.job_id === id));
      return Response.json({ executions: items, ...next });
    }
    if (job !== undefined) return Response.json(job, { headers: { ETag: '"1"' } });
    return Response.json({ error: "There is no such thing.", code: "not_found", details: [] }, {
      status: 404,
    });
  }

  #endsOf(query: URLSearchParams): readonly End[] {
    const id = query.get("job_id");
    if (id === null) return [...this.#executions, ...this.#ends];
    const job = this.jobs.find((one) => one.job_id === id);
    return job === undefined ? [] : pastOf(job);
  }

  #follow(): Response {
    let mine: ReadableStreamDefaultController<Uint8Array> | undefined;
    let heartbeat: ReturnType<typeof setInterval> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        mine = controller;
        this.#streams.add(controller);
        const put = (text: string) => controller.enqueue(this.#encoder.encode(text));
        const ready = { time: iso(Date.now()), resumed: false };
        put(`retry: 500\n\nevent: ready\nid: 1\ndata: ${JSON.stringify(ready)}\n\n`);
        heartbeat = setInterval(() => {
          if (!this.#streams.has(controller)) clearInterval(heartbeat);
          else if (!this.isFrozen) put(": heartbeat\n\n");
        }, second);
      },
      cancel: () => {
        clearInterval(heartbeat);
        if (mine !== undefined) this.#streams.delete(mine);
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }

  tell(event: string, data: unknown): void {
    const text = `event: ${event}\nid: ${this.#nextEvent++}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const stream of this.#streams) stream.enqueue(this.#encoder.encode(text));
  }

  /** The four events of one run, as the service sends them: the job moves on; the execution waits, runs, ends. */
  tellRun(index: number): void {
    const now = Date.now();
    const at = index % this.jobs.length;
    const job = this.jobs[at] as Job;
    const number = this.#nextRun++;
    const id = idOf(2_000_000 + number);
    const moved = { ...job, next_run_time: iso(now + hour) };
    this.jobs[at] = moved;
    const waiting = { state: "scheduled", started_time: "", ended_time: "", duration_ms: null };
    const running = { state: "running", ended_time: "", duration_ms: null };
    this.tell("job", { job_id: job.job_id, job: moved });
    const times = { scheduled_time: iso(now), started_time: iso(now), updated_time: iso(now) };
    for (const given of [waiting, running, number % 20 === 0 ? { state: "failed" } : {}]) {
      const execution = { ...ended(job, id, now, false), ...times, ...given };
      this.tell("execution", { execution_id: id, state: execution.state, execution });
    }
    this.#ends.push({
      state: number % 20 === 0 ? "failed" : "succeeded",
      ended_time: iso(now + runMs),
    });
  }

  /** Runs, at an even pace. @returns when it is over. */
  async storm(runsPerSecond: number, seconds: number, jobs = this.jobs.length): Promise<void> {
    const startedAt = performance.now();
    const count = runsPerSecond * seconds;
    for (let told = 0; told < count;) {
      const due = Math.min(
        count,
        Math.floor((performance.now() - startedAt) * runsPerSecond / second),
      );
      for (; told < due; told++) this.tellRun(told % jobs);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** A third of them hourly, the others daily or weekly, spread over their time. */
export function manyJobs(count: number, now: number): Job[] {
  const periods = [hour, 24 * hour, 7 * 24 * hour];
  return Array.from({ length: count }, (_, i) => {
    const period = periods[i % 3] ?? hour;
    const next = now + 5 * second + Math.floor(period * i / count);
    const paused = i % 40 === 7;
    return aJob({
      job_id: idOf(i + 1),
      name: `${["backup", "report", "sync", "夜間集計"][i % 4]}-${String(i).padStart(5, "0")}`,
      minute: String(new Date(next).getUTCMinutes()),
      hour: period === hour ? "*" : String(new Date(next).getUTCHours()),
      day_of_week: period > 24 * hour ? String((new Date(next).getUTCDay() + 6) % 7) : "*",
      paused,
      next_run_time: paused ? "" : iso(next),
    });
  });
}

const category = {
  id: 1,
  name: "default",
  description: "",
  created_at: iso(0),
  updated_at: iso(0),
};

function ended(job: Job, id: string, at: number, isFailed: boolean): Execution {
  return anExecution(job, {
    execution_id: id,
    scheduled_time: iso(at),
    created_time: iso(at),
    started_time: iso(at),
    ended_time: iso(at + runMs),
    updated_time: iso(at + runMs),
    duration_ms: runMs,
    reason: "",
    retry_of: "",
    ...(isFailed ? { state: "failed", description: "exit 2" } as const : {}),
  });
}

/** The last executions of a job. Every fortieth job fails. */
function pastOf({ job_id }: Job): LastExecution[] {
  const number = Number.parseInt(job_id, 16);
  const from = number % 40 === 0 ? 0 : 2;
  return Array.from({ length: past }, (_, i) => {
    const at = Date.now() - (i + 1) * hour;
    return {
      execution_id: idOf(5_000_000 + number * past + i),
      state: i % 5 === from ? "failed" : "succeeded",
      scheduled_time: iso(at),
      started_time: iso(at),
      ended_time: iso(at + second),
      duration_ms: 300 + (i * 137) % 900,
    };
  });
}

function isFailingJob(job: Job): boolean {
  return isFailing(pastOf(job).map(({ state }) => state));
}

function withPast(job: Job) {
  return { ...job, last_executions: pastOf(job) };
}

function close(stream: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    stream.close();
  } catch {
    // its client has gone
  }
}

function idOf(number: number): string {
  return number.toString(16).padStart(32, "0");
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
