import type { AllowList } from "../../job_classes/http/allow_list.ts";
import { callHttp, excerpt, HttpUrl, statusLine } from "../../job_classes/http/http_call.ts";
import { signatureHeader, signatureOf } from "../../job_classes/http/signature.ts";
import { type JobContext, JobFailure } from "../../job_classes/job_class.ts";
import { httpKinds } from "./http_kinds.ts";
import type { HttpKind, RequestParts } from "./message_request.ts";

/** How long a channel's server may take to answer, in milliseconds. */
export const answerMs = 10_000;

/** What sending needs of a run. */
export type SendContext = Pick<JobContext, "signal" | "log" | "executionId" | "attempt">;

/**
 * Sends a message by HTTP, once. Paths and queries of the addresses are often passwords, so texts name the host alone.
 * @returns how it was answered.
 * @throws JobFailure for a status other than 2xx; NoAnswer, ForbiddenTarget, or the signal's reason.
 */
export async function sendHttp(
  allow: AllowList,
  kind: HttpKind,
  parts: RequestParts,
  context: SendContext,
  timeoutMs = answerMs,
): Promise<string> {
  const request = httpKinds[kind](parts);
  const url = HttpUrl.safeParse(request.url);
  if (!url.success) throw new Error("the channel's secret holds no http(s) URL");
  const { host, pathname } = new URL(url.data);
  const body = JSON.stringify(request.body);
  const headers = new Headers({ "content-type": "application/json", ...request.headers });
  if (request.signingKey !== undefined) {
    headers.set(signatureHeader, await signatureOf(request.signingKey, body));
  }
  const answer = await callHttp(allow, {
    url: url.data,
    method: "POST",
    headers,
    body,
    followRedirects: false,
    timeoutMs,
    label: host,
  }, context);
  const summary = `${host} answered ${statusLine(answer)}`;
  if (answer.status >= 200 && answer.status <= 299) return summary;
  const said = excerpt(pathname === "/" ? answer.body : answer.body.replaceAll(pathname, "/…"));
  throw new JobFailure(said === "" ? summary : `${summary}: ${said.slice(0, 200)}`, {
    retryAfterMs: answer.retryAfterMs,
  });
}
