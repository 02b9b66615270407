import type { User } from "../../../routes/contract/access/users.ts";
import type { ChangesEvent } from "../../state/server/server_event.ts";
import {
  noRecords,
  readingRecords,
  type ToldRecords,
  withFailure,
  withRead,
  withTold,
} from "../../state/server/told_records.ts";

/** All users, as they were read. Events keep them right from then on. */
export interface UsersState extends ToldRecords<User, number> {}

export type UsersEvent =
  | { readonly type: "users_loading" }
  | { readonly type: "users_read"; readonly users: readonly User[] }
  | { readonly type: "users_failed"; readonly error: string; readonly isMissing?: boolean }
  | { readonly type: "user_gone"; readonly id: number };

export const initialUsers: UsersState = noRecords;

export function reduceUsers(
  state: UsersState,
  event: UsersEvent | ChangesEvent,
): UsersState {
  switch (event.type) {
    case "users_loading":
      return readingRecords(state);
    case "users_read":
      return withRead(state, event.users.map((one) => [one.id, one]));
    case "users_failed":
      return withFailure(state, { error: event.error, isMissing: event.isMissing ?? false });
    case "user_gone":
      return withTold(state, [[event.id, null]]);
    case "changes":
      return withTold(
        state,
        event.events.flatMap((told) => told.type === "user" ? [[told.id, told.user] as const] : []),
      );
    default:
      return state;
  }
}
