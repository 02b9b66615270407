import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { LogEntry } from "../../../routes/contract/history/logs.ts";
import type { SecurityLogEntry } from "../../../routes/contract/history/security_logs.ts";
import { Client } from "../../../tui/server/client.ts";
import { aJob, anExecution, iso, start } from "./builders.ts";

/** Texts that would move the cursor of a terminal if they were not cleaned. */
export const hostile = "evil\u001b[2J\u202e \u{1f469}\u200d\u{1f4bb}\u26a0\ufe0f ไทย 한국";

export interface History {
  readonly jobs: readonly Job[];
  readonly executions: readonly Execution[];
  readonly logs: readonly LogEntry[];
  readonly security: readonly SecurityLogEntry[];
  /** The output of every execution. */
  readonly lines: readonly string[];
  /** The beginning of a path, and the answer in place of the data. */
  readonly refused: Readonly<Record<string, number>>;
}

/** A server that answers over the wire, so that the client cleans its texts. */
export class HistoryServer {
  readonly given: History;
  readonly asked: string[] = [];
  readonly client: Client;

  constructor(given: Partial<History> = {}) {
    this.given = { ...aHistory(), ...given };
    this.client = new Client("http://test", () => {}, (input, init) => {
      const { pathname, search } = new URL(String(input));
      const path = pathname.replace("/api/v1/", "");
      const method = init?.method ?? "GET";
      const body = init?.body === undefined ? "" : ` ${init.body}`;
      this.asked.push(`${method} ${path}${decodeURIComponent(search)}${body}`);
      return Promise.resolve(this.#answer(method, path, new URLSearchParams(search)));
    });
    this.client.setToken("token");
  }

  #answer(method: string, path: string, query: URLSearchParams): Response {
    const refused = Object.keys(this.given.refused).find((start) => path.startsWith(start));
    if (refused !== undefined) {
      const error = { error: "It is not there.", code: "no", details: [] };
      return Response.json(error, { status: this.given.refused[refused] ?? 500 });
    }
    const { jobs, executions, logs, security } = this.given;
    const [what = "", id = "", part = ""] = path.split("/");
    if (what === "executions" && method === "POST") {
      return Response.json({ execution_id: "f".repeat(32), state: "scheduled", description: "" });
    }
    if (what === "executions" && method === "DELETE") return Response.json({ execution_id: id });
    if (part === "logs") return this.#log(query);
    if (what === "jobs" && part === "executions") {
      return Response.json({ executions: executions.filter(({ job }) => job.job_id === id) });
    }
    if (what === "jobs" && id !== "") return found(jobs.find(({ job_id }) => job_id === id));
    if (what === "executions" && id !== "") {
      return found(executions.find(({ execution_id }) => execution_id === id));
    }
    if (what === "executions") return Response.json(pageOf(executions, query));
    if (what === "stats") return Response.json(someStats());
    if (what === "schedules") return Response.json(aPreview());
    if (what !== "logs") return found(undefined);
    const isSecurity = query.get("kind") === "security";
    const jobId = query.get("job_id");
    const own = jobId === null ? logs : logs.filter(({ job_id }) => job_id === jobId);
    const all = isSecurity ? security : own;
    return Response.json({ logs: all, total: all.length });
  }

  #log(_: URLSearchParams): Response {
    const told = this.given.lines.map((message, i) => {
      const level = message.startsWith("err") ? "error" : "info";
      const line = { time: iso(start + i * 10), attempt: i < 3 ? 1 : 2, level, message };
      return `event: line\ndata: ${JSON.stringify(line)}\n\n`;
    });
    const end = 'event: end\ndata: {"state":"failed"}\n\n';
    const headers = { "Content-Type": "text/event-stream" };
    return new Response([...told, end].join(""), { headers });
  }
}

function found(thing: unknown): Response {
  const error = { error: "There is no such thing.", code: "not_found", details: [] };
  return thing === undefined ? Response.json(error, { status: 404 }) : Response.json(thing);
}

function pageOf(executions: readonly Execution[], query: URLSearchParams) {
  const states = query.get("state")?.replaceAll("_", " ").split(",");
  const jobId = query.get("job_id");
  const fitting = executions.filter(({ state, job }) =>
    (states === undefined || states.includes(state)) && (jobId === null || job.job_id === jobId)
  );
  const from = Number(query.get("cursor") ?? 0);
  const limit = Number(query.get("limit") ?? 1000);
  const next = from + limit < fitting.length ? { next_cursor: String(from + limit) } : {};
  return { executions: fitting.slice(from, from + limit), ...next };
}

export function aHistory(): History {
  const billing = aJob({ name: "billing-export", timezone: "Asia/Tokyo", max_retries: 2 });
  const backup = aJob({ name: "夜間バックアップ", timezone: "Asia/Tokyo" });
  const evil = aJob({ name: hostile, pub_args: [hostile] });
  const jobs = [billing, backup, evil];
  const error = "exit 2: ECONNREFUSED db:5432";
  const failedAfter = (at: string): Partial<Execution> => ({
    state: "failed",
    description: error,
    attempt: 2,
    max_attempts: 3,
    attempts: [{
      attempt: 1,
      started_time: at,
      ended_time: iso(Date.parse(at) + 3000),
      outcome: "failed",
      error,
    }],
  });
  const executions = Array.from({ length: 60 }, (_, i) => {
    const job = jobs[i % 3] as Job;
    const at = iso(start - (i + 1) * 60_000);
    const ended = iso(start - (i + 1) * 60_000 + 3000);
    const times = { scheduled_time: at, created_time: at, started_time: at };
    return anExecution(job, {
      ...times,
      ended_time: ended,
      updated_time: ended,
      duration_ms: 3000,
      result: i % 3 === 2 ? hostile : '{"rows":41}',
      ...(i % 3 === 0 ? failedAfter(at) : {}),
    });
  });
  const entry = (given: Partial<LogEntry>): LogEntry => ({
    job_id: billing.job_id,
    job_name: billing.name,
    event: "paused",
    user: "mika",
    description: "",
    created_time: iso(start - 60_000),
    ...given,
  });
  const changes = {
    minute: { old: "*/15", new: "*/20" },
    pub_args: { old: ["a".repeat(80)], new: [hostile] },
  };
  return {
    jobs,
    executions,
    logs: [
      entry({ event: "modified", description: JSON.stringify({ changes, timestamp: "" }) }),
      entry({
        event: "custom_run",
        description: executions[0]?.execution_id ?? "",
        created_time: iso(start - 120_000),
      }),
      entry({
        job_id: evil.job_id,
        job_name: hostile,
        event: "deleted",
        user: hostile,
        description: JSON.stringify(evil),
        created_time: iso(start - 3 * 86_400_000),
      }),
    ],
    security: [{
      kind: "log_in",
      event: "failed",
      subject: hostile,
      user: "",
      address: "192.0.2.1",
      description: "{}",
      created_time: iso(start - 5000),
    }],
    lines: [
      "connecting to db:5432",
      "reading table 山田",
      hostile,
      "err ECONNREFUSED",
      "x".repeat(300),
    ],
    refused: {},
  };
}

function someStats() {
  const figures = {
    succeeded: 35,
    failed: 1,
    timeout: 0,
    stopped: 0,
    scheduled_error: 0,
    success_rate: 0.972,
    duration_ms: { p50: 2900, p95: 4000, p99: 5000 },
  };
  return {
    time_range_start: iso(start - 86_400_000),
    time_range_end: iso(start),
    bucket: "day",
    total: figures,
    buckets: [],
    queue: { ready: 0, later: 0, running: 0, waiting: 0 },
    tick: { last_tick_time: "", last_tick_age_ms: null, oldest_due_time: "", lag_ms: 0 },
    workers: [],
    next_fires: [],
  };
}

function aPreview() {
  const fires = Array.from({ length: 10 }, (_, i) => ({
    time: iso(start + (i + 1) * 900_000),
    local_time: "",
  }));
  const description = "every 15 minutes";
  const fields = { month: "*", day: "*", week: "*", day_of_week: "*", hour: "*", minute: "*/15" };
  return {
    ...fields,
    timezone: "Asia/Tokyo",
    description,
    descriptions: { en: description, "zh-TW": "每 15 分鐘" },
    fires,
    note: "",
  };
}
