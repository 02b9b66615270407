import {
  callHttp,
  excerpt,
  type HttpAnswer,
  HttpMethod,
  HttpUrl,
  statusLine,
  summaryOf,
  takesBody,
  toBody,
  withoutSecrets,
} from "./http/http_call.ts";
import type { AllowList } from "./http/allow_list.ts";
import { defineJobClass, type JobClass, JobFailure, z } from "./job_class.ts";

const timeoutMs = 60_000;

/** An HTTP request in three arguments. HttpJob has more options. */
export function curlJob(allow: AllowList): JobClass {
  return defineJobClass({
    name: "simple_scheduler.jobs.curl_job.CurlJob",
    relaysOutput: true,
    notes: "Sends an HTTP request and returns the answer's status and body as text; " +
      "fails on a status of 400 or above, or without an answer within 60 seconds.",
    args: z.tuple([
      HttpUrl.meta({ title: "url", description: "What to request." }),
      HttpMethod.default("GET").meta({
        title: "method",
        description: "GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.",
      }),
      z.unknown().optional().meta({
        title: "body",
        description: "Text as it is, any other JSON as application/json. Not with GET or HEAD.",
      }),
    ]).refine(([, method, body]) => takesBody(method) || toBody(body) === undefined, {
      path: [2],
      error: "cannot be sent with GET or HEAD",
    }),
    example: ["https://example.com/api/v1/reports", "POST", { day: "today" }],
    async run([url, method, content], context) {
      const body = toBody(content);
      const request = {
        url,
        method,
        headers: body?.isJson ? { "content-type": "application/json" } : {},
        body: body?.text,
        timeoutMs,
      };
      const answer = await callHttp(allow, request, context);
      const summary = summaryOf(request, answer);
      context.log.info(summary);
      if (answer.status < 400) return toText(answer);
      throw new JobFailure(`${summary}\n${excerpt(answer.body)}`.trim(), {
        retryAfterMs: answer.retryAfterMs,
      });
    },
  });
}

/** As `curl --include --location` shows it: a line for each redirect, then the answer. */
function toText(answer: HttpAnswer): string {
  const redirects = answer.redirects.map(({ status, method, url }) =>
    `HTTP ${status}, then ${method} ${withoutSecrets(url)}\n`
  );
  return `${redirects.join("")}HTTP ${statusLine(answer)}\n\n${answer.body}`;
}
