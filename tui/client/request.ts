/** What a query may hold; what is `undefined` or "" is not sent. */
export type QueryValue = string | number | boolean | undefined;

export interface ApiRequest {
  readonly method?: string;
  /** Below `/api/v1/`. */
  readonly path: string;
  readonly query?: object | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A path with ids in it, which a user may have typed. */
export function pathOf(texts: TemplateStringsArray, ...ids: readonly (string | number)[]): string {
  return String.raw({ raw: texts }, ...ids.map((id) => encodeURIComponent(id)));
}

/** The address below which the calls of a server are. A server may stand below a path of its own. */
export function apiBase(server: string): URL {
  return new URL("api/v1/", server.endsWith("/") ? server : `${server}/`);
}

export function apiUrl(base: URL, { path, query = {} }: ApiRequest): URL {
  const url = new URL(path.replace(/^\//, ""), base);
  for (const [name, value] of Object.entries(query as Record<string, QueryValue>)) {
    if (value !== undefined && value !== "") url.searchParams.set(name, String(value));
  }
  return url;
}

/** A redirect is an error: a token must not go to another server. */
export function requestInit(
  { method = "GET", body, headers = {} }: ApiRequest,
  token: string | undefined,
  signal: AbortSignal,
): RequestInit {
  return {
    method,
    signal,
    redirect: "error",
    headers: {
      Accept: "application/json",
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}
