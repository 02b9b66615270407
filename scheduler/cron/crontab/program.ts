import type { CronFields } from "../fields.ts";
import { keyOf } from "./key.ts";
import { type CrontabJob, programJobClass } from "./crontab_line.ts";

/** The last argument of a ProgramJob. */
export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** For each variable the name of the server's variable that holds its value. */
  readonly env_secrets?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** The arguments of the ProgramJob that runs a command as cron would: the only place that knows their form. */
export function programArgsOf(
  { shell, command, home, env, secrets, stdin }: CrontabJob,
): readonly [shell: string, "-c", command: string, options: ProgramOptions] {
  return [shell, "-c", command, {
    ...(home !== undefined && { cwd: home }),
    env,
    ...(Object.keys(secrets).length > 0 && { env_secrets: secrets }),
    ...(stdin !== undefined && { stdin }),
  }];
}

/** The key of a job that an import made before, from the job itself; undefined for any other job. */
export function keyOfProgram(
  fields: CronFields,
  timeZone: string,
  jobClass: string,
  args: readonly unknown[],
): string | undefined {
  const [shell, flag, command, given] = args;
  if (
    jobClass !== programJobClass || typeof shell !== "string" || flag !== "-c" ||
    typeof command !== "string"
  ) return undefined;
  const options: Record<string, unknown> = typeof given === "object" && given !== null
    ? { ...given }
    : {};
  const env: Record<string, unknown> = typeof options.env === "object" && options.env !== null
    ? { ...options.env }
    : {};
  const text = (value: unknown) => typeof value === "string" ? value : undefined;
  return keyOf({
    fields,
    timeZone,
    user: text(env.LOGNAME),
    shell,
    command,
    stdin: text(options.stdin),
  });
}
