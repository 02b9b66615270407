import type { z } from "zod";
import { ErrorAnswer } from "../../routes/contract/common.ts";
import { clean, cleanDeep } from "../terminal/clean.ts";

/** Why there is no answer; `code` and `details` are the API's own where it gave any. */
export interface Failure {
  /** 0: nobody answered. */
  readonly status: number;
  readonly code: string;
  readonly error: string;
  readonly details: readonly { readonly field: string; readonly reason: string }[];
}

/** What went wrong is a value: a screen shows it, nothing throws. */
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
  /** The texts as the server has them, for a form that sends them back; such an answer is never drawn. */
  readonly raw?: boolean;
  readonly signal?: AbortSignal | undefined;
}

const longestWaitMs = 10_000;

/** One server's API for one token. */
export class Http {
  readonly #base: URL;
  readonly #fetch: typeof fetch;
  /** Told of each 401 to a call that had a token. */
  readonly #lapsed: () => void;
  readonly #closing = new AbortController();
  token: string | undefined;

  constructor(server: string, lapsed: () => void, fetchLike: typeof fetch = fetch) {
    this.#base = new URL("api/v1/", server.endsWith("/") ? server : `${server}/`);
    this.#lapsed = lapsed;
    this.#fetch = fetchLike;
  }

  /** One has gone elsewhere: from now on nothing is asked, and no answer comes, neither a good nor a bad one. */
  close(): void {
    this.#closing.abort();
  }

  /** Fires when it is closed: streams end by it. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Done at once, or never when this is closed: what waits for an answer then goes no further. */
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

  /** The bare answer, for streams. Throws where nobody answers. */
  open(
    { method = "GET", path, query = {}, body, headers = {} }: Omit<Call<unknown>, "schema">,
    signal: AbortSignal,
  ): Promise<Response> {
    const url = new URL(path.replace(/^\//, ""), this.#base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== "") url.searchParams.set(name, String(value));
    }
    return this.#fetch(url, {
      method,
      signal,
      redirect: "error",
      headers: {
        Accept: "application/json",
        ...(this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** What a stream's refusal says; a 401 is told on. */
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
  const text = error instanceof Error ? error.message : String(error);
  return failed(0, isTimeout ? "timeout" : "unreachable", clean(text));
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
