import { createMiddleware } from "hono/factory";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { AppEnv } from "../deps.ts";

/** Methods of which no Request can be made here; no path takes them. */
const unmakeable = new Set(["CONNECT", "TRACE", "TRACK"]);

/** Parameters that name several, with commas between. */
const lists = new Set(["state"]);

/** An address that has no query, and that can be read: most have none. */
const plain = /^https?:\/\/[\w.-]+(?::[1-5]?\d{1,4})?\/[\w./-]*$/;

/**
 * Of a query parameter that is repeated the last counts, unless it is a list, and one without a value counts
 * as not sent.
 */
export const tidyQuery = createMiddleware<AppEnv>(async (c, next) => {
  if (plain.test(c.req.url)) return await next();
  const url = readAddress(c.req.url);
  const sent = [...url.searchParams];
  const kept = [...joined(sent)].filter(([, value]) => value !== "");
  if (kept.length < sent.length && !unmakeable.has(c.req.method)) {
    url.search = new URLSearchParams(kept).toString();
    const { method, headers, body } = c.req.raw;
    c.req.raw = new Request(url, { method, headers, body });
  }
  await next();
});

function joined(sent: readonly [string, string][]): Map<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of sent) {
    const before = lists.has(name) ? kept.get(name) : undefined;
    kept.set(name, before && value ? `${before},${value}` : before || value);
  }
  return kept;
}

/** A server puts together the address of what a client sent as path and host, and does not check it. */
function readAddress(address: string): URL {
  const url = URL.parse(address);
  if (url === null || url.username !== "" || url.password !== "") {
    throw new Refusal("malformed", "The address of this request cannot be read.");
  }
  return url;
}
