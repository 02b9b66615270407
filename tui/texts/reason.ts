/**
 * The description of an execution for a row. What all programs that failed have in common is short there, so that the
 * program's own words are seen: `sh ended with exit code 2: no space left` becomes `exit 2: no space left`.
 * @param description of the server, which writes it in English.
 */
export function shortReason(description: string): string {
  return description.trim().replace(/\s+/g, " ")
    .replace(/^\S.*? ended with exit code (\d+)(?=$|:)/, "exit $1");
}

/** An error of the server or of the network, with a full stop at its end. */
export function sentence(error: string): string {
  return /[.!?。！？]$/.test(error) ? error : `${error}.`;
}
