import type { Context } from "hono";
import ipaddr from "ipaddr.js";
import type { AppEnv } from "../deps.ts";

/**
 * The address that a request comes from; "" where it is not known. Each proxy appends the address that called
 * it to X-Forwarded-For, and the client writes what stands before. So only the last `trustedProxies` addresses
 * count, which our own proxies wrote.
 */
export function remoteAddress(c: Context<AppEnv>, trustedProxies = 0): string {
  const address = c.env?.remoteAddr;
  const socket = address !== undefined && "hostname" in address ? address.hostname : "";
  if (trustedProxies === 0) return socket;
  const forwarded = (c.req.header("X-Forwarded-For") ?? "").split(",")
    .map((part) => withoutPort(part.trim())).filter((part) => part !== "");
  const claimed = forwarded.at(Math.max(-trustedProxies, -forwarded.length));
  return claimed !== undefined && isAddress(claimed) ? claimed : socket;
}

/** Some proxies write `192.0.2.1:5678` and `[2001:db8::1]:5678`. */
function withoutPort(text: string): string {
  return text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1").replace(/^\[(.*)\](:\d+)?$/, "$1");
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

/** Also for an IPv4 address in the form that a dual-stack socket shows: `::ffff:127.0.0.1`. */
export function isLoopback(address: string): boolean {
  return isAddress(address) && ipaddr.process(address).range() === "loopback";
}
