/** One field of the job policy: its names, its bounds, its default, and what it means. */
interface Field {
  /** The field's name in the API. */
  readonly wireName: string;
  /** The value of a new job for which the client sends none, and of an older record without the field. */
  readonly default: unknown;
  /** One English sentence for the API's description. */
  readonly description: string;
  /** The first versions did not have the field: answers of their servers lack it. */
  readonly isLater?: true;
}

interface WholeNumberField extends Field {
  readonly kind: "whole number";
  readonly least: number;
  readonly most: number;
  readonly default: number;
  /** A value that the API's description shows; the default where it is absent. */
  readonly example?: number;
}

interface ChoiceField extends Field {
  readonly kind: "choice";
  readonly options: readonly string[];
  readonly default: string;
}

interface YesOrNoField extends Field {
  readonly kind: "yes or no";
  readonly default: boolean;
}

export type JobPolicyField = WholeNumberField | ChoiceField | YesOrNoField;

const day = 86_400;

/**
 * How a job's executions are made and run: the one table from which the record, the API and the dashboard's
 * form follow. The names of the rows are those of the record; their order is that of the API's fields.
 */
export const jobPolicyFields = {
  maxInstances: {
    kind: "whole number",
    wireName: "max_instances",
    least: 1,
    most: 100,
    default: 3,
    description: "How many executions may be under way at once.",
  },
  /** What happens when no instance is free: the fire is skipped, waits, or replaces the oldest instance. */
  overlap: {
    kind: "choice",
    wireName: "overlap",
    options: ["skip", "queue", "replace"],
    default: "skip",
    description: "What happens to a fire for which no instance is free.",
  },
  misfireGraceSeconds: {
    kind: "whole number",
    wireName: "misfire_grace_seconds",
    least: 0,
    most: 31 * day,
    default: 3600,
    description: "A later fire is not made up for.",
  },
  coalesce: {
    kind: "yes or no",
    wireName: "coalesce",
    default: true,
    description: "One run for all missed fires, or one for each.",
  },
  maxRetries: {
    kind: "whole number",
    wireName: "max_retries",
    least: 0,
    most: 25,
    default: 0,
    example: 2,
    description: "How often a failed attempt is tried again.",
  },
  retryDelaySeconds: {
    kind: "whole number",
    wireName: "retry_delay_seconds",
    least: 0,
    most: day,
    default: 10,
    description: "Before the first retry; it doubles with each.",
  },
  retryDelayMaxSeconds: {
    kind: "whole number",
    wireName: "retry_max_delay_seconds",
    least: 0,
    most: day,
    default: 600,
    description: "The longest wait before a retry.",
  },
  /** 0 is without limit. */
  timeoutSeconds: {
    kind: "whole number",
    wireName: "timeout_seconds",
    least: 0,
    most: day,
    default: 0,
    example: 60,
    description: "For one attempt; 0 is without limit.",
  },
  /** A run starts later than its fire time by a part of this, which the job and the fire time decide. */
  jitterSeconds: {
    kind: "whole number",
    wireName: "jitter_seconds",
    isLater: true,
    least: 0,
    most: day,
    default: 0,
    example: 30,
    description: "The most by which a run starts later than its fire time.",
  },
  onExcluded: {
    kind: "choice",
    wireName: "on_excluded",
    isLater: true,
    options: ["skip", "next_working_day", "previous_working_day"],
    default: "skip",
    description: "What happens to a fire time that the calendars exclude.",
  },
} as const satisfies Readonly<Record<string, JobPolicyField>>;

type Fields = typeof jobPolicyFields;
export type JobPolicyName = keyof Fields;
export type JobPolicyWireName = Fields[JobPolicyName]["wireName"];
/** The record's name of a field of the API. */
export type JobPolicyNameOf<Wire extends JobPolicyWireName> = {
  [Name in JobPolicyName]: Fields[Name]["wireName"] extends Wire ? Name : never;
}[JobPolicyName];

/** The value that a field of the table holds. */
export type JobPolicyValue<F extends JobPolicyField> = F extends WholeNumberField ? number
  : F extends YesOrNoField ? boolean
  : F extends { readonly options: readonly (infer Option)[] } ? Option
  : never;

/** How a job's executions are made and run: a value for each field of the table. */
export type JobPolicyValues = { [Name in JobPolicyName]: JobPolicyValue<Fields[Name]> };
/** The same under the names of the API. */
export type JobPolicyWire = {
  [Wire in JobPolicyWireName]: JobPolicyValue<Fields[JobPolicyNameOf<Wire>]>;
};

/** The names of all fields, in the order of the table. */
export const jobPolicyNames = Object.keys(jobPolicyFields) as readonly JobPolicyName[];

/** The policy of a job for which the client sends no field of it. */
export const defaultJobPolicy = Object.fromEntries(
  jobPolicyNames.map((name) => [name, jobPolicyFields[name].default]),
) as unknown as Readonly<JobPolicyValues>;

export function jobPolicyToWire(policy: JobPolicyValues): JobPolicyWire {
  // A list of jobs calls this for each of them: Object.fromEntries() makes objects that are slow to copy.
  const wire: Record<string, unknown> = {};
  for (const name of jobPolicyNames) wire[jobPolicyFields[name].wireName] = policy[name];
  return wire as JobPolicyWire;
}

/** @param before the value of each field that `sent` leaves out or sets to null. */
export function jobPolicyFromWire(
  sent: { readonly [Wire in JobPolicyWireName]?: JobPolicyWire[Wire] | null | undefined },
  before: JobPolicyValues,
): JobPolicyValues {
  return Object.fromEntries(
    jobPolicyNames.map((name) => [name, sent[jobPolicyFields[name].wireName] ?? before[name]]),
  ) as unknown as JobPolicyValues;
}
