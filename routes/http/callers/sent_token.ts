import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { AppDeps, AppEnv } from "../../deps.ts";

/** The name that the original's log-in gave its cookie. */
const cookieName = "token";

type CookieDeps = Pick<AppDeps, "loginCookie">;

/**
 * The token of a request, in the form of the header `Authorization`. Without that header it is the cookie of the
 * log-in, where the server takes it and the request comes from a page of the server itself.
 */
export function sentToken(c: Context<AppEnv>, { loginCookie = false }: CookieDeps): string {
  const header = c.req.header("Authorization");
  if (header !== undefined || !loginCookie || !isSameOrigin(c)) return header ?? "";
  const token = getCookie(c, cookieName);
  return token === undefined ? "" : `Bearer ${token}`;
}

/** Gives the browser the cookie of a log-in. It lasts as long as the browser runs, and no longer than its token. */
export function sendLogInCookie(
  c: Context<AppEnv>,
  { loginCookie = false }: CookieDeps,
  token: string,
): void {
  if (!loginCookie) return;
  setCookie(c, cookieName, token, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: isHttps(c),
  });
}

/** Takes the cookie of a log-in away from the browser. */
export function endLogInCookie(c: Context<AppEnv>, { loginCookie = false }: CookieDeps): void {
  if (loginCookie) deleteCookie(c, cookieName, { path: "/", secure: isHttps(c) });
}

/**
 * Browsers send a cookie for whatever page asks. `Sec-Fetch-Site` says which page it was, and no page can forge it;
 * `none` is the user's own act, such as a bookmark. Older browsers send only `Origin`.
 */
function isSameOrigin(c: Context<AppEnv>): boolean {
  const site = c.req.header("Sec-Fetch-Site");
  if (site !== undefined) return site === "same-origin" || site === "none";
  const origin = URL.parse(c.req.header("Origin") ?? "");
  return origin !== null && origin.host === new URL(c.req.url).host;
}

/** A proxy that ends TLS says so. A client that lies about it harms only its own cookie. */
function isHttps(c: Context<AppEnv>): boolean {
  return c.req.url.startsWith("https:") || c.req.header("X-Forwarded-Proto") === "https";
}
