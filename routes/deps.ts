import type { Passwords } from "../scheduler/auth/password.ts";
import type { TokenSigner } from "../scheduler/auth/token.ts";
import type { JobClassRegistry } from "../scheduler/job_classes/mod.ts";
import type { Logger } from "../scheduler/log.ts";
import type { Metrics } from "../scheduler/metrics.ts";
import type { JobPolicy } from "../scheduler/model/job_policy.ts";
import type { Clock } from "../scheduler/model/time.ts";
import type { SignedIn } from "../scheduler/model/user.ts";
import type { Database } from "../scheduler/store/kv/database.ts";

/** All that the API works with. */
export interface AppDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly tokens: TokenSigner;
  readonly passwords: Passwords;
  /** Promised where a server is quicker to answer than to load them. */
  readonly jobClasses: JobClassRegistry | Promise<JobClassRegistry>;
  readonly log: Logger;
  /** What a job has that does not say otherwise. */
  readonly defaults: { readonly timeZone: string; readonly policy: JobPolicy };
  /** Origins whose pages may use the API from a browser, or `*`. */
  readonly corsOrigins: readonly string[];
  /** How many proxies of ours stand before the server; 0 where clients call it directly. */
  readonly trustedProxies?: number;
  /** Who sends it as bearer may read the metrics, wherever he is. */
  readonly metricsToken?: string | undefined;
  readonly metrics?: Metrics;
}

/** For what needs the job classes: they are there. */
export type JobDeps = AppDeps & { readonly jobClasses: JobClassRegistry };

/** What the server says of a connection: `app.fetch(request, { remoteAddr: info.remoteAddr })`. */
export interface Bindings {
  readonly remoteAddr?: Deno.Addr;
}

// A type and not an interface: Hono wants one with an index signature.
export type AppEnv = {
  Bindings: Bindings;
  Variables: {
    /** Who asks, as the database has him now; set by signedIn(). */
    user: SignedIn;
    /** Names this request in each of its lines. */
    log: Logger;
    /** The JSON body that was sent, where the call takes one; set by jsonBody and optionalJsonBody. */
    body: SentJson | undefined;
  };
};

/** A JSON body, as text and as what it says. */
export interface SentJson {
  readonly text: string;
  readonly value: unknown;
}
