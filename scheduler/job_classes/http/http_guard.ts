/**
 * The one way from an HTTP job to the network. Without a check, a job could make the server request its own loopback,
 * its neighbours, or the cloud's metadata. So the guard resolves a host name first. Every address must be public or be
 * on the operator's allow list. Each redirect gets the same check.
 *
 * A host name can change its address between the check and the connection (DNS rebinding):
 * - `http:` connects to the address that was checked, with the name in the Host header.
 * - `https:` resolves the name again when it connects. A private server must then show a valid certificate of that
 *   name before the client sends the request. The name can still make the server open a connection.
 *
 * Behind an outbound proxy (`HTTP_PROXY`), the proxy decides what it reaches.
 */
import { type AllowList, hostOf, namesAddress, namesHost } from "./allow_list.ts";
import { parseIp, specialUse } from "./ip_address.ts";

/** The guard refused the target. A retry does not help. */
export class ForbiddenTarget extends Error {
  override readonly name = "ForbiddenTarget";
}

/** A redirect that was followed. */
export interface Redirect {
  readonly status: number;
  /** The method of the request that follows the redirect. */
  readonly method: string;
  readonly url: string;
}

/** What guardedFetch() takes of `RequestInit`. A body is a text, so that it can be sent again after a redirect. */
export interface GuardedInit {
  readonly method?: string;
  readonly headers?: HeadersInit;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal;
  /** `manual` returns a redirect as the answer; `follow`, the default, follows up to 5 redirects. */
  readonly redirect?: "follow" | "manual";
  readonly onRedirect?: (redirect: Redirect) => void;
  /** Names of headers that never go to another origin, in lower case. */
  readonly secretHeaders?: readonly string[];
  /** All addresses of a host name; for tests. */
  readonly resolve?: (host: string) => Promise<string[]>;
  /** Certificate authorities in PEM, in addition to the system's; for tests. */
  readonly caCerts?: string[];
}

const mostRedirects = 5;

/** These headers may go to another origin. Any other header may hold a key for the first origin alone. */
const harmless: ReadonlySet<string> = new Set([
  "accept",
  "accept-language",
  "carillon-attempt",
  "content-type",
  "idempotency-key",
  "user-agent",
]);

/**
 * Calls fetch() for targets that `allow` permits. One call sends each request once: no request is sent again when the
 * server closes the connection. Throws ForbiddenTarget, `signal.reason` when aborted, and the errors of fetch(), whose
 * messages hold the URL. The guard's own messages hold the host alone.
 */
export async function guardedFetch(
  allow: AllowList,
  url: string | URL,
  init: GuardedInit = {},
): Promise<Response> {
  let target = new URL(url);
  let method = init.method ?? "GET";
  let body = init.body;
  let headers = new Headers(init.headers);

  for (let redirects = 0;; redirects++) {
    const credentials = basicCredentials(target);
    if (credentials !== undefined && !headers.has("authorization")) {
      headers.set("authorization", credentials);
    }
    const response = await fetchOnce(allow, target, { ...init, method, headers, body });
    const next = redirectTarget(response, target);
    if (next === undefined || init.redirect === "manual") return response;
    await response.body?.cancel();
    if (redirects === mostRedirects) {
      throw new Error(`${target.host} redirects more than ${mostRedirects} times`);
    }
    if (turnsToGet(response.status, method)) {
      method = "GET";
      body = undefined;
      headers = without(headers, (name) => name.startsWith("content-"));
    }
    if (next.origin !== target.origin) {
      const secret = new Set(init.secretHeaders);
      headers = without(headers, (name) => !harmless.has(name) || secret.has(name));
    }
    target = next;
    init.onRedirect?.({ status: response.status, method, url: target.href });
  }
}

async function fetchOnce(allow: AllowList, target: URL, init: GuardedInit): Promise<Response> {
  if (target.protocol !== "http:" && target.protocol !== "https:") {
    throw new ForbiddenTarget(`HTTP jobs reach http: and https: only, not ${target.protocol}`);
  }
  init.signal?.throwIfAborted();

  const url = new URL(target);
  url.username = url.password = url.hash = "";
  const addresses = namesHost(allow, url) ? undefined : await resolveChecked(allow, url, init);
  // fetch() sends a request again when the server closes a kept-alive connection, and over HTTP/2 after GOAWAY. A
  // client of its own has no connection that was used before. The answer's body stays readable after its client closed.
  using client = Deno.createHttpClient({
    allowHost: true,
    http2: false,
    poolMaxIdlePerHost: 0,
    ...(init.caCerts === undefined ? {} : { caCerts: init.caCerts }),
  });
  const request = {
    method: init.method ?? "GET",
    headers: new Headers(init.headers),
    body: init.body ?? null,
    redirect: "manual",
    signal: init.signal ?? null,
    client,
  } as const;
  return addresses === undefined || url.protocol === "https:"
    ? await fetch(url, request)
    : await fetchFrom(addresses, url, request);
}

/**
 * Returns all addresses of the URL's host, for connections that are not HTTP. Throws ForbiddenTarget when the host is not
 * on the list and one of its addresses is not permitted.
 */
export async function permittedAddresses(
  allow: AllowList,
  url: URL,
  init: Resolving,
): Promise<string[]> {
  return namesHost(allow, url)
    ? await resolveHost(url, init)
    : await resolveChecked(allow, url, init);
}

type Resolving = Pick<GuardedInit, "resolve" | "signal">;

async function resolveHost(url: URL, { resolve = systemResolve, signal }: Resolving) {
  const host = hostOf(url);
  const addresses = parseIp(host) === undefined ? await orAborted(resolve(host), signal) : [host];
  if (addresses.length === 0) throw new Error(`${host} has no address`);
  return addresses;
}

/** Returns all addresses of the URL's host. Throws ForbiddenTarget when one of them is not permitted. */
async function resolveChecked(allow: AllowList, url: URL, init: Resolving): Promise<string[]> {
  const addresses = await resolveHost(url, init);
  for (const address of addresses) {
    const ip = parseIp(address);
    const use = ip === undefined ? "unreadable" : specialUse(ip);
    if (use === undefined || (ip !== undefined && namesAddress(allow, url, ip))) continue;
    throw new ForbiddenTarget(
      `HTTP jobs may not reach ${url.host} (${use} address) unless HTTP_JOB_ALLOW names it`,
    );
  }
  return addresses;
}

/** Connects to the addresses, one after the other, until a connection is open. */
async function fetchFrom(
  addresses: readonly string[],
  url: URL,
  request: RequestInit & { readonly headers: Headers; readonly client: Deno.HttpClient },
): Promise<Response> {
  request.headers.set("host", url.host);
  let lastError: unknown;
  for (const address of addresses) {
    const pinned = new URL(url);
    pinned.hostname = address.includes(":") ? `[${address}]` : address;
    try {
      return await fetch(pinned, request);
    } catch (error) {
      // A failed connection has sent no request, so the next address cannot deliver it twice.
      if (request.signal?.aborted || !messages(error).includes("(Connect)")) throw error;
      lastError = error;
    }
  }
  throw lastError;
}

async function systemResolve(host: string): Promise<string[]> {
  // lookup() resolves as fetch() does: it reads /etc/hosts, which Deno.resolveDns() leaves out.
  const { lookup } = await import("node:dns/promises");
  try {
    const found = await lookup(host, { all: true });
    return found.map(({ address }) => address);
  } catch (error) {
    throw new Error(`${host} cannot be resolved to an address`, { cause: error });
  }
}

/** The message of an error and of its causes: Deno's versions differ in which of them names the reason. */
export function messages(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messages(error.cause)}`;
}

function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = response.headers.get("location");
  if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return undefined;
  if (!URL.canParse(location, from.href)) {
    throw new Error(`${from.host} redirects to a Location that is not a URL`);
  }
  return new URL(location, from);
}

/** As the Fetch standard says, section "HTTP-redirect fetch". */
function turnsToGet(status: number, method: string): boolean {
  if (status === 303) return method !== "GET" && method !== "HEAD";
  return (status === 301 || status === 302) && method === "POST";
}

function without(headers: Headers, isUnwanted: (name: string) => boolean): Headers {
  return new Headers([...headers].filter(([name]) => !isUnwanted(name)));
}

function basicCredentials(url: URL): string | undefined {
  if (url.username === "" && url.password === "") return undefined;
  const bytes = new TextEncoder().encode(`${decoded(url.username)}:${decoded(url.password)}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // the % is not an escape
  }
}

/** Settles as the promise does, or rejects with the signal's reason when the signal is aborted first. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
