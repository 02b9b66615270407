import { Counter, Gauge, Histogram, Registry } from "./prom_client.ts";

/** Beyond this number, job classes are counted as `other`: a client can send any class string. */
const mostClasses = 100;

/** Counts what this process has done since its start. */
export class Metrics {
  readonly registry = new Registry();
  readonly #registers = [this.registry];
  readonly #requests = new Counter({
    name: "carillon_http_requests_total",
    help: "HTTP requests by method, route and status.",
    labelNames: ["method", "route", "status"],
    registers: this.#registers,
  });
  readonly #requestSeconds = new Histogram({
    name: "carillon_http_request_duration_seconds",
    help: "How long HTTP requests took until their answer began.",
    labelNames: ["method", "route"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: this.#registers,
  });
  readonly #claims = new Counter({
    name: "carillon_executions_claimed_total",
    help: "Executions that this process took to run.",
    registers: this.#registers,
  });
  readonly #ends = new Counter({
    name: "carillon_attempts_ended_total",
    help:
      "Attempts that ended here, by what became of the execution (scheduled: it is tried again).",
    labelNames: ["state", "class"],
    registers: this.#registers,
  });
  readonly #runSeconds = new Histogram({
    name: "carillon_attempt_duration_seconds",
    help: "How long attempts ran, by job class.",
    labelNames: ["class"],
    buckets: [0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600],
    registers: this.#registers,
  });
  readonly #tickSeconds = new Histogram({
    name: "carillon_tick_duration_seconds",
    help: "How long ticks took.",
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300],
    registers: this.#registers,
  });
  readonly #tickLagSeconds = new Histogram({
    name: "carillon_tick_lag_seconds",
    help: "How late the longest due job was when a tick began; 0 where none was due.",
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300],
    registers: this.#registers,
  });
  readonly #commits = new Counter({
    name: "carillon_kv_commits_total",
    help: "Commits to the database: done, or lost to another one (conflict) and made anew.",
    labelNames: ["result"],
    registers: this.#registers,
  });
  readonly #retries = new Counter({
    name: "carillon_kv_retries_total",
    help: "Calls to the database that were done again, for it did not take them for the moment.",
    registers: this.#registers,
  });
  /** Made with the first comparison: a process without others has nothing to show. */
  #clockSkew: InstanceType<typeof Gauge> | undefined;
  readonly #unreadable = new Counter({
    name: "carillon_unreadable_records_total",
    help: "Stored records that this process found and could not read, each counted once.",
    registers: this.#registers,
  });
  readonly #refusals = new Counter({
    name: "carillon_storage_refusals_total",
    help: "Writes that the storage refused, by the reason: full, read-only, quota or broken.",
    labelNames: ["reason"],
    registers: this.#registers,
  });
  readonly #classes = new Set<string>();

  requestAnswered(
    { method, route, status }: { method: string; route: string; status: number },
    seconds: number,
  ): void {
    this.#requests.inc({ method, route, status: String(status) });
    this.#requestSeconds.observe({ method, route }, seconds);
  }

  claimed(count: number): void {
    this.#claims.inc(count);
  }

  ended(state: string, jobClass: string, seconds: number): void {
    const bounded = this.#boundedClass(jobClass);
    this.#ends.inc({ state, class: bounded });
    this.#runSeconds.observe({ class: bounded }, seconds);
  }

  ticked(seconds: number, lagSeconds: number): void {
    this.#tickSeconds.observe(seconds);
    this.#tickLagSeconds.observe(lagSeconds);
  }

  commitAnswered(isDone: boolean): void {
    this.#commits.inc({ result: isDone ? "done" : "conflict" });
  }

  retried(): void {
    this.#retries.inc();
  }

  clockCompared(seconds: number): void {
    this.#clockSkew ??= new Gauge({
      name: "carillon_clock_skew_seconds",
      help: "How far the clock of this process is ahead of those of others (negative: behind).",
      registers: this.#registers,
    });
    this.#clockSkew.set(seconds);
  }

  unreadable(): void {
    this.#unreadable.inc();
  }

  storageRefused({ reason }: { readonly reason: string }): void {
    this.#refusals.inc({ reason });
  }

  #boundedClass(jobClass: string): string {
    if (this.#classes.has(jobClass)) return jobClass;
    if (this.#classes.size >= mostClasses) return "other";
    this.#classes.add(jobClass);
    return jobClass;
  }
}
