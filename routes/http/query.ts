import type { Context, Next } from "hono";
import { createMiddleware } from "hono/factory";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { AppEnv } from "../deps.ts";

/** Methods for which `new Request()` throws; no path takes them. */
const unmakeable = new Set(["CONNECT", "TRACE", "TRACK"]);

/** Parameters that hold a list, with commas between its items. */
const lists = new Set(["state"]);

/** A valid address without a query; most requests have one of this form. */
const plain = /^https?:\/\/[\w.-]+(?::[1-5]?\d{1,4})?\/[\w./-]*$/;

/**
 * Of a repeated query parameter the last value counts, unless the parameter holds a list. A parameter without
 * a value counts as not sent.
 * @throws Refusal `malformed` for an address that cannot be read.
 */
export const tidyQuery = createMiddleware<AppEnv>((c, next) => {
  return plain.test(c.req.url) ? next() : tidied(c, next);
});

async function tidied(c: Context<AppEnv>, next: Next): Promise<void> {
  const url = readAddress(c.req.url);
  const sent = [...url.searchParams];
  const kept = [...joined(sent)].filter(([, value]) => value !== "");
  if (kept.length < sent.length && !unmakeable.has(c.req.method)) {
    url.search = new URLSearchParams(kept).toString();
    const { method, headers, body } = c.req.raw;
    c.req.raw = new Request(url, { method, headers, body });
  }
  await next();
}

function joined(sent: readonly [string, string][]): Map<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of sent) {
    const before = lists.has(name) ? kept.get(name) : undefined;
    kept.set(name, before && value ? `${before},${value}` : before || value);
  }
  return kept;
}

/** The server joins path and host as the client sent them, without a check. */
function readAddress(address: string): URL {
  const url = URL.parse(address);
  if (url === null || url.username !== "" || url.password !== "") {
    throw new Refusal("malformed", "The address of this request cannot be read.");
  }
  return url;
}
