import { createMiddleware } from "hono/factory";
import { Refusal } from "../scheduler/model/refusal.ts";
import type { AppEnv } from "./deps.ts";

/** Of a query parameter that is repeated the last counts, and one without a value counts as not sent. */
export const tidyQuery = createMiddleware<AppEnv>(async (c, next) => {
  const url = readAddress(c.req.url);
  const sent = [...url.searchParams];
  const kept = [...new Map(sent)].filter(([, value]) => value !== "");
  if (kept.length < sent.length) {
    url.search = new URLSearchParams(kept).toString();
    const { method, headers, body } = c.req.raw;
    c.req.raw = new Request(url, { method, headers, body });
  }
  await next();
});

/** A server puts together the address of what a client sent as path and host, and does not check it. */
function readAddress(address: string): URL {
  const url = URL.parse(address);
  if (url === null || url.username !== "" || url.password !== "") {
    throw new Refusal("malformed", "The address of this request cannot be read.");
  }
  return url;
}
