/** The environment of a program that a job runs. It starts from nothing, so that no secret of the server is in it. */
import type { ProgramUser } from "./program_user.ts";

/** A program and everything that it starts carry the execution's id and the attempt in their environment. */
export const executionVariable = "CARILLON_EXECUTION_ID";
export const attemptVariable = "CARILLON_ATTEMPT";

const allowed = /^(?:PATH|HOME|LANG|LC_[A-Z_]+|TZ|TMPDIR|USER|LOGNAME|SHELL)$/;
/** Without these, many Windows programs do not start. */
const allowedOnWindows =
  /^(?:PATHEXT|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|TEMP|TMP|USERNAME|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES.*)$/;

export interface EnvironmentOf {
  readonly executionId: string;
  readonly attempt: number;
  /** The variables that the job names. */
  readonly given: Readonly<Record<string, string>>;
  readonly user: ProgramUser | undefined;
}

export function programEnvironment(
  { executionId, attempt, given, user }: EnvironmentOf,
): Record<string, string> {
  const isWindows = Deno.build.os === "windows";
  const own = Object.entries(Deno.env.toObject()).filter(([name]) =>
    allowed.test(isWindows ? name.toUpperCase() : name) ||
    (isWindows && allowedOnWindows.test(name.toUpperCase()))
  );
  return {
    ...Object.fromEntries(own),
    ...(user === undefined ? {} : {
      HOME: user.home,
      SHELL: user.shell,
      USER: user.name,
      LOGNAME: user.name,
    }),
    ...given,
    [executionVariable]: executionId,
    [attemptVariable]: String(attempt),
  };
}
