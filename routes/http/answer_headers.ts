import type { Context } from "hono";

/**
 * Sets headers of the answer that has been made. `c.header()` would make the answer anew for each of them, with its body as a
 * stream, which costs more than the rest of a quick call.
 */
export function setAnswerHeaders(c: Context, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      c.res.headers.set(name, value);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      c.header(name, value); // an answer whose headers cannot be changed
    }
  }
}
