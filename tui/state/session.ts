import type { Account } from "../../routes/contract/auth.ts";

export interface SessionState {
  readonly server: string;
  readonly username: string;
  /** Not there until the server, or the kept token's record, said who it is. */
  readonly account?: Account;
  /** `lapsed`: there was a token, and the server does not take it any more. */
  readonly status: "out" | "in" | "lapsed";
  /** What --read-only asks for: nothing is changed, whatever the role may do. */
  readonly isReadOnly: boolean;
}

export type SessionEvent =
  | { readonly type: "logged_in"; readonly account: Account; readonly server: string }
  | { readonly type: "account_known"; readonly account: Account }
  | { readonly type: "session_lapsed" }
  | { readonly type: "logged_out" }
  /** Another server, or someone else; without an account one has to log in there first. */
  | {
    readonly type: "session_replaced";
    readonly server: string;
    readonly username: string;
    readonly account?: Account;
  };

export const initialSession: SessionState = {
  server: "http://127.0.0.1:8888",
  username: "",
  status: "out",
  isReadOnly: false,
};

export function reduceSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case "logged_in": {
      const { account, server } = event;
      return { ...state, server, username: account.username, account, status: "in" };
    }
    case "account_known":
      return { ...state, account: event.account, username: event.account.username };
    case "session_lapsed":
      return state.status === "in" ? { ...state, status: "lapsed" } : state;
    case "logged_out": {
      const { account: _, ...rest } = state;
      return { ...rest, status: "out" };
    }
    case "session_replaced": {
      const { server, username, account } = event;
      const { isReadOnly } = state;
      return account === undefined
        ? { server, username, isReadOnly, status: "out" }
        : { server, username: account.username, account, isReadOnly, status: "in" };
    }
    default:
      return state;
  }
}
