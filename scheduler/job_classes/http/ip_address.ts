/** IP addresses and ranges, and the ranges that a job must not reach. */
import ipaddr from "ipaddr.js";

export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

export interface IpRange {
  readonly address: IpAddress;
  /** How many leading bits an address shares with `address`. */
  readonly prefix: number;
}

/**
 * Reads an address in its plain spelling: four decimal numbers, or IPv6. Other spellings (octal, one number, a short
 * form) return `undefined`, because programs disagree about their meaning. A zone (`%eth0`) is left out.
 */
export function parseIp(text: string): IpAddress | undefined {
  const [address = ""] = text.split("%");
  if (!address.includes(":")) return parseIpv4(address);
  const groups = withoutDots(address);
  if (groups === undefined || !ipaddr.IPv6.isValid(groups)) return undefined;
  return ipaddr.IPv6.parse(groups);
}

/** Reads `10.0.0.0/8` or `fd00::/8`; returns `undefined` for any other text. */
export function parseIpRange(text: string): IpRange | undefined {
  const [spelled = "", prefix = "", ...more] = text.split("/");
  const address = parseIp(spelled);
  if (address === undefined || more.length > 0 || !/^\d{1,3}$/.test(prefix)) return undefined;
  return Number(prefix) > bitsOf(address) ? undefined : { address, prefix: Number(prefix) };
}

/** The range that holds this address alone. */
export function rangeOf(address: IpAddress): IpRange {
  return { address, prefix: bitsOf(address) };
}

/** An IPv4 address is never within an IPv6 range, and the other way round. */
export function isWithin(ip: IpAddress, { address, prefix }: IpRange): boolean {
  if (ip instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && ip.match(address, prefix);
  return address instanceof ipaddr.IPv6 && ip.match(address, prefix);
}

/** Returns the IPv4 address that an IPv6 address stands for (mapped, NAT64, 6to4), or the address itself. */
export function unwrapIp(ip: IpAddress): IpAddress {
  if (ip instanceof ipaddr.IPv4) return ip;
  const [, second = 0, third = 0] = ip.parts;
  if (isWithin(ip, mapped) || isWithin(ip, nat64)) return fromWords(ip.parts[6]!, ip.parts[7]!);
  return isWithin(ip, sixToFour) ? fromWords(second, third) : ip;
}

/**
 * Names the use of an address that is not part of the public internet ("loopback", "private", ...); returns
 * `undefined` for a public address. The source is IANA's special-purpose address registries.
 */
export function specialUse(address: IpAddress): string | undefined {
  const ip = unwrapIp(address);
  specialRanges ??= readSpecialRanges();
  const found = specialRanges.find(([, range]) => isWithin(ip, range));
  if (found !== undefined) return found[0];
  return ip instanceof ipaddr.IPv6 && !isWithin(ip, globalUnicast) ? "reserved" : undefined;
}

function parseIpv4(text: string): ipaddr.IPv4 | undefined {
  return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : undefined;
}

/**
 * Writes an IPv4 address at the end of an IPv6 address as two groups. ipaddr.js reads the deprecated form `::1.2.3.4`
 * as `::ffff:1.2.3.4`, but URL and the system read it as `::102:304`.
 */
function withoutDots(address: string): string | undefined {
  const [, head = "", tail] = /^(.*:)([^:]*\.[^:]*)$/.exec(address) ?? [];
  if (tail === undefined) return address;
  const ipv4 = parseIpv4(tail);
  if (ipv4 === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.octets;
  return `${head}${(a << 8 | b).toString(16)}:${(c << 8 | d).toString(16)}`;
}

function fromWords(high: number, low: number): ipaddr.IPv4 {
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}

function bitsOf(address: IpAddress): 32 | 128 {
  return address instanceof ipaddr.IPv4 ? 32 : 128;
}

function range(text: string): IpRange {
  const parsed = parseIpRange(text);
  if (parsed === undefined) throw new Error(`${text} is not a CIDR range`);
  return parsed;
}

const mapped = range("::ffff:0:0/96");
const nat64 = range("64:ff9b::/96");
const sixToFour = range("2002::/16");
const globalUnicast = range("2000::/3");

const specialRangeTexts = [
  ["unspecified", "0.0.0.0/8"],
  ["private", "10.0.0.0/8"],
  ["shared (carrier NAT)", "100.64.0.0/10"],
  ["loopback", "127.0.0.0/8"],
  ["cloud metadata", "168.63.129.16/32"], // Azure's, on an address that looks public
  ["cloud metadata", "169.254.169.254/32"],
  ["link-local", "169.254.0.0/16"],
  ["private", "172.16.0.0/12"],
  ["reserved", "192.0.0.0/24"],
  ["reserved", "192.0.2.0/24"],
  ["reserved", "192.88.99.0/24"],
  ["private", "192.168.0.0/16"],
  ["reserved", "198.18.0.0/15"],
  ["reserved", "198.51.100.0/24"],
  ["reserved", "203.0.113.0/24"],
  ["multicast", "224.0.0.0/4"],
  ["reserved", "240.0.0.0/4"],
  ["unspecified", "::/128"],
  ["loopback", "::1/128"],
  ["private", "fc00::/7"],
  ["link-local", "fe80::/10"],
  ["multicast", "ff00::/8"],
  ["reserved", "2001::/23"], // Teredo among them
  ["reserved", "2001:db8::/32"],
  ["reserved", "3fff::/20"],
] as const;

let specialRanges: readonly (readonly [use: string, IpRange])[] | undefined;

/** Read with the first address, so that a start does not pay for it. */
function readSpecialRanges(): readonly (readonly [use: string, IpRange])[] {
  return specialRangeTexts.map(([use, text]) => [use, range(text)] as const);
}
