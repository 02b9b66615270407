/** What cron hands to the shell. */
export interface Command {
  readonly command: string;
  /** The text after the first `%`, with a line end for each further `%`; undefined if there is none. */
  readonly stdin?: string;
}

/**
 * Splits a command at its first `%`, as cron's do_command.c does. A backslash keeps a `%`; before any other
 * character it stays.
 */
export function readCommand(text: string): Command {
  let command = "";
  for (let n = 0; n < text.length; n++) {
    const letter = text[n]!;
    if (letter === "%") {
      const stdin = readInput(text.slice(n + 1));
      return stdin === "" ? { command } : { command, stdin };
    }
    if (letter !== "\\") command += letter;
    else {
      const next = text[++n] ?? "";
      command += next === "%" ? "%" : `\\${next}`;
    }
  }
  return { command };
}

function readInput(text: string): string {
  let input = "";
  let isEscaped = false;
  for (const letter of text) {
    if (isEscaped && letter !== "%") input += "\\";
    const written = letter === "%" && !isEscaped ? "\n" : letter;
    isEscaped = letter === "\\";
    if (!isEscaped) input += written;
  }
  if (isEscaped) input += "\\";
  return input === "" || input.endsWith("\n") ? input : `${input}\n`;
}

/** The options of BSD crons before a command: -n (no mail after success), -q (no log), -s (one at a time). */
export function withoutOptions(text: string): string {
  return text.replace(/^(?:-[nqs]+[ \t]+)+/, "");
}

/** Reports whether the line ends in a backslash that escapes nothing. */
export function endsInBackslash(text: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*\\[ \t]*$/.test(text);
}

/** Reports whether a secret seems to be written in the command itself. */
export function seemsToHoldSecret(command: string): boolean {
  return /(?:PASSWORD|PASSWD|TOKEN|SECRET|API_?KEY|_PWD)\b["']?[=:][ ]*["']?[^\s"'$]/i.test(
    command,
  ) ||
    /Authorization: *\w+ +[^\s$]/i.test(command) || /:\/\/[^\s/@:]*:[^\s/@$]+@/.test(command);
}
