import { CarillonError } from "../client/failure.ts";
import { clean } from "../terminal/clean.ts";
import { type ExitCode, exitCodes } from "./exit_codes.ts";

/** Ends the command with a line that says what is wrong and what to do. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function wrongUse(message: string): CommandFailure {
  return new CommandFailure(message, exitCodes.usage);
}

export interface Said {
  /** One line. */
  readonly text: string;
  readonly exitCode: ExitCode;
}

/** What the command says of an error of a call; `undefined`: the error is a bug. */
export function failureText(error: unknown): Said | undefined {
  if (error instanceof CommandFailure) {
    return { text: oneLine(error.message), exitCode: error.exitCode };
  }
  if (!(error instanceof CarillonError)) return undefined;
  const [exitCode, advice, message = error.message] = meaningOf(error);
  const text = /[.!?]$/.test(message) ? message : `${message}.`;
  return { text: oneLine(advice === "" ? text : `${text} ${advice}`), exitCode };
}

/** The exit code, what to do, and a text in place of the server's. */
function meaningOf({ status, code }: CarillonError): [ExitCode, string, string?] {
  switch (status) {
    case 0:
      return [exitCodes.unreachable, "Start the server, or name another one with --url."];
    case 400:
    case 413:
    case 422:
      return [exitCodes.usage, ""];
    case 401:
      return [
        exitCodes.refused,
        "`carillon login` logs in; programs set CARILLON_API_KEY.",
        "The server takes no call without a valid log-in or API key.",
      ];
    case 403:
      return [exitCodes.refused, "`carillon whoami` shows your rights."];
    case 404:
      return [exitCodes.notFound, ""];
    case 412:
      return [
        exitCodes.failed,
        "Somebody has changed it meanwhile: read it again, then change it.",
      ];
    case 429:
      return [exitCodes.failed, "Try again later."];
    default:
      return [exitCodes.failed, code === "unreadable" ? "Is --url a Carillon server?" : ""];
  }
}

function oneLine(text: string): string {
  return clean(text).replace(/\s*\n\s*/g, " ").trim();
}
