/** A change to the service as data, so that a dialog can hold it until it is confirmed and undo can keep it. */
export type Act =
  | {
    readonly kind: "run_jobs";
    readonly jobIds: readonly string[];
    readonly body?: Readonly<Record<string, unknown>>;
  }
  | {
    readonly kind: "pause_jobs";
    readonly jobIds: readonly string[];
    /** The reason, the end, and what becomes of the fires. */
    readonly body?: Readonly<Record<string, unknown>>;
  }
  /** The ids are numbers of categories; 0 is everything. */
  | {
    readonly kind: "begin_pause";
    readonly ids: readonly string[];
    readonly body: Readonly<Record<string, unknown>>;
  }
  | { readonly kind: "end_pause"; readonly ids: readonly string[] }
  | { readonly kind: "resume_jobs"; readonly jobIds: readonly string[] }
  | { readonly kind: "delete_jobs"; readonly jobIds: readonly string[] }
  | { readonly kind: "stop_executions"; readonly executionIds: readonly string[] }
  | { readonly kind: "retry_executions"; readonly executionIds: readonly string[] }
  /** Undoes an edit. */
  | {
    readonly kind: "change_jobs";
    readonly jobIds: readonly string[];
    readonly body: Readonly<Record<string, unknown>>;
  }
  /** The ids of categories, users and keys are numbers written as text, as in the lists. */
  | { readonly kind: "delete_categories"; readonly ids: readonly string[] }
  | {
    readonly kind: "delete_users";
    readonly ids: readonly string[];
    /** What becomes of the API keys that the users made. The server asks for it where there are such keys. */
    readonly apiKeys?: "revoke" | "keep";
  }
  | {
    readonly kind: "acknowledge_alarms" | "close_alarms";
    readonly ids: readonly string[];
    readonly note?: string;
  }
  | {
    readonly kind: "snooze_alarms";
    readonly ids: readonly string[];
    /** A time, or `recovery`. */
    readonly until: string;
    readonly note?: string;
  }
  /** Switches off the rule of the job that raises the alarm. */
  | {
    readonly kind: "mute_alarms";
    readonly ids: readonly string[];
    /** The job and its rules before, where there is one job: undo needs them. */
    readonly before?: {
      readonly jobId: string;
      readonly alarms: Readonly<Record<string, unknown>>;
    };
  }
  | {
    readonly kind: "pause_monitors" | "resume_monitors" | "renew_ping_keys" | "delete_monitors";
    readonly ids: readonly string[];
  }
  | { readonly kind: "delete_calendars"; readonly ids: readonly string[] }
  | { readonly kind: "delete_channels"; readonly ids: readonly string[] }
  | { readonly kind: "revoke_keys"; readonly ids: readonly string[] };

/** The acts that take a note. */
export type NotedAct = Extract<
  Act,
  { readonly kind: "acknowledge_alarms" | "close_alarms" | "snooze_alarms" }
>;

/** The ids of the things an act is about. */
export function idsOf(act: Act): readonly string[] {
  if ("jobIds" in act) return act.jobIds;
  return "executionIds" in act ? act.executionIds : act.ids;
}
