import { createMiddleware } from "hono/factory";
import { mustAdmin, mustChange } from "../../scheduler/model/caller.ts";
import type { AppEnv } from "../deps.ts";

/** Refuses everyone but admins, before anything of the request is read. */
export const onlyAdmins = createMiddleware<AppEnv>(async (c, next) => {
  mustAdmin(c.var.caller);
  await next();
});

/** Refuses callers who may only read, before anything of the request is read. */
export const onlyChangers = createMiddleware<AppEnv>(async (c, next) => {
  mustChange(c.var.caller);
  await next();
});
