import { OpenAPIHono } from "@hono/zod-openapi";
import type { Passwords } from "../scheduler/auth/password.ts";
import type { TokenSigner } from "../scheduler/auth/token.ts";
import type { JobClassRegistry } from "../scheduler/job_classes/mod.ts";
import type { Logger } from "../scheduler/log.ts";
import type { JobPolicy } from "../scheduler/model/job.ts";
import type { Clock } from "../scheduler/model/time.ts";
import type { User } from "../scheduler/model/user.ts";
import type { Database } from "../scheduler/store/database.ts";

/** All that the API works with. */
export interface AppDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly tokens: TokenSigner;
  readonly passwords: Passwords;
  readonly jobClasses: JobClassRegistry;
  readonly log: Logger;
  /** What a job has that does not say otherwise. */
  readonly defaults: { readonly timeZone: string; readonly policy: JobPolicy };
  /** Origins whose pages may use the API from a browser, or `*`. */
  readonly corsOrigins: readonly string[];
}

/** What the server says of a connection: `app.fetch(request, { remoteAddr: info.remoteAddr })`. */
export interface Bindings {
  readonly remoteAddr?: Deno.Addr;
}

// A type and not an interface: Hono wants one with an index signature.
export type AppEnv = {
  Bindings: Bindings;
  Variables: {
    /** Who asks, as the database has him now; set by signedIn(). */
    user: User;
  };
};

export function newRoutes(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>();
}
