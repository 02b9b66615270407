import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { LogEntry } from "../../../routes/contract/history/logs.ts";

/** One line of the live feed. */
export type FeedEntry =
  & {
    /** The id of the line. It stays while further events are folded into it. */
    readonly key: string;
    /** Which event told it last. */
    readonly told: string;
    readonly at: string;
    readonly jobId: string;
    readonly jobName: string;
    /** How many events say the same; absent: one. */
    readonly count?: number;
  }
  & (
    | { readonly kind: "execution"; readonly execution: Execution }
    | { readonly kind: "log"; readonly log: LogEntry }
  );
