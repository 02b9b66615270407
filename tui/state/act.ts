/** A change to the service as data, so that a dialog can hold it until it is confirmed and undo can keep it. */
export type Act =
  | {
    readonly kind: "run_jobs";
    readonly jobIds: readonly string[];
    readonly body?: Readonly<Record<string, unknown>>;
  }
  | { readonly kind: "pause_jobs"; readonly jobIds: readonly string[] }
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
  /** These ids are numbers written as text, as in the lists. */
  | { readonly kind: "delete_categories"; readonly ids: readonly string[] }
  | {
    readonly kind: "delete_users";
    readonly ids: readonly string[];
    /** What becomes of the API keys that the users made. The server asks for it where there are such keys. */
    readonly apiKeys?: "revoke" | "keep";
  }
  | { readonly kind: "revoke_keys"; readonly ids: readonly string[] };

/** The ids of the things an act is about. */
export function idsOf(act: Act): readonly string[] {
  if ("jobIds" in act) return act.jobIds;
  return "executionIds" in act ? act.executionIds : act.ids;
}
