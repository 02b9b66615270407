import type { z } from "zod";
import { ErrorAnswer } from "../../routes/contract/common.ts";
import { deepest } from "../client/failure.ts";
import { apiBase, type ApiRequest, apiUrl, requestInit } from "../client/request.ts";
import { clean, cleanDeep } from "../terminal/clean.ts";

/** Why a call failed. `code` and `details` come from the API, if it answered. */
export interface Failure {
  /** The HTTP status; 0: no answer. */
  readonly status: number;
  readonly code: string;
  readonly error: string;
  readonly details: readonly { readonly field: string; readonly reason: string }[];
}

/** A failure is a value, because a screen shows it. Calls do not throw. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly etag?: string }
  | { readonly ok: false; readonly failure: Failure };

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Call<T> {
  readonly method?: string;
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly schema: z.ZodType<T>;
  /** Leaves the texts unchanged, for a form that sends them back. Such an answer must not be drawn. */
  readonly raw?: boolean;
  readonly signal?: AbortSignal | undefined;
}

const longestWaitMs = 10_000;

/** Calls the API of one server with one token. */
export class Http {
  readonly #base: URL;
  readonly #fetch: typeof fetch;
  /** Called for each 401 to a call that had a token. */
  readonly #lapsed: () => void;
  readonly #closing = new AbortController();
  token: string | undefined;

  constructor(server: string, lapsed: () => void, fetchLike: typeof fetch = fetch) {
    this.#base = apiBase(server);
    this.#lapsed = lapsed;
    this.#fetch = fetchLike;
  }

  /** After this, nothing is sent, and calls that wait never return. */
  close(): void {
    this.#closing.abort();
  }

  /** Aborts on `close()`. Streams end by it. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Resolves at once; never after `close()`, so that code that waits for an answer stops there. */
  whileOpen(): Promise<void> {
    return this.closing.aborted ? new Promise(() => {}) : Promise.resolve();
  }

  async call<T>(call: Call<T>): Promise<Answer<T>> {
    await this.whileOpen();
    const answer = await this.#ask(call);
    await this.whileOpen();
    return answer;
  }

  async #ask<T>(call: Call<T>): Promise<Answer<T>> {
    const timeout = AbortSignal.timeout(longestWaitMs);
    const signal = call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]);
    try {
      const response = await this.open(call, signal);
      const text = await response.text();
      return response.ok ? understand(call, response, text) : this.#refused(response, text);
    } catch (error) {
      return unreachable(error);
    }
  }

  /** The response with its body unread, for streams. Throws when there is no answer. */
  open(request: ApiRequest, signal: AbortSignal): Promise<Response> {
    return this.#fetch(
      apiUrl(this.#base, request),
      requestInit(request, this.token, signal),
    );
  }

  /** The failure that a refused stream reports. A 401 calls `lapsed`. */
  async refusal(response: Response): Promise<Failure> {
    const answer = this.#refused(response, await response.text().catch(() => ""));
    return answer.failure;
  }

  #refused(response: Response, text: string): { ok: false; failure: Failure } {
    const isToldOn = this.token !== undefined && !this.closing.aborted;
    if (response.status === 401 && isToldOn) this.#lapsed();
    const parsed = ErrorAnswer.safeParse(jsonOf(text));
    const { error, code, details } = parsed.data ??
      { error: `HTTP status ${response.status}`, code: "http", details: [] };
    return {
      ok: false,
      failure: {
        status: response.status,
        code: clean(code),
        error: clean(error),
        details: cleanDeep(details) as Failure["details"],
      },
    };
  }
}

function understand<T>(call: Call<T>, response: Response, text: string): Answer<T> {
  const json = jsonOf(text);
  const parsed = call.schema.safeParse(call.raw ? json : cleanDeep(json));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined ? "" : `: ${issue.path.join(".")}: ${issue.message}`;
    return failed(response.status, "unreadable", `The answer to ${call.path} does not fit${where}`);
  }
  const etag = response.headers.get("ETag");
  return { ok: true, value: parsed.data, ...(etag === null ? {} : { etag }) };
}

export function unreachable(error: unknown): { ok: false; failure: Failure } {
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  if (isTimeout) return failed(0, "timeout", `no answer within ${longestWaitMs / 1000} s`);
  return failed(0, "unreachable", clean(deepest(error)));
}

function failed(status: number, code: string, error: string): { ok: false; failure: Failure } {
  return { ok: false, failure: { status, code, error, details: [] } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
