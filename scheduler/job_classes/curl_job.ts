import {
  callHttp,
  excerpt,
  HttpMethod,
  HttpUrl,
  statusLine,
  takesBody,
  toBody,
  withoutSecrets,
} from "./http/http_call.ts";
import type { AllowList } from "./http/allow_list.ts";
import { defineJobClass, type JobClass, z } from "./job_class.ts";

const timeoutMs = 60_000;

/** An HTTP request in three arguments; whoever needs more takes HttpJob. */
export function curlJob(allow: AllowList): JobClass {
  return defineJobClass({
    name: "simple_scheduler.jobs.curl_job.CurlJob",
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
    async run([url, method, content], { signal, log }) {
      const body = toBody(content);
      const answer = await callHttp(allow, {
        url,
        method,
        headers: body?.isJson ? { "content-type": "application/json" } : {},
        body: body?.text,
        timeoutMs,
        signal,
      });
      const summary = `${method} ${withoutSecrets(url)} was answered ${statusLine(answer)}`;
      log.info(summary);
      if (answer.status >= 400) throw new Error(`${summary}\n${excerpt(answer.body)}`.trim());
      return `HTTP ${statusLine(answer)}\n\n${answer.body}`;
    },
  });
}
