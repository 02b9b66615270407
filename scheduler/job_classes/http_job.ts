import {
  callHttp,
  excerpt,
  type HttpAnswer,
  HttpMethod,
  HttpUrl,
  NoAnswer,
  statusLine,
  takesBody,
  toBody,
  withoutSecrets,
} from "./http/http_call.ts";
import type { AllowList } from "./http/allow_list.ts";
import { defineJobClass, type JobClass, type JobContext, z } from "./job_class.ts";
import { JobSecretName, readJobSecret } from "./job_secret.ts";

/** Headers that belong to the connection, which is not the job's. */
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
    header: HeaderName.default("X-Carillon-Signature"),
  }).optional(),
}).refine(({ method, body }) => takesBody(method) || toBody(body) === undefined, {
  path: ["body"],
  error: "cannot be sent with GET or HEAD",
});

type HttpOptions = z.output<typeof HttpOptions>;

export function httpJob(allow: AllowList): JobClass {
  return defineJobClass({
    name: "carillon.jobs.HttpJob",
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
          "The header Idempotency-Key holds the execution's id unless headers set it.",
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
      for (let attempt = 1;; attempt++) {
        const outcome = await tryOnce(allow, options, context);
        const isLast = attempt > options.retries;
        if (outcome.kind === "done") return toResult(outcome.answer, attempt);
        if (isLast || !outcome.mayRetry) throw outcome.error;

        const waitMs = backoffMs(options, attempt, outcome.retryAfter);
        context.log.warn(`Attempt ${attempt} failed, the next is in ${waitMs / 1000} s`);
        await sleep(waitMs, context.signal);
      }
    },
  });
}

type Attempt =
  | { readonly kind: "done"; readonly answer: HttpAnswer }
  | {
    readonly kind: "failed";
    readonly error: Error;
    readonly mayRetry: boolean;
    readonly retryAfter?: string | null;
  };

async function tryOnce(
  allow: AllowList,
  options: HttpOptions,
  { signal, log, executionId }: JobContext,
): Promise<Attempt> {
  const { url, method } = options;
  const body = toBody(options.body);
  const headers = new Headers(options.headers);
  if (body?.isJson && !headers.has("content-type")) headers.set("content-type", "application/json");
  if (!headers.has("idempotency-key")) headers.set("idempotency-key", executionId);
  if (options.signature !== undefined) {
    const { secret_env, header } = options.signature;
    headers.set(header, await sign(readJobSecret(secret_env), body?.text ?? ""));
  }

  try {
    const answer = await callHttp(allow, {
      url,
      method,
      headers,
      body: body?.text,
      followRedirects: options.follow_redirects,
      timeoutMs: options.timeout_seconds * 1000,
      signal,
    });
    const summary = `${method} ${withoutSecrets(url)} was answered ${statusLine(answer)}`;
    log.info(summary);
    if (isExpected(options, answer.status)) return { kind: "done", answer };
    return {
      kind: "failed",
      error: new Error(`${summary}\n${excerpt(answer.body)}`.trim()),
      mayRetry: answer.status >= 500 || answer.status === 429,
      retryAfter: answer.headers.get("retry-after"),
    };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    log.warn(error.message);
    return { kind: "failed", error, mayRetry: true };
  }
}

/**
 * `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 of `<unix seconds>.<body>`. The receiver makes the same of the raw body and
 * refuses what is old, so that a recorded request cannot be sent again.
 */
async function sign(secret: string, body: string): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000);
  const bytes = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes.encode(secret), algorithm, false, [
    "sign",
  ]);
  const mac = await crypto.subtle.sign("HMAC", key, bytes.encode(`${seconds}.${body}`));
  const hex = Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, "0"));
  return `t=${seconds},v1=${hex.join("")}`;
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
  };
}

/** The text itself where a server says JSON and sends something else. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const longestWaitMs = 5 * 60_000;

/** Doubled each time and varied by a quarter, so that many jobs do not come back at once; or what the server asks. */
function backoffMs(
  { retry_delay_seconds: first }: HttpOptions,
  attempt: number,
  retryAfter: string | null | undefined,
): number {
  const asked = /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) * 1000 : 0;
  const own = first * 1000 * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
  return Math.min(longestWaitMs, Math.max(asked, Math.round(own)));
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
