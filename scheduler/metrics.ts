type Labels = Readonly<Record<string, string>>;

/** One name of a figure, and how often it was seen; in the form that prom-client writes out. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly values: readonly MetricValue[];
}

export interface MetricValue {
  readonly metricName: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Beyond as many, job classes are counted as `other`: a class string is what a client sends. */
const mostClasses = 100;

const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const runBuckets = [0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600];
const tickBuckets = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300];

/**
 * What this process has done since its start, counted. Counting is all that happens here, so that a
 * server which nobody asks for its metrics does not pay for writing them out.
 */
export class Metrics {
  readonly #requests = new Counter(
    "carillon_http_requests_total",
    "HTTP requests by method, route and status.",
  );
  readonly #requestSeconds = new Histogram(
    "carillon_http_request_duration_seconds",
    "How long HTTP requests took until their answer began.",
    requestBuckets,
  );
  readonly #claims = new Counter(
    "carillon_executions_claimed_total",
    "Executions that this process took to run.",
  );
  readonly #ends = new Counter(
    "carillon_attempts_ended_total",
    "Attempts that ended here, by what became of the execution (scheduled: it is tried again).",
  );
  readonly #runSeconds = new Histogram(
    "carillon_attempt_duration_seconds",
    "How long attempts ran, by job class.",
    runBuckets,
  );
  readonly #tickSeconds = new Histogram(
    "carillon_tick_duration_seconds",
    "How long ticks took.",
    tickBuckets,
  );
  readonly #tickLagSeconds = new Histogram(
    "carillon_tick_lag_seconds",
    "How late the longest due job was when a tick began; 0 where none was due.",
    tickBuckets,
  );
  readonly #commits = new Counter(
    "carillon_kv_commits_total",
    "Commits to the database: done, or lost to another one (conflict) and made anew.",
  );
  readonly #retries = new Counter(
    "carillon_kv_retries_total",
    "Calls to the database that were done again, for it did not take them for the moment.",
  );
  readonly #classes = new Set<string>();

  requestAnswered(
    { method, route, status }: { method: string; route: string; status: number },
    seconds: number,
  ): void {
    this.#requests.add({ method, route, status: String(status) });
    this.#requestSeconds.observe({ method, route }, seconds);
  }

  claimed(count: number): void {
    this.#claims.add({}, count);
  }

  ended(state: string, jobClass: string, seconds: number): void {
    const bounded = this.#boundedClass(jobClass);
    this.#ends.add({ state, class: bounded });
    this.#runSeconds.observe({ class: bounded }, seconds);
  }

  ticked(seconds: number, lagSeconds: number): void {
    this.#tickSeconds.observe({}, seconds);
    this.#tickLagSeconds.observe({}, lagSeconds);
  }

  commitAnswered(isDone: boolean): void {
    this.#commits.add({ result: isDone ? "done" : "conflict" });
  }

  retried(): void {
    this.#retries.add({});
  }

  families(): MetricFamily[] {
    return [
      this.#requests,
      this.#requestSeconds,
      this.#claims,
      this.#ends,
      this.#runSeconds,
      this.#tickSeconds,
      this.#tickLagSeconds,
      this.#commits,
      this.#retries,
    ].map((one) => one.family());
  }

  #boundedClass(jobClass: string): string {
    if (this.#classes.has(jobClass)) return jobClass;
    if (this.#classes.size >= mostClasses) return "other";
    this.#classes.add(jobClass);
    return jobClass;
  }
}

/** A figure of this moment. */
export function gauge(
  name: string,
  help: string,
  values: readonly (readonly [Labels, number])[],
): MetricFamily {
  return {
    name,
    help,
    type: "gauge",
    values: values.map(([labels, value]) => ({ metricName: name, labels, value })),
  };
}

class Counter {
  readonly #sums = new Series(() => ({ sum: 0 }));

  constructor(readonly name: string, readonly help: string) {}

  add(labels: Labels, by = 1): void {
    this.#sums.at(labels).sum += by;
  }

  family(): MetricFamily {
    const { name, help } = this;
    const values = this.#sums.all().map(([labels, { sum }]) => (
      { metricName: name, labels, value: sum }
    ));
    return { name, help, type: "counter", values };
  }
}

class Histogram {
  readonly #seen: Series<{ sum: number; count: number; below: number[] }>;

  constructor(readonly name: string, readonly help: string, readonly buckets: readonly number[]) {
    this.#seen = new Series(() => ({ sum: 0, count: 0, below: buckets.map(() => 0) }));
  }

  observe(labels: Labels, value: number): void {
    const seen = this.#seen.at(labels);
    seen.sum += value;
    seen.count++;
    const first = this.buckets.findIndex((bucket) => value <= bucket);
    if (first !== -1) seen.below[first] = (seen.below[first] ?? 0) + 1;
  }

  family(): MetricFamily {
    const { name, help } = this;
    const values = this.#seen.all().flatMap(([labels, { sum, count, below }]) => {
      let soFar = 0;
      const bucket = (le: string, value: number) => (
        { metricName: `${name}_bucket`, labels: { ...labels, le }, value }
      );
      return [
        ...this.buckets.map((le, i) => bucket(String(le), soFar += below[i] ?? 0)),
        bucket("+Inf", count),
        { metricName: `${name}_sum`, labels, value: sum },
        { metricName: `${name}_count`, labels, value: count },
      ];
    });
    return { name, help, type: "histogram", values };
  }
}

/** One record for each combination of labels. */
class Series<T> {
  readonly #records = new Map<string, readonly [Labels, T]>();

  constructor(readonly make: () => T) {}

  at(labels: Labels): T {
    const name = Object.values(labels).join("\0");
    let record = this.#records.get(name);
    if (record === undefined) this.#records.set(name, record = [labels, this.make()]);
    return record[1];
  }

  all(): (readonly [Labels, T])[] {
    return [...this.#records.values()];
  }
}
