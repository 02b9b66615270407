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

/** What undo puts back in a job: the former values of exactly what was changed. */
export interface FormerJob {
  readonly id: string;
  readonly name: string;
  /** The version that the change made. A job that somebody changed since keeps its values. */
  readonly etag?: string;
  /** The former values of the fields. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** The former pause; `false`: it was not paused. */
  readonly pause?: FormerPause | false;
}

export interface FormerPause {
  /** "": none. */
  readonly reason: string;
  /** ISO 8601; "": no end. */
  readonly until: string;
  /** What becomes of the fires; "" on servers that do not say it. */
  readonly fires: string;
}

/** The records beside jobs whose edits can be undone. */
export type RecordKind = "category" | "user" | "channel" | "calendar" | "monitor";

/** What undo puts back in such a record. */
export interface FormerRecord {
  readonly id: string;
  readonly name: string;
  /** The version that the edit made: a record that somebody changed since keeps its values. */
  readonly etag: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A deleted record that can be made again, because nothing of it is secret and nothing refers to its number. */
export interface DeletedRecord {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The idempotency key: it is made once, even if the request is sent twice. */
  readonly once: string;
}

/** What undo does. */
export type UndoAct =
  | Act
  | { readonly kind: "restore_jobs"; readonly jobs: readonly FormerJob[] }
  | {
    readonly kind: "restore_records";
    readonly of: RecordKind;
    readonly records: readonly FormerRecord[];
  }
  | {
    readonly kind: "make_again";
    readonly of: "category" | "calendar";
    readonly records: readonly DeletedRecord[];
  };

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
