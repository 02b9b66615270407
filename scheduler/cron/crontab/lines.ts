/**
 * The lines of a pasted or read text. CR, LF and CRLF end a line; a byte order mark is no text. A line end at the
 * end of the text begins no further line.
 */
export function linesOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
