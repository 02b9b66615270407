/**
 * The way every HTTP job takes to the network. What a job's maker can name, the server would fetch from its own place
 * in the network: its loopback, its neighbours, the cloud's metadata. So a name is resolved first, all its addresses
 * must be public or be on the operator's allow list, and each redirect is checked in the same way.
 *
 * Against a name that changes its address between check and connection (DNS rebinding):
 * - `http:` connects to the very address that was checked, with the name in the Host header.
 * - `https:` resolves the name once more when it connects. A private server reached so would have to show a valid
 *   certificate of that name before a request is sent to it. What remains is that a connection can be opened.
 *
 * What an outbound proxy (`HTTP_PROXY`) may reach beyond that is for the proxy to say.
 */
import {
  type IpRange,
  isWithin,
  parseIp,
  parseIpRange,
  specialUse,
  unwrapIp,
} from "./ip_address.ts";

/** Where HTTP jobs may go beside the public internet. */
export interface AllowList {
  readonly everything: boolean;
  readonly entries: readonly AllowEntry[];
}

type AllowEntry =
  & { readonly port?: string }
  & ({ readonly host: string } | { readonly range: IpRange });

/** The guard's no. To try again is of no use. */
export class ForbiddenTarget extends Error {
  override readonly name = "ForbiddenTarget";
}

/** What guardedFetch() takes of `RequestInit`: bodies that can be sent again after a redirect. */
export interface GuardedInit {
  readonly method?: string;
  readonly headers?: HeadersInit;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal;
  /** `manual` answers a redirect as it came; `follow`, the default, goes up to 5 of them. */
  readonly redirect?: "follow" | "manual";
  /** All addresses of a host name; for tests. */
  readonly resolve?: (host: string) => Promise<string[]>;
}

const mostRedirects = 5;

/**
 * Reads `HTTP_JOB_ALLOW`: `*`, or hosts, host:port, addresses and CIDR ranges, separated by commas. Throws an Error
 * that names the part it does not understand.
 */
export function parseAllowList(text: string): AllowList {
  const parts = text.split(",").map((part) => part.trim()).filter((part) => part !== "");
  return {
    everything: parts.includes("*"),
    entries: parts.filter((part) => part !== "*").map(parseEntry),
  };
}

/**
 * fetch() that goes only where `allow` lets it. Throws ForbiddenTarget when it does not, `signal.reason` when aborted,
 * and what fetch() throws, whose messages hold the URL; its own name the host alone.
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
    // Whatever else a job sends may be a key that was meant for the first host alone.
    if (next.origin !== target.origin) headers = without(headers, (name) => !harmless.has(name));
    target = next;
  }
}

const harmless: ReadonlySet<string> = new Set([
  "accept",
  "accept-language",
  "content-type",
  "idempotency-key",
  "user-agent",
]);

function parseEntry(part: string): AllowEntry {
  if (part.includes("/")) {
    const range = parseIpRange(part);
    if (range === undefined) throw new Error(`"${part}" is not a CIDR range such as 10.0.0.0/8`);
    return { range };
  }
  const whole = parseIp(part);
  if (whole !== undefined) return { range: { ...whole, prefix: whole.bits } };

  const [, name = part, port] = /^(.*):(\d+)$/.exec(part) ?? [];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) {
    throw new Error(`"${part}" has no port between 1 and 65535`);
  }
  const at = port === undefined ? {} : { port: String(Number(port)) };
  const ip = parseIp(/^\[(.*)\]$/.exec(name)?.[1] ?? name);
  if (ip !== undefined) return { ...at, range: { ...ip, prefix: ip.bits } };
  if (!/^[\p{L}\p{N}_.-]+$/u.test(name) || !URL.canParse(`http://${name}`)) {
    throw new Error(`"${part}" is neither a host, host:port, a CIDR range nor *`);
  }
  return { ...at, host: hostOf(new URL(`http://${name}`)) };
}

async function fetchOnce(allow: AllowList, target: URL, init: GuardedInit): Promise<Response> {
  if (target.protocol !== "http:" && target.protocol !== "https:") {
    throw new ForbiddenTarget(`HTTP jobs reach http: and https: only, not ${target.protocol}`);
  }
  init.signal?.throwIfAborted();

  const url = new URL(target);
  url.username = url.password = url.hash = "";
  const request = {
    method: init.method ?? "GET",
    headers: new Headers(init.headers),
    body: init.body ?? null,
    redirect: "manual",
    signal: init.signal ?? null,
  } as const;

  const isTrusted = allow.everything ||
    allow.entries.some((entry) =>
      "host" in entry && isAt(entry, url) && entry.host === hostOf(url)
    );
  if (isTrusted) return await fetch(url, request);

  const addresses = await resolveChecked(allow, url, init);
  return url.protocol === "https:"
    ? await fetch(url, request)
    : await fetchFrom(addresses, url, request);
}

/** All addresses of the URL's host. Throws ForbiddenTarget when one of them may not be reached. */
async function resolveChecked(allow: AllowList, url: URL, init: GuardedInit): Promise<string[]> {
  const host = hostOf(url);
  const resolve = init.resolve ?? systemResolve;
  const addresses = parseIp(host) === undefined
    ? await orAborted(resolve(host), init.signal)
    : [host];
  if (addresses.length === 0) throw new Error(`${host} has no address`);
  for (const address of addresses) {
    const ip = parseIp(address);
    const use = ip === undefined ? "unreadable" : specialUse(ip);
    if (use === undefined) continue;
    const isAllowed = ip !== undefined &&
      allow.entries.some((entry) =>
        "range" in entry && isAt(entry, url) &&
        (isWithin(ip, entry.range) || isWithin(unwrapIp(ip), entry.range))
      );
    if (!isAllowed) {
      throw new ForbiddenTarget(
        `HTTP jobs may not reach ${url.host} (${use} address) unless HTTP_JOB_ALLOW names it`,
      );
    }
  }
  return addresses;
}

/** Connects to the addresses themselves, one after the other until a connection stands. */
async function fetchFrom(
  addresses: readonly string[],
  url: URL,
  request: RequestInit & { readonly headers: Headers },
): Promise<Response> {
  // One for each call: an answer's body can be read after its client was closed.
  using client = Deno.createHttpClient({ allowHost: true });
  request.headers.set("host", url.host);
  let lastError: unknown;
  for (const address of addresses) {
    const pinned = new URL(url);
    pinned.hostname = address.includes(":") ? `[${address}]` : address;
    try {
      return await fetch(pinned, { ...request, client });
    } catch (error) {
      // Only where no request was sent yet.
      if (request.signal?.aborted || !messages(error).includes("(Connect)")) throw error;
      lastError = error;
    }
  }
  throw lastError;
}

async function systemResolve(host: string): Promise<string[]> {
  // It asks as fetch() does, /etc/hosts included, which Deno.resolveDns() leaves out.
  const { lookup } = await import("node:dns/promises");
  try {
    const found = await lookup(host, { all: true });
    return found.map(({ address }) => address);
  } catch (error) {
    throw new Error(`${host} cannot be resolved to an address`, { cause: error });
  }
}

/** An error's message with those of its causes: where fetch() tells what happened differs with Deno's version. */
export function messages(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messages(error.cause)}`;
}

function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = response.headers.get("location");
  if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return undefined;
  if (!URL.canParse(location, from.href)) {
    throw new Error(`${from.host} redirects to something that is no URL`);
  }
  return new URL(location, from);
}

/** As browsers and curl do. */
function turnsToGet(status: number, method: string): boolean {
  if (status === 303) return method !== "GET" && method !== "HEAD";
  return (status === 301 || status === 302) && method === "POST";
}

function without(headers: Headers, isUnwanted: (name: string) => boolean): Headers {
  return new Headers([...headers].filter(([name]) => !isUnwanted(name)));
}

function isAt(entry: AllowEntry, url: URL): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return entry.port === undefined || entry.port === port;
}

/** The host without an IPv6 address's brackets and without the root's dot. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
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
    return text; // a % that stands for itself
  }
}

/** The promise, or the signal's reason as soon as it is aborted. */
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
