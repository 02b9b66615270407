/** Text from the bytes of an HTTP answer, by the charset that the answer names. */

export interface DecodedText {
  readonly text: string;
  /** The charset that the answer names and this server does not know; the bytes were then read as UTF-8. */
  readonly unknownCharset?: string;
}

/** How far into an HTML or XML document its own charset may stand, as browsers look for it. */
const prescanBytes = 1024;

/**
 * A byte order mark wins over the `charset` of the content type, which wins over the charset that an HTML or XML
 * document names. Without any of them, the text is UTF-8. The labels are those of the Encoding standard.
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): DecodedText {
  const named = charsetOfMark(bytes) ?? charsetOfType(contentType) ??
    charsetOfDocument(bytes, contentType);
  if (named === undefined) return { text: decode(bytes, "utf-8") };
  try {
    return { text: decode(bytes, named) };
  } catch {
    return { text: decode(bytes, "utf-8"), unknownCharset: named.slice(0, 40) };
  }
}

/** Leaves out the part of a character that a cut left at the end. Throws a RangeError for an unknown label. */
function decode(bytes: Uint8Array, label: string): string {
  return new TextDecoder(label).decode(bytes, { stream: true });
}

function charsetOfMark([a, b, c]: Uint8Array): string | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return a === 0xff && b === 0xfe ? "utf-16le" : undefined;
}

function charsetOfType(contentType: string | null): string | undefined {
  return /;\s*charset\s*=\s*["']?\s*([^\s"';]+)/i.exec(contentType ?? "")?.[1];
}

function charsetOfDocument(bytes: Uint8Array, contentType: string | null): string | undefined {
  if (!/[/+](html|xml)\b/i.test(contentType ?? "")) return undefined;
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, prescanBytes));
  const [, charset] = /<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head) ??
    /^<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)/i.exec(head) ?? [];
  // A document whose first bytes were read as single bytes cannot be UTF-16, whatever it says.
  return /^utf-?16/i.test(charset ?? "") ? "utf-8" : charset;
}
