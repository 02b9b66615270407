import type { Stats } from "../../../routes/contract/history/stats.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { Upcoming } from "../../../routes/contract/jobs/upcoming.ts";
import type { Client } from "../../../tui/server/client.ts";
import type { Query } from "../../../tui/server/http.ts";
import { aJob, anExecution, good, iso, start } from "./builders.ts";

export const minute = 60_000;

/** So many fires in the minutes that are so many minutes from the start. */
export function fires(counts: Readonly<Record<number, number>>): Upcoming {
  return {
    time_range_start: iso(start),
    time_range_end: iso(start + 18 * 60 * minute),
    fires: Object.values(counts).reduce((sum, count) => sum + count, 0),
    jobs: 0,
    minutes: Object.entries(counts).map(([at, count]) => ({
      start_time: iso(start + Number(at) * minute),
      fires: count,
      jobs: [],
    })),
    heaviest: [],
  };
}

/** So many ends in the minutes that are so many minutes from the start, each of them with one failure. */
export function ends(counts: Readonly<Record<number, number>>): Stats {
  return {
    bucket: "minute",
    time_range_start: iso(start - 6 * 60 * minute),
    time_range_end: iso(start),
    buckets: Object.entries(counts).map(([at, count]) => ({
      start_time: iso(start + Number(at) * minute),
      ...{ succeeded: count - 1, failed: 1, timeout: 0, stopped: 0, scheduled_error: 2 },
      ...{ success_rate: null, duration_ms: null },
    })),
  } as unknown as Stats;
}

const job = aJob({ job_id: "a".repeat(32), name: "hourly-report" });

export function missedAt(minutes: number): Execution {
  const at = iso(start + minutes * minute);
  return anExecution(job, {
    state: "scheduled error",
    description: "missed: no server was up",
    scheduled_time: at,
    started_time: "",
  });
}

/** A server with fires to come, ends, and one missed fire 30 minutes ago. */
export class AgendaServer {
  readonly asked: string[] = [];
  readonly coming: Upcoming;
  readonly missed = missedAt(-30);
  readonly client: Partial<Client>;

  constructor(counts: Readonly<Record<number, number>> = { 5: 2, 10: 2, 60: 30, 65: 2 }) {
    this.coming = fires(counts);
    const note = (what: string, query: Query = {}) =>
      void this.asked.push(`${what} ${JSON.stringify(query)}`);
    this.client = {
      upcoming: (query: Query = {}) => {
        note("upcoming", query);
        return good(query.names === undefined ? this.coming : this.#minute(query));
      },
      stats: () => good(ends({ [-120]: 4, [-5]: 3 })),
      executions: (query: Query = {}) => {
        note("executions", query);
        return good({ executions: [this.missed] });
      },
      // The output of an execution that has none.
      followLog: async function* () {},
    } as Partial<Client>;
  }

  /** At most three jobs are named, of however many there are. */
  #minute({ from }: Query): Upcoming {
    const minute = this.coming.minutes.find(({ start_time }) => start_time === from);
    const count = minute?.fires ?? 0;
    const jobs = Array.from({ length: Math.min(3, count) }, (_, i) => ({
      job_id: String(i + 1).padStart(32, "0"),
      name: `job ${i + 1} of ${String(from).slice(11, 16)}`,
    }));
    return {
      ...this.coming,
      fires: count,
      minutes: minute === undefined ? [] : [{ ...minute, jobs }],
    };
  }
}
