import type { CallOptions, Http } from "../http.ts";
import { pathOf } from "../request.ts";
import type {
  Account,
  EndedSessions,
  EndSessionQuery,
  EndSessionsQuery,
  ListSessionsQuery,
  LoggedIn,
  OwnPassword,
  Session,
  SessionList,
  SessionRef,
  Verified,
} from "../types.ts";

/** The calls about the caller: log-in, log-out, log-ins. */
export class Auth {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Logs in; the client uses the token from then on. */
  async logIn(username: string, password: string, options?: CallOptions): Promise<LoggedIn> {
    const body = { username, password };
    const path = "auth/login";
    const answer = await this.#http.call<LoggedIn>({ method: "POST", path, body }, options);
    this.#http.token = answer.token;
    return answer;
  }
  /** Ends the log-in at the server. */
  logOut(options?: CallOptions): Promise<SessionRef> {
    return this.#http.call({ method: "POST", path: "auth/logout" }, options);
  }
  /** Who the caller is. */
  async account(options?: CallOptions): Promise<Account> {
    return (await this.#http.call<Verified>({ path: "auth/verify" }, options)).user;
  }
  /** Ends all other log-ins of the user; the client uses the new token from then on. */
  async changePassword(passwords: OwnPassword, options?: CallOptions): Promise<LoggedIn> {
    const call = { method: "POST", path: "auth/password", body: passwords };
    const answer = await this.#http.call<LoggedIn>(call, options);
    this.#http.token = answer.token;
    return answer;
  }
  async sessions(
    query: ListSessionsQuery = {},
    options?: CallOptions,
  ): Promise<readonly Session[]> {
    const list = await this.#http.call<SessionList>({ path: "auth/sessions", query }, options);
    return list.sessions;
  }
  endSession(id: string, query: EndSessionQuery = {}, options?: CallOptions): Promise<SessionRef> {
    return this.#http.call({ method: "DELETE", path: pathOf`auth/sessions/${id}`, query }, options);
  }
  /** Ends all other log-ins. */
  endSessions(query: EndSessionsQuery = {}, options?: CallOptions): Promise<EndedSessions> {
    return this.#http.call({ method: "DELETE", path: "auth/sessions", query }, options);
  }
}
