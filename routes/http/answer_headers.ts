import type { Context } from "hono";

/**
 * Sets a header of the answer that has been made. `c.header()` would make the answer anew, with its body as a stream, which costs
 * more than the rest of a quick call.
 */
export function setAnswerHeader(c: Context, name: string, value: string): void {
  try {
    c.res.headers.set(name, value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    c.header(name, value); // an answer whose headers cannot be changed
  }
}
