import type { CrontabFields } from "./expression.ts";
import type { CrontabField } from "./ranges.ts";

/** The class of the jobs that an import of a crontab makes. */
export const programJobClass = "carillon.jobs.ProgramJob";

/** What one line of a crontab becomes. Each line becomes exactly one of these. */
export type CrontabLine =
  & { /** Counted from 1. */ readonly line: number }
  & (
    | {
      readonly kind: "job";
      /** Two where cron joins day and weekday by OR: no day belongs to both. */
      readonly jobs: readonly CrontabJob[];
      readonly notes: readonly string[];
    }
    | {
      readonly kind: "refused";
      /** One English sentence without full stop. */
      readonly reason: string;
      readonly field?: CrontabField;
    }
    | { readonly kind: "variable"; readonly name: string; readonly notes: readonly string[] }
    | { readonly kind: "comment" }
    | { readonly kind: "blank" }
  );

/** A command that cron would run, and when. */
export interface CrontabJob {
  readonly line: number;
  readonly name: string;
  readonly fields: CrontabFields;
  readonly timeZone: string;
  /** The user of a line of a system crontab. */
  readonly user?: string;
  /** A run starts up to this much later than its minute: RANDOM_DELAY. Absent where the file sets none. */
  readonly delaySeconds?: number;
  readonly shell: string;
  readonly command: string;
  readonly stdin?: string;
  /** The folder that the command runs in; absent if neither the file nor the caller names one. */
  readonly home?: string;
  /** What cron sets for the command; no secrets. */
  readonly env: Readonly<Record<string, string>>;
  /** For each secret variable the name of the server's variable that holds its value. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Equal in each import of the same schedule, user and command. */
  readonly key: string;
}
