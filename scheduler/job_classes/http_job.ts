import {
  callHttp,
  excerpt,
  type HttpAnswer,
  HttpMethod,
  type HttpRequest,
  HttpUrl,
  NoAnswer,
  summaryOf,
  takesBody,
  toBody,
  withoutSecrets,
} from "./http/http_call.ts";
import type { AllowList } from "./http/allow_list.ts";
import { defineJobClass, type JobClass, type JobContext, JobFailure, z } from "./job_class.ts";
import { signatureHeader, signatureOf } from "./http/signature.ts";
import { JobSecretName, readJobSecret } from "./job_secret.ts";

/** Headers of the connection. The client sets them. */
const notTheJobs =
  /^(?:connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*)$/i;

const HeaderName = z.string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "is not the name of a header")
  .refine((name) => !notTheJobs.test(name), "is a header that a job cannot set");

const HeaderValue = z.string()
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, "has a character that a header cannot hold");

const Status = z.int().min(100).max(599);

const HttpOptions = z.strictObject({
  url: HttpUrl,
  method: HttpMethod.default("GET"),
  headers: z.record(HeaderName, HeaderValue).default({}),
  body: z.unknown().optional(),
  expected_status: z.union([Status, z.array(Status).min(1)], {
    error: "must be a status (100 to 599) or a list of them",
  }).optional(),
  timeout_seconds: z.number().positive().max(3600).default(30),
  retries: z.int().min(0).max(10).default(0),
  retry_delay_seconds: z.number().min(0).max(300).default(1),
  follow_redirects: z.boolean().default(true),
  signature: z.strictObject({
    secret_env: JobSecretName,
    header: HeaderName.default(signatureHeader),
  }).optional(),
}).refine(({ method, body }) => takesBody(method) || toBody(body) === undefined, {
  path: ["body"],
  error: "cannot be sent with GET or HEAD",
});

type HttpOptions = z.output<typeof HttpOptions>;

export function httpJob(allow: AllowList): JobClass {
  return defineJobClass({
    name: "carillon.jobs.HttpJob",
    relaysOutput: true,
    notes: "Sends an HTTP request with headers, body, retries and a signature, and fails unless " +
      "the answer has an expected status; returns the status, the content type and the body.",
    args: z.tuple([
      HttpOptions.meta({
        title: "options",
        description: "url; method (GET); headers, an object of texts; body: text as it is, any " +
          "other JSON as application/json; expected_status, one or a list (200 to 299); " +
          "timeout_seconds for each attempt (30); retries (0) after a status of 500 or above, " +
          "429 or no answer; retry_delay_seconds before the first of them (1), doubled each " +
          "time; follow_redirects (true), at most 5; signature: { secret_env: the name of an " +
          "environment variable that begins with JOB_SECRET_, header (X-Carillon-Signature) }. " +
          "The headers Idempotency-Key (the execution's id), Carillon-Attempt (the number of the " +
          "delivery) and User-Agent are sent unless headers set them. Retry-After is obeyed, up to " +
          "the job's retry_max_delay_seconds.",
      }),
    ]),
    example: [{
      url: "https://example.com/hooks/nightly",
      method: "POST",
      headers: { "X-Team": "reports" },
      body: { day: "today" },
      expected_status: [200, 202],
      timeout_seconds: 20,
      retries: 3,
      signature: { secret_env: "JOB_SECRET_REPORTS" },
    }],
    async run([options], context) {
      for (let delivery = 1;; delivery++) {
        const outcome = await tryOnce(allow, options, context, delivery);
        if (outcome.kind === "done") return toResult(outcome.answer, delivery);
        const { error } = outcome;
        if (delivery > options.retries || !outcome.mayRetry) throw error;

        const waitMs = backoffMs(options, delivery, error.retryAfterMs, context);
        context.log.warn(`Attempt ${delivery} failed, the next is in ${waitMs / 1000} s`);
        await sleep(waitMs, context.signal);
      }
    },
  });
}

type Delivery =
  | { readonly kind: "done"; readonly answer: HttpAnswer }
  | { readonly kind: "failed"; readonly error: JobFailure; readonly mayRetry: boolean };

async function tryOnce(
  allow: AllowList,
  options: HttpOptions,
  context: JobContext,
  delivery: number,
): Promise<Delivery> {
  const { log, attempt } = context;
  const request = {
    ...await toRequest(options),
    // Counted over all attempts of the execution, so that each delivery has its own number.
    attempt: (attempt - 1) * (options.retries + 1) + delivery,
  };
  try {
    const answer = await callHttp(allow, request, context);
    const summary = summaryOf(request, answer);
    log.info(summary);
    if (isExpected(options, answer.status)) return { kind: "done", answer };
    return {
      kind: "failed",
      error: new JobFailure(`${summary}\n${excerpt(answer.body)}`.trim(), {
        retryAfterMs: answer.retryAfterMs,
      }),
      mayRetry: answer.status >= 500 || answer.status === 429,
    };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    log.warn(error.message);
    return { kind: "failed", error: new JobFailure(error.message), mayRetry: true };
  }
}

async function toRequest(options: HttpOptions): Promise<HttpRequest> {
  const { url, method, signature } = options;
  const body = toBody(options.body);
  const headers = new Headers(options.headers);
  if (body?.isJson && !headers.has("content-type")) headers.set("content-type", "application/json");
  if (signature !== undefined) {
    headers.set(
      signature.header,
      await signatureOf(readJobSecret(signature.secret_env), body?.text ?? ""),
    );
  }
  return {
    url,
    method,
    headers,
    body: body?.text,
    followRedirects: options.follow_redirects,
    timeoutMs: options.timeout_seconds * 1000,
    secretHeaders: signature === undefined ? [] : [signature.header.toLowerCase()],
  };
}

function isExpected({ expected_status: expected }: HttpOptions, status: number): boolean {
  if (expected === undefined) return status >= 200 && status < 300;
  return Array.isArray(expected) ? expected.includes(status) : expected === status;
}

function toResult(answer: HttpAnswer, attempts: number): unknown {
  const contentType = answer.headers.get("content-type");
  const isJson = /[/+]json\b/i.test(contentType ?? "") && !answer.isCut;
  return {
    status: answer.status,
    content_type: contentType,
    body: isJson ? parsed(answer.body) : answer.body,
    attempts,
    ...(answer.redirects.length === 0 ? {} : { redirects: answer.redirects.map(shown) }),
  };
}

function shown({ status, method, url }: HttpAnswer["redirects"][number]): unknown {
  return { status, method, url: withoutSecrets(url) };
}

/** Returns the text itself when it is not the JSON that its content type promises. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const longestWaitMs = 5 * 60_000;

/**
 * The wait doubles each time and varies by a quarter, so that many jobs do not come back at once. The server can ask
 * for a longer wait, up to the job's longest wait before a retry.
 */
function backoffMs(
  { retry_delay_seconds: first }: HttpOptions,
  delivery: number,
  askedMs = 0,
  { retryDelayMaxSeconds }: JobContext,
): number {
  const own = first * 1000 * 2 ** (delivery - 1) * (0.75 + Math.random() / 2);
  return Math.max(
    Math.min(longestWaitMs, Math.round(own)),
    Math.min(retryDelayMaxSeconds * 1000, askedMs),
  );
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
