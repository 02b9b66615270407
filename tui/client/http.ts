import { CarillonError, jsonOf, refusalOf, unreachable } from "./failure.ts";
import { apiBase, type ApiRequest, apiUrl, requestInit } from "./request.ts";
import { pauseFor } from "./waiting.ts";

/** Options that every call takes. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Options of a call that makes something. */
export interface MakeOptions extends CallOptions {
  /** Sent as `Idempotency-Key`; a random one without it. The same key makes the thing once. */
  readonly idempotencyKey?: string | undefined;
}

/** Options of a call that changes something. */
export interface ChangeOptions extends CallOptions {
  /** The version that was read. The server refuses with 412 when the thing has changed since. */
  readonly etag?: string | undefined;
}

export interface ClientOptions {
  /** The server's address, such as `https://jobs.example.org`. */
  readonly url: string;
  /** A token of a log-in, or an API key. */
  readonly token?: string | undefined;
  /** How often a call that the server refused with 429 or 503 is sent again; 4 without it. */
  readonly mostRetries?: number | undefined;
  /** The longest wait before a retry, in milliseconds; 30,000 without it. A longer one fails the call at once. */
  readonly longestWaitMs?: number | undefined;
  /** How long one answer may take, in milliseconds; 30,000 without it. Streams have no limit. */
  readonly timeoutMs?: number | undefined;
  /** In place of the runtime's own `fetch`. */
  readonly fetch?: typeof fetch | undefined;
}

const firstBackoffMs = 500;
const retried: ReadonlySet<number> = new Set([429, 503]);

/** An answer with the version of the thing in it. */
export interface Tagged<T> {
  readonly value: T;
  readonly etag: string | undefined;
}

/** Sends the calls of one client, and sends again what a busy server refused. */
export class Http {
  readonly base: URL;
  token: string | undefined;
  readonly #mostRetries: number;
  readonly #longestWaitMs: number;
  readonly #timeoutMs: number;
  readonly #fetch: typeof fetch;

  constructor({ url, token, fetch: given, ...options }: ClientOptions) {
    this.base = apiBase(url);
    this.token = token;
    this.#mostRetries = options.mostRetries ?? 4;
    this.#longestWaitMs = options.longestWaitMs ?? 30_000;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    // Browsers refuse a `fetch` that is called as a method of another object.
    this.#fetch = given ?? ((input, init) => fetch(input, init));
  }

  async call<T>(request: ApiRequest, options: CallOptions = {}): Promise<T> {
    return (await this.tagged<T>(request, options)).value;
  }

  /** Makes something, at most once, however often the request is sent. */
  make<T>(request: ApiRequest, options: MakeOptions = {}): Promise<T> {
    const key = options.idempotencyKey ?? crypto.randomUUID();
    return this.call({ method: "POST", ...request, headers: { "Idempotency-Key": key } }, options);
  }

  change<T>(request: ApiRequest, options: ChangeOptions = {}): Promise<T> {
    const headers = options.etag === undefined ? {} : { "If-Match": options.etag };
    return this.call({ method: "PUT", ...request, headers }, options);
  }

  async tagged<T>(request: ApiRequest, options: CallOptions = {}): Promise<Tagged<T>> {
    for (let attempt = 0;; attempt++) {
      const answer = await this.#once<T>(request, options.signal);
      if (!(answer instanceof CarillonError)) return answer;
      const waitMs = this.#waitMs(answer, attempt);
      if (waitMs === undefined) throw answer;
      await pauseFor(waitMs, options.signal);
    }
  }

  /**
   * Opens a stream.
   * @throws CarillonError when the server refuses or does not answer.
   */
  async open(request: ApiRequest, signal: AbortSignal): Promise<Response> {
    const response = await this.#send(request, signal);
    if (!response.ok) throw await refusalOf(response);
    return response;
  }

  async #once<T>(
    request: ApiRequest,
    signal: AbortSignal | undefined,
  ): Promise<Tagged<T> | CarillonError> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    const response = await this.#send(request, either, signal);
    if (!response.ok) return await refusalOf(response);
    const text = await response.text().catch((error) => {
      throw unreachable(this.base, error);
    });
    const value = jsonOf(text);
    if (value === undefined) {
      throw new CarillonError(`${this.base.origin} answered something that is not JSON`, {
        status: response.status,
        code: "unreadable",
      });
    }
    return { value: value as T, etag: response.headers.get("ETag") ?? undefined };
  }

  /** An abort that the caller asked for is thrown as it is. */
  async #send(
    request: ApiRequest,
    signal: AbortSignal,
    asked: AbortSignal | undefined = signal,
  ): Promise<Response> {
    try {
      const init = requestInit(request, this.token, signal);
      return await this.#fetch(apiUrl(this.base, request), init);
    } catch (error) {
      asked?.throwIfAborted();
      throw unreachable(this.base, error);
    }
  }

  /** How long to wait before the next attempt; `undefined`: there is none. */
  #waitMs({ status, retryAfterMs }: CarillonError, attempt: number): number | undefined {
    if (!retried.has(status) || attempt >= this.#mostRetries) return undefined;
    const waitMs = retryAfterMs ?? firstBackoffMs * 2 ** attempt;
    return waitMs > this.#longestWaitMs ? undefined : waitMs;
  }
}
