/** What the HTTP job classes share: one request through the guard, its answer as bounded text, its failure in words. */
import type { AllowList } from "./allow_list.ts";
import { ForbiddenTarget, guardedFetch, messages } from "./http_guard.ts";
import { z } from "../job_class.ts";

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers?: HeadersInit;
  readonly body?: string | undefined;
  readonly followRedirects?: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** How the target is called in messages; the URL without what may be secret in it, unless given. */
  readonly label?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly body: string;
  /** Whether the body went on beyond what is kept of it. */
  readonly isCut: boolean;
}

/** No answer came: the network, or the timeout. To try again may help. */
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

/** Throws NoAnswer, ForbiddenTarget, or the signal's reason. Any status is an answer. */
export async function callHttp(allow: AllowList, request: HttpRequest): Promise<HttpAnswer> {
  const label = request.label ?? withoutSecrets(request.url);
  const seconds = request.timeoutMs / 1000;
  const timeout = new AbortController();
  const timer = setTimeout(
    () => timeout.abort(new NoAnswer(`${label} did not answer within ${seconds} s`)),
    request.timeoutMs,
  );
  const signal = AbortSignal.any([request.signal, timeout.signal]);
  try {
    const response = await guardedFetch(allow, request.url, {
      method: request.method,
      headers: withUserAgent(request.headers),
      body: request.body,
      redirect: request.followRedirects === false ? "manual" : "follow",
      signal,
    });
    const { status, statusText, headers } = response;
    return { status, statusText, headers, ...(await readBody(response, signal)) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ForbiddenTarget) throw error;
    throw new NoAnswer(`${label} did not answer: ${withoutUrls(messages(error))}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Bodies of GET and HEAD cannot be sent; "" and null are none. */
export function toBody(body: unknown): { text: string; isJson: boolean } | undefined {
  if (body === undefined || body === null || body === "") return undefined;
  return typeof body === "string"
    ? { text: body, isJson: false }
    : { text: JSON.stringify(body), isJson: true };
}

export function takesBody(method: string): boolean {
  return method !== "GET" && method !== "HEAD";
}

/** `200 OK`, or the number alone. */
export function statusLine({ status, statusText }: HttpAnswer): string {
  return statusText === "" ? String(status) : `${status} ${statusText}`;
}

/** A URL as it may be shown: user, password and fragment left out, and the query, which often holds a key. */
export function withoutSecrets(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search === "" ? "" : "?…"}`;
}

/** The first part of a body, to stand in an error's message. */
export function excerpt(body: string): string {
  const text = body.trim();
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

async function readBody(
  response: Response,
  signal: AbortSignal,
): Promise<{ body: string; isCut: boolean }> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let body = "";
  let left = keptBodyBytes;
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) break;
    body += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.length;
    if (left < 0) {
      await reader.cancel();
      return { body: `${body}\n[cut: the first ${keptBodyBytes} bytes are kept]`, isCut: true };
    }
  }
  return { body: body + decoder.decode(), isCut: false };
}

function withUserAgent(init: HeadersInit | undefined): Headers {
  const headers = new Headers(init);
  if (!headers.has("user-agent")) headers.set("user-agent", "Carillon");
  return headers;
}

/** fetch() tells the whole URL before what happened. */
function withoutUrls(message: string): string {
  const [reason] = /client error \(.*/s.exec(message) ?? [message];
  return reason.replaceAll(/https?:\/\/\S+/g, "…");
}
