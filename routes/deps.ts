import type { Passwords } from "../scheduler/auth/password.ts";
import type { PasswordPolicy } from "../scheduler/auth/password_policy.ts";
import type { TokenSigner } from "../scheduler/auth/token.ts";
import type { Examination } from "../scheduler/doctor/doctor.ts";
import type { ClockSkew } from "../scheduler/engine/checks/clock_check.ts";
import type { JobClassRegistry } from "../scheduler/job_classes/mod.ts";
import type { Logger } from "../scheduler/log.ts";
import type { Metrics } from "../scheduler/metrics.ts";
import type { Caller } from "../scheduler/model/caller.ts";
import type { JobPolicy } from "../scheduler/model/job_policy.ts";
import type { ProgramCategories } from "../scheduler/model/rights/program_rights.ts";
import type { SecretCategories } from "../scheduler/model/rights/secret_rights.ts";
import type { Clock } from "../scheduler/model/time.ts";
import type { SendDeps } from "../scheduler/notifications/deliver.ts";
import type { TakePlace } from "../scheduler/store/firing/taking.ts";
import type { Database } from "../scheduler/store/kv/database.ts";
import type { CallerListener } from "./http/streams/caller_watch.ts";

/** Everything that the API works with. */
export interface AppDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly tokens: TokenSigner;
  readonly passwords: Passwords;
  /** For passwords that people make up; absent: every password is good. */
  readonly passwordPolicy?: PasswordPolicy;
  readonly jobClasses: JobClassRegistry;
  /** Absent: only admins may save jobs that run programs. */
  readonly programCategories?: ProgramCategories;
  /** Absent: every job may use every job secret. */
  readonly secretCategories?: SecretCategories;
  readonly log: Logger;
  /** The fields of a job for which the client sends no value. */
  readonly defaults: { readonly timeZone: string; readonly policy: JobPolicy };
  /** The user that runs commands, and that user's home folder, as far as they are known. */
  readonly runsAs?: { readonly user?: string | undefined; readonly home?: string | undefined };
  /** Whether log-in sets a cookie, which the API takes from pages of the server itself. */
  readonly loginCookie?: boolean;
  /** Whether the server speaks the Model Context Protocol at /mcp. */
  readonly mcp?: boolean;
  /** Origins whose pages may use the API from a browser, or `*`. */
  readonly corsOrigins: readonly string[];
  /** The number of our own proxies in front of the server; 0 where clients call the server directly. */
  readonly trustedProxies?: number;
  /** Whoever sends this text as bearer token may read the metrics from anywhere. */
  readonly metricsToken?: string | undefined;
  readonly metrics?: Metrics;
  /** How the clock of this process compares with those of the others; `undefined` where nobody compares. */
  readonly clockSkew?: () => ClockSkew | undefined;
  /** How test messages of channels are sent; absent: to public addresses, without links. */
  readonly sending?: SendDeps;
  /** What the doctor looks at besides the database; absent: nothing. */
  readonly settings?: () => Promise<Pick<Examination, "settings" | "surroundings">>;
  /** Absent in a process without a worker: other processes run what is asked for here. */
  readonly takePlace?: TakePlace;
}

/** What the server knows of a connection: `app.fetch(request, info)`, so that an address is read only where a call asks for it. */
export interface Bindings {
  readonly remoteAddr?: Deno.Addr;
}

// A type and not an interface: Hono needs a type with an index signature.
export type AppEnv = {
  Bindings: Bindings;
  Variables: {
    /** Who calls, as the database knows the caller now; set by guard(). */
    caller: Caller;
    /** Follows what the caller may do from now on; set by guard(). @returns a function that ends it. */
    watchCaller: (listener: CallerListener) => () => void;
    /** Writes the id of this request into each line. */
    log: Logger;
  };
};
