import type { CallOptions, Http } from "../http.ts";
import type { ImportAnswer, ImportRequest } from "../types.ts";

/** The calls that bring records of another system. For admins. */
export class Imports {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Takes records with their ids; with `dry_run` it says what an import would do. It can be sent again. */
  send(request: ImportRequest, options?: CallOptions): Promise<ImportAnswer> {
    return this.#http.call({ method: "POST", path: "import", body: request }, options);
  }
}
