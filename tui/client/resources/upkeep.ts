import { unreachable } from "../failure.ts";
import type { CallOptions, Http } from "../http.ts";
import type { DoctorReport, ExamineQuery } from "../types.ts";

/** The calls about the database. For admins. */
export class Upkeep {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** The bytes of a backup as they are made. An answer that was cut off is no backup: the stream cannot tell. */
  async backup({ signal }: CallOptions = {}): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const headers = { Accept: "application/octet-stream" };
    const request = { path: "backup", headers };
    const { body } = await this.#http.open(request, signal ?? new AbortController().signal);
    return body ?? new Blob().stream();
  }
  /** Looks for faults. It takes up to `seconds` (60), which the limit of other calls would end. */
  async examine(query: ExamineQuery = {}, { signal }: CallOptions = {}): Promise<DoctorReport> {
    const given = signal ?? new AbortController().signal;
    const answer = await this.#http.open({ path: "doctor", query }, given);
    return await answer.json().catch((error) => {
      given.throwIfAborted();
      throw unreachable(this.#http.base, error);
    });
  }
}
