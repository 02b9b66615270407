/** One HTTP request of a job class through the guard: its answer as bounded text, its failure in words. */
import project from "../../../deno.json" with { type: "json" };
import type { AllowList } from "./allow_list.ts";
import { decodeText } from "./decode_text.ts";
import { ForbiddenTarget, guardedFetch, messages, type Redirect } from "./http_guard.ts";
import { type JobContext, z } from "../job_class.ts";
import { retryAfterMs } from "./retry_after.ts";

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers?: HeadersInit;
  readonly body?: string | undefined;
  readonly followRedirects?: boolean;
  readonly timeoutMs: number;
  /** The name of the target in messages. By default the URL without its secret parts. */
  readonly label?: string;
  /** The number of this delivery; by default the context's attempt. */
  readonly attempt?: number;
  /** Names of headers that never go to another origin, in lower case. */
  readonly secretHeaders?: readonly string[];
}

export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly body: string;
  /** Whether the body is longer than the kept part. */
  readonly isCut: boolean;
  /** The redirects that led to this answer, in their order. */
  readonly redirects: readonly Redirect[];
  /** The wait that the server asks for, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** No answer came, because of the network or the timeout. A retry may help. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

export const HttpUrl = z.url({
  protocol: /^https?$/,
  error: "must be a URL that begins with http:// or https://",
});

export const HttpMethod = z.string().toUpperCase().pipe(
  z.enum(
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    "must be GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS",
  ),
);

const keptBodyBytes = 64 * 1024;

/**
 * Sends the request once; every status is an answer. Each request carries the execution's id (`Idempotency-Key`), the
 * number of the delivery (`Carillon-Attempt`) and the sender's version (`User-Agent`), unless its headers set them.
 * Throws NoAnswer, ForbiddenTarget, or the signal's reason.
 */
export async function callHttp(
  allow: AllowList,
  request: HttpRequest,
  context: Pick<JobContext, "signal" | "log" | "executionId" | "attempt">,
): Promise<HttpAnswer> {
  const label = request.label ?? withoutSecrets(request.url);
  const seconds = request.timeoutMs / 1000;
  const timeout = new AbortController();
  const timer = setTimeout(
    () => timeout.abort(new NoAnswer(`${label} did not answer within ${seconds} s`)),
    request.timeoutMs,
  );
  const signal = AbortSignal.any([context.signal, timeout.signal]);
  const redirects: Redirect[] = [];
  try {
    const response = await guardedFetch(allow, request.url, {
      method: request.method,
      headers: withOwnHeaders(request, context),
      body: request.body,
      redirect: request.followRedirects === false ? "manual" : "follow",
      onRedirect: (redirect) => redirects.push(redirect),
      secretHeaders: request.secretHeaders ?? [],
      signal,
    });
    return await readAnswer(response, redirects, signal, context);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ForbiddenTarget) throw error;
    throw new NoAnswer(`${label} did not answer: ${withoutUrls(messages(error))}`);
  } finally {
    clearTimeout(timer);
  }
}

/** `POST http://a.test/ was answered 200 OK`, with the method and URL after the redirects. */
export function summaryOf(
  { method, url }: Pick<HttpRequest, "method" | "url">,
  answer: HttpAnswer,
): string {
  const became = answer.redirects.map(({ status, method, url }) =>
    ` (${status}: now ${method} ${withoutSecrets(url)})`
  );
  return `${method} ${withoutSecrets(url)}${became.join("")} was answered ${statusLine(answer)}`;
}

/** Returns `undefined` for "" and null, which are no body. */
export function toBody(body: unknown): { text: string; isJson: boolean } | undefined {
  if (body === undefined || body === null || body === "") return undefined;
  return typeof body === "string"
    ? { text: body, isJson: false }
    : { text: JSON.stringify(body), isJson: true };
}

export function takesBody(method: string): boolean {
  return method !== "GET" && method !== "HEAD";
}

/** `200 OK`, or the number alone when the server sends no text. */
export function statusLine({ status, statusText }: HttpAnswer): string {
  return statusText === "" ? String(status) : `${status} ${statusText}`;
}

/** A URL for messages: without user, password and fragment, and without the query, which often holds a key. */
export function withoutSecrets(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search === "" ? "" : "?…"}`;
}

/** The first part of a body, for an error's message. */
export function excerpt(body: string): string {
  const text = body.trim();
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

async function readAnswer(
  response: Response,
  redirects: readonly Redirect[],
  signal: AbortSignal,
  { log }: Pick<JobContext, "log">,
): Promise<HttpAnswer> {
  const { status, statusText, headers } = response;
  const { bytes, isCut } = await readBody(response, signal);
  const { text, unknownCharset } = decodeText(bytes, headers.get("content-type"));
  if (unknownCharset !== undefined) {
    log.warn(
      `The charset ${JSON.stringify(unknownCharset)} is unknown; the answer is read as UTF-8`,
    );
  }
  const asked = retryAfterMs(headers, Date.now());
  return {
    status,
    statusText,
    headers,
    body: isCut ? `${text}\n[cut: the first ${keptBodyBytes} bytes are kept]` : text,
    isCut,
    redirects,
    ...(asked === undefined ? {} : { retryAfterMs: asked }),
  };
}

async function readBody(
  response: Response,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; isCut: boolean }> {
  const bytes = new Uint8Array(keptBodyBytes);
  let length = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) break;
    const kept = value.subarray(0, keptBodyBytes - length);
    bytes.set(kept, length);
    length += kept.length;
    if (kept.length < value.length) {
      await reader.cancel();
      return { bytes, isCut: true };
    }
  }
  return { bytes: bytes.subarray(0, length), isCut: false };
}

function withOwnHeaders(
  { headers: given, attempt }: HttpRequest,
  context: Pick<JobContext, "executionId" | "attempt">,
): Headers {
  const headers = new Headers(given);
  const own = {
    "user-agent": `Carillon/${project.version}`,
    "idempotency-key": context.executionId,
    "carillon-attempt": String(attempt ?? context.attempt),
  };
  for (const [name, value] of Object.entries(own)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  return headers;
}

/** A message of fetch() holds the whole URL before the reason. */
function withoutUrls(message: string): string {
  const [reason] = /client error \(.*/s.exec(message) ?? [message];
  return reason.replaceAll(/https?:\/\/\S+/g, "…");
}
