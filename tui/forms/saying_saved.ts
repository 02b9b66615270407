import type { App } from "../app.ts";
import { shownText } from "./shown.ts";
import type { Saved } from "./form_kind.ts";
import type { RecordKind } from "../state/act.ts";
import { toast } from "../commands/toasts.ts";

/**
 * Says that a record was made or changed, and keeps what undoes a change. Without the version that the change made there is
 * no undo, because it could take away what somebody else does next.
 * @param secrets parts that no answer of the server has: their former values cannot be put back.
 */
export function toastSaved(
  app: App,
  of: RecordKind,
  { id, name, etag, former, changed }: Saved,
  secrets: readonly string[] = [],
): void {
  const told = shownText(name);
  const { form, dialogs } = app.t;
  if (id === undefined) return toast(app, "ok", form.created(told));
  const isSecret = (part: string) => secrets.includes(part);
  const isBack = changed.some((part) => !isSecret(part));
  const said = changed.some(isSecret)
    ? `${form.saved(told)} · ${dialogs.undoing.secretStays}`
    : form.saved(told);
  if (etag === undefined || former === undefined || !isBack) return toast(app, "ok", said);
  const records = [{ id, name: told, etag, body: former }];
  toast(app, "ok", said, { kind: "restore_records", of, records });
}
