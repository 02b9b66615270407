import type { User } from "../../../routes/contract/access/users.ts";

export interface UsersState {
  readonly byId: ReadonlyMap<number, User>;
  readonly phase: "none" | "ready" | "failed";
  /** Why the users could not be read. */
  readonly error: string;
}

export type UsersEvent =
  | { readonly type: "users_read"; readonly users: readonly User[] }
  | { readonly type: "users_failed"; readonly error: string }
  | { readonly type: "user_gone"; readonly id: number };

export const initialUsers: UsersState = { byId: new Map(), phase: "none", error: "" };

export function reduceUsers(state: UsersState, event: UsersEvent): UsersState {
  switch (event.type) {
    case "users_read":
      return {
        byId: new Map(event.users.map((user) => [user.id, user])),
        phase: "ready",
        error: "",
      };
    case "users_failed":
      return { ...state, phase: state.byId.size > 0 ? "ready" : "failed", error: event.error };
    case "user_gone": {
      const byId = new Map(state.byId);
      byId.delete(event.id);
      return { ...state, byId };
    }
    default:
      return state;
  }
}
