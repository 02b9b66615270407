import type { Account } from "../../../routes/contract/access/auth.ts";

export interface SessionState {
  readonly server: string;
  readonly username: string;
  /** `undefined` until the server or the kept session names it. */
  readonly account?: Account;
  /** `lapsed`: the server refuses the token. */
  readonly status: "out" | "in" | "lapsed";
  /** Set by --read-only: nothing can be changed, whatever the role allows. */
  readonly isReadOnly: boolean;
}

export type SessionEvent =
  | { readonly type: "logged_in"; readonly account: Account; readonly server: string }
  | { readonly type: "account_known"; readonly account: Account }
  | { readonly type: "session_lapsed" }
  | { readonly type: "logged_out" }
  /** Another server or account. Without an account, a log-in follows. */
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
