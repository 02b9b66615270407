import { isTimeZone } from "../zones/zone_names.ts";

export interface Variable {
  readonly name: string;
  readonly value: string;
}

const assignment = /^[ \t]*(?:"([^"]+)"|'([^']+)'|([A-Za-z_]\w*))[ \t]*=[ \t]*(.*)$/;
const quoted = /^(?:"([^"]*)"|'([^']*)')[ \t]*$/;

/**
 * A line that sets a variable, as Vixie cron reads it: quotes keep blanks, nothing is expanded, and a `#` is
 * part of the value. Undefined for any other line.
 */
export function readVariable(line: string): Variable | undefined {
  const [, double, single, plain, text = ""] = assignment.exec(line) ?? [];
  const name = double ?? single ?? plain;
  if (name === undefined) return undefined;
  if (!/^["']/.test(text)) return { name, value: text.trimEnd() };
  const [whole, inDouble, inSingle] = quoted.exec(text) ?? [];
  return whole === undefined ? undefined : { name, value: inDouble ?? inSingle ?? "" };
}

/** Variables that tell cron something and mean nothing to the commands. */
const ofCron = new Set([
  ...["MAILTO", "MAILFROM", "CONTENT_TYPE", "CONTENT_TRANSFER_ENCODING", "CRON_TZ"],
  ...["RANDOM_DELAY", "START_HOURS_RANGE", "SHELL", "HOME", "LOGNAME", "USER"],
]);

/** Reports whether the commands below get the variable in their environment. */
export function isForCommands(name: string): boolean {
  return !ofCron.has(name);
}

const secretName =
  /PASSWORD|PASSWD|TOKEN|SECRET|CREDENTIAL|(?:^|_)(?:API|ACCESS)?KEY(?:$|_)|_PWD$/i;
const secretUrl = /:\/\/[^\s/@:]*:[^\s/@]+@/;

/** Reports whether the value is likely to be a secret: by the name, or by a password in a URL. */
export function isSecret({ name, value }: Variable): boolean {
  return value !== "" && (secretName.test(name) || secretUrl.test(value));
}

/** The variable of the server that holds a secret for jobs. */
export function serverVariableOf(name: string): string {
  return `JOB_SECRET_${name.replace(/\W/g, "_")}`;
}

/** The longest jitter of a job, in minutes. */
const longestDelay = 1440;

/** The seconds of a RANDOM_DELAY, which counts minutes; `undefined` for what is no such number. */
export function randomDelay(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d{1,4}$/.test(value) || Number(value) > longestDelay) {
    return undefined;
  }
  return Number(value) * 60;
}

/** What the writer of a variable should know about its use here. */
export function notesOn(variable: Variable): string[] {
  const { name, value } = variable;
  const notes: string[] = [];
  if (name === "MAILTO" && value !== "") {
    notes.push("Carillon sends no mail; the output of a run is in its execution");
  }
  if (name === "RANDOM_DELAY" && value !== "") {
    notes.push(
      randomDelay(value) === undefined
        ? "is no number of minutes up to 1440, and delays nothing"
        : "a run starts up to this many minutes later: jitter_seconds of the job",
    );
  }
  if (name === "CRON_TZ" && value !== "" && !isTimeZone(value)) {
    notes.push("is not the name of a time zone");
  }
  if (name === "LOGNAME" || name === "USER") notes.push("cron sets this variable itself");
  if (isForCommands(name) && isSecret(variable)) {
    notes.push(
      `looks like a secret; the value stays out of the jobs, which read ${
        serverVariableOf(name)
      } of the server instead`,
    );
  } else if (isForCommands(name) && /\$[A-Za-z_{]/.test(value)) {
    notes.push("cron expands no $ in a value; the commands get the text as it is");
  }
  return notes;
}
