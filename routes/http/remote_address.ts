import type { Context } from "hono";
import type { AppEnv } from "../deps.ts";

/**
 * Where a request comes from; "" where that is not known. What X-Forwarded-For says counts only as far as our
 * own proxies wrote it: each appends the address that it was called from, and before that stands
 * whatever the client sent.
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
  if (text.length > 45) return false;
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) ||
    text.includes(":") && URL.canParse(`http://[${text}]/`);
}

export function isLoopback(address: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(address) || address === "::1" ||
    /^::ffff:127(\.\d{1,3}){3}$/i.test(address);
}
