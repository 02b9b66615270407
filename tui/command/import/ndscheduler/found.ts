import type { Untaken } from "../untaken.ts";

/** What was found in another ndscheduler, in the form of its API, and not yet checked. */
export interface Found {
  readonly categories: readonly unknown[];
  /** With `password_hash` where a database tells it. */
  readonly users: readonly unknown[];
  readonly jobs: readonly FoundJob[];
  readonly executions: readonly FoundExecution[];
  readonly logs: readonly FoundLog[];
  /** The one zone of its schedules; absent where the source does not name it. */
  readonly timeZone?: string;
  /** What could not be read. */
  readonly untaken: readonly Untaken[];
  readonly notes: readonly string[];
}

/** The fields are as the API names them; any of them may be missing or of another type. */
export type FoundJob = Readonly<Record<string, unknown>>;
export type FoundExecution = Readonly<Record<string, unknown>>;
export type FoundLog = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Readonly<Record<string, unknown>>
    : {};
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
