import type { CallOptions, Http, MakeOptions } from "../http.ts";
import { eachOf } from "../pages.ts";
import { pathOf } from "../request.ts";
import type {
  ListMonitorsQuery,
  Monitor,
  MonitorKey,
  MonitorList,
  MonitorRef,
  NewMonitor,
  PingList,
} from "../types.ts";

/** The calls about monitors. */
export class Monitors {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Each monitor of the list, read page by page. */
  each(query: ListMonitorsQuery = {}, options?: CallOptions): AsyncGenerator<Monitor> {
    return eachOf(this.#http, "monitors", query, (list: MonitorList) => list.monitors, options);
  }
  get(id: string, options?: CallOptions): Promise<Monitor> {
    return this.#http.call({ path: pathOf`monitors/${id}` }, options);
  }
  /** The answer has the ping address. Nothing can show its key again. */
  create(monitor: NewMonitor, options: MakeOptions = {}): Promise<MonitorKey> {
    return this.#http.make({ path: "monitors", body: monitor }, options);
  }
  delete(id: string, options?: CallOptions): Promise<MonitorRef> {
    return this.#http.call({ method: "DELETE", path: pathOf`monitors/${id}` }, options);
  }
  pause(id: string, options?: CallOptions): Promise<MonitorRef> {
    return this.#http.call({ method: "POST", path: pathOf`monitors/${id}/pause` }, options);
  }
  resume(id: string, options?: CallOptions): Promise<MonitorRef> {
    return this.#http.call({ method: "POST", path: pathOf`monitors/${id}/resume` }, options);
  }
  /** Pings to the old address answer 404 from then on. */
  renewKey(id: string, options?: CallOptions): Promise<MonitorKey> {
    return this.#http.call({ method: "POST", path: pathOf`monitors/${id}/key` }, options);
  }
  /** The last pings, the newest first. */
  pings(id: string, limit: number, options?: CallOptions): Promise<PingList> {
    return this.#http.call({ path: pathOf`monitors/${id}/pings`, query: { limit } }, options);
  }
}
