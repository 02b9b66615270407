import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { hashPingKey, isUuid } from "../../scheduler/auth/ping_key.ts";
import { PingLimits } from "../../scheduler/auth/ping_limits.ts";
import type { MonitorId } from "../../scheduler/model/ids.ts";
import type { Signal } from "../../scheduler/model/monitors/pinging.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { monitorByKey } from "../../scheduler/store/monitors/find_monitors.ts";
import { recordPing } from "../../scheduler/store/monitors/pings.ts";
import {
  PingAnswer,
  PingPath,
  PingQuery,
  PingSignalPath,
} from "../contract/monitors/ping_calls.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { found } from "../http/errors.ts";
import { newApp } from "../http/new_app.ts";
import { remoteAddress } from "../http/remote_address.ts";
import { forEveryone, openErrors } from "../http/route_config.ts";
import { pingBodyBytes, readPingBody } from "./ping_body.ts";

const all = { tags: ["monitors"], security: [], "x-permission": forEveryone };

const answers = {
  200: {
    description: "The ping is stored. `Ping-Body-Limit` says how many bytes of a body are kept.",
    content: { "text/plain": { schema: PingAnswer } },
  },
  ...openErrors(404, 409, 429, 503, 507),
};

const successText =
  "Says that a job that runs elsewhere has succeeded. HEAD does the same. The body may hold any text, " +
  "such as the output of the job.";
const signalText =
  "Says that a job that runs elsewhere has started or failed, tells a line without changing the state, or " +
  "tells an exit status: 0 is a success, all others are failures. HEAD does the same.";

const successRoutes = {
  get: createRoute({
    ...all,
    method: "get",
    path: "/ping/{key}",
    operationId: "ping",
    summary: "Ping: the job has succeeded",
    description: successText,
    request: { params: PingPath, query: PingQuery },
    responses: answers,
  }),
  post: createRoute({
    ...all,
    method: "post",
    path: "/ping/{key}",
    operationId: "pingWithBody",
    summary: "Ping: the job has succeeded, with a body",
    description: successText,
    request: { params: PingPath, query: PingQuery },
    responses: answers,
  }),
};

const signalRoutes = {
  get: createRoute({
    ...all,
    method: "get",
    path: "/ping/{key}/{signal}",
    operationId: "pingSignal",
    summary: "Ping: start, failure, log or exit status",
    description: signalText,
    request: { params: PingSignalPath, query: PingQuery },
    responses: answers,
  }),
  post: createRoute({
    ...all,
    method: "post",
    path: "/ping/{key}/{signal}",
    operationId: "pingSignalWithBody",
    summary: "Ping: start, failure, log or exit status, with a body",
    description: signalText,
    request: { params: PingSignalPath, query: PingQuery },
    responses: answers,
  }),
};

type PingDeps = Pick<AppDeps, "db" | "clock" | "trustedProxies">;

/** What the address of a ping says. */
interface Said extends Omit<Signal, "runId"> {
  readonly key: string;
  readonly rid?: string | undefined;
}

/** The addresses that scripts know from healthchecks.io. The key is all that a ping needs. */
export function pingRoutes(deps: PingDeps) {
  const limits = new PingLimits();
  return newApp()
    .openapi(successRoutes.get, async (c) => {
      const [{ key }, { rid }] = [c.req.valid("param"), c.req.valid("query")];
      await take(c, deps, limits, { key, rid, kind: "success" });
      return c.text("OK", 200);
    })
    .openapi(successRoutes.post, async (c) => {
      const [{ key }, { rid }] = [c.req.valid("param"), c.req.valid("query")];
      await take(c, deps, limits, { key, rid, kind: "success" });
      return c.text("OK", 200);
    })
    .openapi(signalRoutes.get, async (c) => {
      const [{ key, signal }, { rid }] = [c.req.valid("param"), c.req.valid("query")];
      await take(c, deps, limits, { key, rid, ...readSignal(signal) });
      return c.text("OK", 200);
    })
    .openapi(signalRoutes.post, async (c) => {
      const [{ key, signal }, { rid }] = [c.req.valid("param"), c.req.valid("query")];
      await take(c, deps, limits, { key, rid, ...readSignal(signal) });
      return c.text("OK", 200);
    });
}

/** @throws Refusal `malformed` for an exit status above 255, `not_found` for any other signal. */
function readSignal(text: string): Omit<Signal, "runId"> {
  if (text === "start" || text === "fail" || text === "log") return { kind: text };
  if (!/^\d{1,9}$/.test(text)) throw nothingHere();
  const exitStatus = Number(text);
  if (exitStatus > 255) throw new Refusal("malformed", "An exit status is a number from 0 to 255.");
  return { kind: exitStatus === 0 ? "success" : "fail", exitStatus };
}

async function take(
  c: Context<AppEnv>,
  { db, clock, trustedProxies }: PingDeps,
  limits: PingLimits,
  { key, rid, ...signal }: Said,
): Promise<void> {
  const address = remoteAddress(c, trustedProxies);
  limits.take("address", address, clock.now());
  const id = await knownKey(db, key);
  if (id === undefined) {
    limits.take("wrong", address, clock.now());
    throw nothingHere();
  }
  limits.take("key", id, clock.now());
  if (rid !== undefined && !isUuid(rid)) {
    throw new Refusal("malformed", "rid must be a UUID in lower case.");
  }
  const sent = {
    ...signal,
    runId: rid ?? "",
    method: c.req.method,
    remoteAddress: address,
    userAgent: (c.req.header("User-Agent") ?? "").slice(0, 200),
    body: await readPingBody(c.req.raw),
  };
  found("monitor", await recordPing(db, id, sent, clock.now()));
  c.header("Ping-Body-Limit", String(pingBodyBytes));
  c.header("Cache-Control", "no-cache, no-store, max-age=0");
  // Any page may ping, as with healthchecks.io: the address itself is the secret.
  c.header("Access-Control-Allow-Origin", "*");
}

/** Reads the database for each key, also for one that cannot be any monitor's: all wrong keys cost the same. */
async function knownKey(db: AppDeps["db"], key: string): Promise<MonitorId | undefined> {
  return await monitorByKey(db, await hashPingKey(key));
}

function nothingHere(): Refusal {
  return new Refusal("not_found", "There is no such monitor.");
}
