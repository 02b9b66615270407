/** How many bytes of the body of a ping are kept: a client may send more. */
export const pingBodyBytes = 10 * 1024;

/** What is read and thrown away behind them: an answer before the end of a body looks like an error to some clients. */
const mostBytes = 1024 * 1024;

/**
 * The first bytes of a body as text, without half a character at the end. A body that ends before its time counts as far as
 * it came: a ping must not be lost because of it.
 */
export async function readPingBody({ body }: Request): Promise<string> {
  if (body === null) return "";
  const kept = new Uint8Array(pingBodyBytes);
  let size = 0;
  try {
    // Leaving the loop cancels the rest of the stream.
    for await (const chunk of body) {
      if (size < pingBodyBytes) kept.set(chunk.subarray(0, pingBodyBytes - size), size);
      size += chunk.length;
      if (size > mostBytes) break;
    }
  } catch {
    // The client left.
  }
  const whole = kept.subarray(0, size);
  // `stream` leaves out a character that is cut; in a whole body there is none.
  return new TextDecoder().decode(whole, { stream: size > pingBodyBytes });
}
