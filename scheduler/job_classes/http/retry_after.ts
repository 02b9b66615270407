/** The `Retry-After` header of RFC 9110, section 10.2.3. */

/**
 * Returns the wait that the server asks for, in milliseconds: 0 when the moment has passed, `undefined` without a
 * valid header. A date is compared with the answer's own `Date`, because the clocks of client and server may differ.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const asked = headers.get("retry-after")?.trim();
  if (asked === undefined) return undefined;
  if (/^\d{1,10}$/.test(asked)) return Number(asked) * 1000;
  const until = httpDate(asked);
  if (until === undefined) return undefined;
  return Math.max(0, until - (httpDate(headers.get("date") ?? "") ?? now));
}

/** Reads the three forms of RFC 9110, section 5.6.7. All of them are GMT; the asctime form does not say so. */
function httpDate(text: string): number | undefined {
  const form = /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/;
  if (!form.test(text)) return undefined;
  const at = Date.parse(text.endsWith("GMT") ? text.replaceAll("-", " ") : `${text} GMT`);
  return Number.isNaN(at) ? undefined : at;
}
