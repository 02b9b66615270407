/** What can be done to the service, as data: so a dialog can hold it until it is confirmed, and undo can keep it. */
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
  /** What an edit can be taken back with. */
  | {
    readonly kind: "change_jobs";
    readonly jobIds: readonly string[];
    readonly body: Readonly<Record<string, unknown>>;
  }
  /** Numbers as texts, as the lists have them. */
  | { readonly kind: "delete_categories"; readonly ids: readonly string[] }
  | { readonly kind: "delete_users"; readonly ids: readonly string[] }
  | { readonly kind: "revoke_keys"; readonly ids: readonly string[] };

/** What it is done to. */
export function idsOf(act: Act): readonly string[] {
  if ("jobIds" in act) return act.jobIds;
  return "executionIds" in act ? act.executionIds : act.ids;
}
