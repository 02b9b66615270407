import type { Carillon } from "../client/mod.ts";
import type { Account } from "../client/types.ts";
import type { OutputForm } from "./output.ts";

/** The options that every subcommand takes. */
export interface GlobalOptions {
  readonly url?: string;
  readonly user?: string;
  readonly profile?: string;
  readonly output?: OutputForm;
  readonly json?: boolean;
}

/** A server, and who calls it. */
export interface Connection {
  readonly server: string;
  /** "" where nobody has logged in, or an API key is used. */
  readonly username: string;
  readonly account?: Account;
  readonly client: Carillon;
}
