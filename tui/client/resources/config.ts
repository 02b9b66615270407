import type { CallOptions, ChangeOptions, Http, Tagged } from "../http.ts";
import type {
  ApplyConfigQuery,
  ConfigDocument,
  ConfigExport,
  ConfigPlan,
  ExportConfigQuery,
} from "../types.ts";

/** A document may have thousands of jobs, and each is a commit of its own. */
const longMs = 600_000;

/** The calls about jobs as code. */
export class Config {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  export(query: ExportConfigQuery = {}, options?: CallOptions): Promise<ConfigExport> {
    return this.#http.call({ path: "config", query }, options);
  }
  /** What an apply would do, and the tag with which `apply()` does only that. */
  plan(
    document: ConfigDocument,
    query: ApplyConfigQuery = {},
    options?: CallOptions,
  ): Promise<Tagged<ConfigPlan>> {
    const path = "config";
    const asked = { ...query, dry_run: true };
    const request = { method: "PUT", path, query: asked, body: document };
    return this.#http.tagged(request, { timeoutMs: longMs, ...options });
  }
  apply(
    document: ConfigDocument,
    query: ApplyConfigQuery = {},
    options?: ChangeOptions,
  ): Promise<ConfigPlan> {
    const request = { path: "config", query, body: document };
    return this.#http.change(request, { timeoutMs: longMs, ...options });
  }
}
