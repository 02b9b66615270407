import type { App, KeptSession } from "../app.ts";
import type { Failure } from "./http.ts";

/** A server, and the account to use there. */
export interface Whereto {
  readonly server: string;
  readonly username: string;
  readonly token?: string;
  readonly account?: KeptSession["account"];
}

/** @returns a text that says what went wrong; `undefined`: logged in. */
export async function logIn(
  app: App,
  server: string,
  username: string,
  password: string,
): Promise<string | undefined> {
  const client = await app.client();
  // Without a name, the kept session may be another user's.
  const kept = username === "" ? undefined : app.memory.keptSession(server, username);
  const answer = await client.logIn(server, username, password, kept?.token);
  if (!answer.ok) {
    const { logIn } = app.t.dialogs;
    const { status, error } = answer.failure;
    if (status === 0) return logIn.noServer(server, error);
    return status === 401 ? logIn.wrong : error;
  }
  const { token, user } = answer.value;
  // Answers of the old session that arrived together with this one are handled before the session is left.
  await new Promise((resolve) => setTimeout(resolve));
  const before = app.state.session;
  if (before.server === server && before.account?.id === user.id) {
    client.setToken(token);
    app.dispatch({ type: "logged_in", account: user, server });
    app.live.restart();
  } else goTo(app, { server, username: user.username, token, account: user });
  await app.memory.saveToken(server, user.username, { token, account: user });
  return undefined;
}

/** Goes to another server or account and drops all data of the present one. Without a token, a log-in follows. */
export function goTo(app: App, { server, username, token, account }: Whereto): void {
  app.connect(server, token);
  const as = account === undefined ? {} : { account };
  app.dispatch({ type: "session_replaced", server, username, ...as });
  app.live.restart();
}

/** Servers before the call existed answer so; with 401 the log-in has ended already. */
const fineStatuses: ReadonlySet<number> = new Set([401, 404, 405]);

/** Forgets the token here, and ends it at the server. @returns why the server did not end it. */
export async function logOut(app: App): Promise<Failure | undefined> {
  const { server, username, status } = app.state.session;
  const ending = status === "in" ? (await app.client()).logOut() : undefined;
  app.connect(server, undefined);
  app.dispatch({ type: "logged_out" });
  app.live.restart();
  // Before the answer: another log-in may have stored its token by then.
  await app.memory.saveToken(server, username, undefined);
  const answer = await ending;
  return answer === undefined || answer.ok || fineStatuses.has(answer.failure.status)
    ? undefined
    : answer.failure;
}
