import type { CronFields } from "../fields.ts";
import { keyOf } from "./key.ts";
import { type CrontabJob, programJobClass } from "./crontab_line.ts";

/** The argument of a ProgramJob. A variable is a text, or names the server's variable that holds its value. */
export interface ProgramOptions {
  readonly program: string;
  readonly args: readonly ["-c", command: string];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | { readonly secret_env: string }>>;
  readonly stdin?: string;
}

/** The arguments of the ProgramJob that runs a command as cron would: the only place that knows their form. */
export function programArgsOf(
  { shell, command, home, env, secrets, stdin }: CrontabJob,
): readonly [ProgramOptions] {
  const named = Object.entries(secrets).map(([name, secret_env]) => [name, { secret_env }]);
  return [{
    program: shell,
    args: ["-c", command],
    ...(home !== undefined && { cwd: home }),
    env: { ...env, ...Object.fromEntries(named) },
    ...(stdin !== undefined && { stdin }),
  }];
}

/** The key of a job that an import made before, from the job itself; undefined for any other job. */
export function keyOfProgram(
  fields: CronFields,
  timeZone: string,
  jobClass: string,
  pubArgs: readonly unknown[],
): string | undefined {
  const { program, args, env, stdin } = fieldsOf(pubArgs[0]);
  const [flag, command] = Array.isArray(args) ? args : [];
  if (
    jobClass !== programJobClass || typeof program !== "string" || flag !== "-c" ||
    typeof command !== "string"
  ) return undefined;
  const user = textOf(fieldsOf(env).LOGNAME);
  return keyOf({ fields, timeZone, user, shell: program, command, stdin: textOf(stdin) });
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
