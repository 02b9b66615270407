/** IP addresses and ranges as numbers, and which of them are no business of a job. */

export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

export interface IpRange extends IpAddress {
  /** How many leading bits an address must share with `value`. */
  readonly prefix: number;
}

/** `undefined` for what is no address in its plain spelling. A zone (`%eth0`) is left out. */
export function parseIp(text: string): IpAddress | undefined {
  const [address = ""] = text.split("%");
  return address.includes(":") ? parseIpv6(address) : parseIpv4(address);
}

/** `10.0.0.0/8`, `fd00::/8`; `undefined` for what is none. */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = "", prefix = "", ...more] = text.split("/");
  const ip = parseIp(address);
  if (ip === undefined || more.length > 0 || !/^\d{1,3}$/.test(prefix)) return undefined;
  return Number(prefix) > ip.bits ? undefined : { ...ip, prefix: Number(prefix) };
}

export function isWithin(ip: IpAddress, range: IpRange): boolean {
  const shift = BigInt(range.bits - range.prefix);
  return ip.bits === range.bits && ip.value >> shift === range.value >> shift;
}

/** The IPv4 address that an IPv6 address stands for (mapped, NAT64, 6to4), or the address itself. */
export function unwrapIp(ip: IpAddress): IpAddress {
  if (isWithin(ip, mapped) || isWithin(ip, nat64)) {
    return { bits: 32, value: ip.value & 0xffff_ffffn };
  }
  if (isWithin(ip, sixToFour)) return { bits: 32, value: ip.value >> 80n & 0xffff_ffffn };
  return ip;
}

/**
 * What makes an address one that is not of the public internet ("loopback", "private", ...), or `undefined` for a
 * public one. After IANA's special-purpose registries.
 */
export function specialUse(address: IpAddress): string | undefined {
  const ip = unwrapIp(address);
  const found = specialRanges.find(([, range]) => isWithin(ip, range));
  if (found !== undefined) return found[0];
  return ip.bits === 128 && !isWithin(ip, globalUnicast) ? "reserved" : undefined;
}

function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    // A leading zero is read as octal by some and not by others.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value << 8n | BigInt(part);
  }
  return { bits: 32, value };
}

function parseIpv6(text: string): IpAddress | undefined {
  const halves = text.split("::").map(parseGroups);
  if (halves.length > 2 || /\..*:/.test(text)) return undefined;
  const [head, tail] = halves;
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const zeros = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? zeros !== 0 : zeros < 1) return undefined;
  const groups = [...head, ...Array<bigint>(zeros).fill(0n), ...(tail ?? [])];
  return { bits: 128, value: groups.reduce((value, group) => value << 16n | group, 0n) };
}

function parseGroups(text: string): bigint[] | undefined {
  const groups: bigint[] = [];
  const parts = text === "" ? [] : text.split(":");
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes(".")) {
      const ipv4 = parseIpv4(part);
      if (ipv4 === undefined) return undefined;
      groups.push(ipv4.value >> 16n, ipv4.value & 0xffffn);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return undefined;
      groups.push(BigInt(`0x${part}`));
    }
  }
  return groups;
}

function range(text: string): IpRange {
  const parsed = parseIpRange(text);
  if (parsed === undefined) throw new Error(`${text} is no CIDR range`);
  return parsed;
}

const mapped = range("::ffff:0:0/96");
const nat64 = range("64:ff9b::/96");
const sixToFour = range("2002::/16");
const globalUnicast = range("2000::/3");

const specialRanges: readonly (readonly [string, IpRange])[] = ([
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
] as const).map(([use, text]) => [use, range(text)] as const);
