import type { CallOptions, ChangeOptions, Http, Tagged } from "../http.ts";
import type {
  ApplyConfigQuery,
  ConfigDocument,
  ConfigExport,
  ConfigPlan,
  ExportConfigQuery,
} from "../types.ts";

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
    return this.#http.tagged({ method: "PUT", path, query: asked, body: document }, options);
  }
  apply(
    document: ConfigDocument,
    query: ApplyConfigQuery = {},
    options?: ChangeOptions,
  ): Promise<ConfigPlan> {
    return this.#http.change({ path: "config", query, body: document }, options);
  }
}
