/** Reads `HTTP_JOB_ALLOW`, the private targets that HTTP jobs may reach, and answers whether a target is in it. */
import {
  type IpAddress,
  type IpRange,
  isWithin,
  parseIp,
  parseIpRange,
  rangeOf,
  unwrapIp,
} from "./ip_address.ts";

/** The targets that HTTP jobs may reach in addition to the public internet. */
export interface AllowList {
  readonly everything: boolean;
  readonly entries: readonly AllowEntry[];
}

type AllowEntry =
  & { readonly port?: string }
  & ({ readonly host: string } | { readonly range: IpRange });

/**
 * Reads `*`, or hosts, host:port, addresses and CIDR ranges, separated by commas. Throws an Error that names the part
 * that is wrong.
 */
export function parseAllowList(text: string): AllowList {
  const parts = text.split(",").map((part) => part.trim()).filter((part) => part !== "");
  return {
    everything: parts.includes("*"),
    entries: parts.filter((part) => part !== "*").map(parseEntry),
  };
}

/** Whether the list names this host, so that its addresses need no check. */
export function namesHost({ everything, entries }: AllowList, url: URL): boolean {
  return everything ||
    entries.some((entry) => "host" in entry && isAt(entry, url) && entry.host === hostOf(url));
}

/** Whether the list names this address of the URL's host. */
export function namesAddress({ entries }: AllowList, url: URL, ip: IpAddress): boolean {
  return entries.some((entry) =>
    "range" in entry && isAt(entry, url) &&
    (isWithin(ip, entry.range) || isWithin(unwrapIp(ip), entry.range))
  );
}

/** The host of a URL, without the brackets of an IPv6 address and without the dot of the root. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

function parseEntry(part: string): AllowEntry {
  if (part.includes("/")) {
    const range = parseIpRange(part);
    if (range === undefined) throw new Error(`"${part}" is not a CIDR range such as 10.0.0.0/8`);
    return { range };
  }
  const whole = parseIp(part);
  if (whole !== undefined) return { range: rangeOf(whole) };

  const [, name = part, port] = /^(.*):(\d+)$/.exec(part) ?? [];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) {
    throw new Error(`"${part}" has no port between 1 and 65535`);
  }
  const at = port === undefined ? {} : { port: String(Number(port)) };
  const ip = parseIp(/^\[(.*)\]$/.exec(name)?.[1] ?? name);
  if (ip !== undefined) return { ...at, range: rangeOf(ip) };
  if (!/^[\p{L}\p{N}_.-]+$/u.test(name) || !URL.canParse(`http://${name}`)) {
    throw new Error(`"${part}" is neither a host, host:port, a CIDR range nor *`);
  }
  return { ...at, host: hostOf(new URL(`http://${name}`)) };
}

function isAt(entry: AllowEntry, url: URL): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return entry.port === undefined || entry.port === port;
}
