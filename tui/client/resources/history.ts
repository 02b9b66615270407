import type { CallOptions, Http } from "../http.ts";
import { eachOf } from "../pages.ts";
import type {
  GetStatsQuery,
  GetUpcomingQuery,
  ListLogsQuery,
  LogEntry,
  LogList,
  SecurityLogEntry,
  SecurityLogList,
  Stats,
  Upcoming,
} from "../types.ts";

/** The calls about what happened, and about what will. */
export class History {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Each change of a job in the range. Without a range: the last ten minutes. */
  eachChange(query: ListLogsQuery = {}, options?: CallOptions): AsyncGenerator<LogEntry> {
    return eachOf(this.#http, "logs", query, (list: LogList) => list.logs, options);
  }
  /** Each change of users, categories and API keys, and each log-in. For admins. */
  eachSecurityChange(
    query: ListLogsQuery = {},
    options?: CallOptions,
  ): AsyncGenerator<SecurityLogEntry> {
    const asked = { ...query, kind: "security" };
    return eachOf(this.#http, "logs", asked, (list: SecurityLogList) => list.logs, options);
  }
  stats(query: GetStatsQuery = {}, options?: CallOptions): Promise<Stats> {
    return this.#http.call({ path: "stats", query }, options);
  }
  /** The fires of a range; without one, of the next ten minutes. */
  upcoming(query: GetUpcomingQuery = {}, options?: CallOptions): Promise<Upcoming> {
    return this.#http.call({ path: "upcoming", query }, options);
  }
}
