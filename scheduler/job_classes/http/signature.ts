/**
 * `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 of `<unix seconds>.<body>`, in the form of Stripe's signatures. The receiver
 * computes the same from the raw body and refuses an old time, so that nobody can replay a recorded request.
 */
export async function signatureOf(secret: string, body: string): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000);
  const bytes = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes.encode(secret), algorithm, false, [
    "sign",
  ]);
  const mac = await crypto.subtle.sign("HMAC", key, bytes.encode(`${seconds}.${body}`));
  return `t=${seconds},v1=${new Uint8Array(mac).toHex()}`;
}

/** The header of a signature, unless the job names another. */
export const signatureHeader = "X-Carillon-Signature";
