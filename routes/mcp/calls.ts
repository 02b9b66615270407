import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type Clock, day } from "../../scheduler/model/time.ts";
import type { ErrorAnswer } from "../contract/common.ts";
import type { AppEnv } from "../deps.ts";

/** The API refused a call of a tool. The message is the one that the API gives to every client. */
export class CallRefused extends Error {
  override readonly name = "CallRefused";
  readonly code: string;

  constructor({ error, code, details }: ErrorAnswer) {
    const fields = details.filter(({ field, reason }) => !error.includes(`${field}: ${reason}`))
      .map(({ field, reason }) => `${field}: ${reason}`);
    super([error, ...fields].join("\n"));
    this.code = code;
  }
}

/** What the API knows of a caller: the token, and the address. A cookie counts for pages of the server only. */
const handedOn = ["Authorization", "X-Forwarded-For", "X-Request-Id"];

type Query = Readonly<Record<string, string | number | undefined>>;

/**
 * The calls of the API, made within this process in the name of the caller of a request: with the same guard, rights and
 * audit entries as over HTTP.
 */
export class ApiCalls {
  readonly #app: OpenAPIHono<AppEnv>;
  readonly #env: AppEnv["Bindings"];
  readonly #headers: Readonly<Record<string, string>>;
  readonly #clock: Clock;

  constructor(app: OpenAPIHono<AppEnv>, c: Context<AppEnv>, clock: Clock) {
    this.#app = app;
    this.#env = c.env;
    this.#clock = clock;
    this.#headers = Object.fromEntries(
      handedOn.flatMap((name) => {
        const value = c.req.header(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  /** For lists whose usual range is a day. */
  dayAgo(): string {
    return new Date(this.#clock.now() - day).toISOString();
  }

  /** @throws CallRefused */
  get<T>(path: string, query: Query = {}): Promise<T> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) search.set(name, String(value));
    }
    return this.#call(search.size === 0 ? path : `${path}?${search}`, { method: "GET" });
  }

  /** @throws CallRefused */
  post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
    const sent = { "Content-Type": "application/json", ...headers };
    return this.#call(path, { method: "POST", headers: sent, body: JSON.stringify(body) });
  }

  /** @throws CallRefused */
  delete<T>(path: string): Promise<T> {
    return this.#call(path, { method: "DELETE" });
  }

  async #call<T>(path: string, init: RequestInit & { headers?: Record<string, string> }) {
    const headers = { ...this.#headers, ...init.headers };
    const answer = await this.#app.request(`/api/v1/${path}`, { ...init, headers }, this.#env);
    const value = await answer.json();
    if (!answer.ok) throw new CallRefused(value);
    return value as T;
  }
}

/** A path with ids in it, which a client may have made up. */
export function pathOf(texts: TemplateStringsArray, ...ids: readonly string[]): string {
  return String.raw({ raw: texts }, ...ids.map((id) => encodeURIComponent(id)));
}
