import type { Account } from "../../routes/contract/access/auth.ts";
import type { State } from "../state.ts";
import type { Needs } from "../keys/key_table.ts";
import { type Tab, tabs } from "../keys/tabs.ts";

export type Refusal = "read_only" | "role" | "admin" | "offline" | "logged_out";

/** @returns why this is not allowed now; `undefined`: it is allowed. */
export function refusalOf(
  state: State,
  needs: Needs | undefined,
): Refusal | undefined {
  if (needs === undefined) return undefined;
  const { account, status, isReadOnly } = state.session;
  if (status !== "in" || account === undefined) return "logged_out";
  if (needs !== "change" && !account.is_admin) return "admin";
  if (needs === "admin") return undefined;
  if (isReadOnly) return "read_only";
  if (!account.is_admin && !account.is_permission) return "role";
  if (state.connection.phase === "lost") return "offline";
  return undefined;
}

/** The category whose things the account sees; 0: all. */
export function seenCategory({ is_admin, category_id }: Account): number {
  return is_admin ? 0 : category_id;
}

/** The tabs of this user, in their order. */
export function tabsOf({ session }: Pick<State, "session">): readonly Tab[] {
  const isAdmin = session.account?.is_admin === true;
  return tabs.filter((tab) => isAdmin || !("needs" in tab));
}
