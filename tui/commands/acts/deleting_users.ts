import type { App } from "../../app.ts";
import type { Failure } from "../../server/http.ts";
import type { Act } from "../../state/act.ts";
import { show } from "../overlay.ts";

/** Whether the server did not delete a user because it must know what becomes of the user's API keys. */
export function isAboutKeys(act: Act, { status, details }: Failure): boolean {
  return act.kind === "delete_users" && status === 409 &&
    details.some(({ field }) => field === "api_keys");
}

/** Asks what becomes of the API keys of these users, then deletes them. */
export function askAboutKeys(
  app: App,
  ids: readonly string[],
  names: ReadonlyMap<string, string>,
): void {
  const { users: texts, dialogs } = app.t;
  const [first = ""] = ids;
  const title = ids.length === 1
    ? texts.madeKeys(names.get(first) ?? first)
    : texts.manyMadeKeys(ids.length);
  const act = (apiKeys: "revoke" | "keep"): Act => ({ kind: "delete_users", ids, apiKeys });
  show(app, {
    kind: "menu",
    title,
    selected: 2,
    items: [
      { key: "r", label: texts.revokeKeys, command: "", act: act("revoke") },
      { key: "s", label: texts.keepKeys, command: "", act: act("keep") },
      { key: "n", label: dialogs.cancel, command: "" },
    ],
  });
}
