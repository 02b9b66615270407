import { isTimeZone } from "../zones/zone_names.ts";
import { endsInBackslash, readCommand, seemsToHoldSecret, withoutOptions } from "./command.ts";
import type { CrontabJob, CrontabLine } from "./crontab_line.ts";
import { type Entry, readEntry } from "./entry.ts";
import { type CrontabForm, type FormHints, formOf, namesKnownUser, splitUser } from "./form.ts";
import { keyOf } from "./key.ts";
import { linesOf } from "./lines.ts";
import { Misfit, quote } from "./misfit.ts";
import { Names } from "./names.ts";
import { fieldTitles } from "./ranges.ts";
import {
  isForCommands,
  isSecret,
  notesOn,
  randomDelay,
  readVariable,
  serverVariableOf,
  type Variable,
} from "./variables.ts";

export interface CrontabOptions extends FormHints {
  /** The zone of lines without CRON_TZ. */
  readonly timeZone: string;
  /** The user that runs commands on the server; lines of another user are refused. */
  readonly runsAs?: string | undefined;
  /** Takes lines of other users than `runsAs`, with a note. */
  readonly takesOtherUsers?: boolean | undefined;
  /** The home folder of `runsAs`, for lines without HOME. */
  readonly home?: string | undefined;
}

export interface Crontab {
  readonly form: CrontabForm;
  /** As many as the text has lines, in their order. */
  readonly lines: readonly CrontabLine[];
}

/** Reads a crontab as cron would. Each line becomes exactly one thing; nothing is thrown for any text. */
export function readCrontab(text: string, options: CrontabOptions): Crontab {
  const lines = linesOf(text);
  const form = formOf(lines, options);
  return { form, lines: new Reader(form, options).read(lines) };
}

/** What cron sets where a crontab does not. */
const cronDefaults = { shell: "/bin/sh", path: "/usr/bin:/bin" };

/** Goes down the lines: a variable counts from its line on, a comment names the job right below it. */
class Reader {
  readonly #form: CrontabForm;
  readonly #options: CrontabOptions;
  readonly #names = new Names();
  readonly #lineOfKey = new Map<string, number>();
  readonly #variables = new Map<string, Variable>();
  #comment = "";
  #isContinued = false;

  constructor(form: CrontabForm, options: CrontabOptions) {
    this.#form = form;
    this.#options = options;
  }

  read(lines: readonly string[]): CrontabLine[] {
    return lines.map((text, index) => {
      const line = this.#readLine(text, index + 1);
      this.#isContinued = line.kind === "refused" && endsInBackslash(text);
      this.#comment = line.kind === "comment" ? text.trim() : "";
      return line;
    });
  }

  #readLine(text: string, line: number): CrontabLine {
    if (text.trim() === "") return { line, kind: "blank" };
    if (text.trimStart().startsWith("#")) return { line, kind: "comment" };
    if (text.includes("\0") || !text.isWellFormed()) {
      const reason = "the line holds a NUL character or is not valid Unicode";
      return { line, kind: "refused", reason };
    }
    const variable = readVariable(text);
    if (variable) {
      this.#variables.set(variable.name, variable);
      return { line, kind: "variable", name: variable.name, notes: notesOn(variable) };
    }
    try {
      return this.#readJobs(text, line);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      const { message, field } = error;
      if (this.#isContinued) {
        const reason = "it continues the line above, and cron joins no lines";
        return { line, kind: "refused", reason };
      }
      if (field === undefined) return { line, kind: "refused", reason: message };
      return { line, kind: "refused", reason: `${fieldTitles[field]}: ${message}`, field };
    }
  }

  #readJobs(text: string, line: number): CrontabLine {
    const entry = readEntry(this.#withoutDash(text));
    if (endsInBackslash(text)) {
      throw new Misfit(
        "the line ends in a backslash, and cron joins no lines; write it on one line",
      );
    }
    const { user, typed } = this.#splitUser(entry.rest);
    const { command, stdin } = readCommand(withoutOptions(typed));
    if (command.trim() === "") throw new Misfit("there is no command before the first %");
    if (/^@\w+/.test(command)) {
      throw new Misfit(
        `${quote(command.split(/\s/, 1)[0]!)} is a condition that only some crons know`,
      );
    }
    const base = {
      line,
      command,
      ...this.#surroundings(user),
      ...(stdin !== undefined && { stdin }),
    };
    const keys = entry.schedules.map((fields) => keyOf({ stdin, user, ...base, fields }));
    this.#refuseRepeated(keys, line);
    const name = this.#names.take(this.#comment, command, line);
    const jobs = entry.schedules.map((fields, index): CrontabJob => ({
      ...base,
      name: index === 0 ? name : this.#names.take(name, command, line),
      fields,
      key: keys[index]!,
    }));
    return { line, kind: "job", jobs, notes: this.#notesOn(entry, command, user) };
  }

  /** In a system crontab of cronie, `-` before the minute keeps the run out of syslog. */
  #withoutDash(text: string): string {
    return this.#form === "system" ? text.replace(/^([ \t]*)-(?=[\d*])/, "$1") : text;
  }

  #splitUser(rest: string): { user: string | undefined; typed: string } {
    const { runsAs, takesOtherUsers, form = "auto" } = this.#options;
    if (this.#form === "user") {
      if (form === "auto" && namesKnownUser(rest, this.#options)) {
        throw new Misfit(
          `${quote(splitUser(rest)!.user)} is a user, and other lines name none; ` +
            "if this is a system crontab, import it as one",
        );
      }
      return { user: undefined, typed: rest };
    }
    const split = splitUser(rest);
    if (!split) {
      throw new Misfit(
        "a system crontab has a user and a command after the times, and " +
          `${quote(rest)} does not begin with both`,
      );
    }
    const { user, command } = split;
    if (runsAs !== undefined && user !== runsAs && takesOtherUsers !== true) {
      throw new Misfit(
        `cron would run it as ${user}, and this server runs commands as ${runsAs}; ` +
          "set SHELL_USER of the server, or import it for the server's user",
      );
    }
    return { user, typed: command };
  }

  /** What cron sets around a command: zone, shell, folder and environment. */
  #surroundings(user: string | undefined) {
    const value = (name: string) => this.#variables.get(name)?.value || undefined;
    const timeZone = value("CRON_TZ") ?? this.#options.timeZone;
    if (!isTimeZone(timeZone)) throw new Misfit(`CRON_TZ ${quote(timeZone)} is no time zone`);
    const shell = value("SHELL") ?? cronDefaults.shell;
    const isOther = user !== undefined && user !== this.#options.runsAs;
    const delay = randomDelay(value("RANDOM_DELAY"));
    const home = value("HOME") ?? (isOther ? undefined : this.#options.home);
    const given = [...this.#variables.values()].filter(({ name }) => isForCommands(name));
    const [open, secret] = [given.filter((one) => !isSecret(one)), given.filter(isSecret)];
    const env: Record<string, string> = {
      PATH: cronDefaults.path,
      ...Object.fromEntries(open.map((one) => [one.name, one.value])),
      SHELL: shell,
      ...(home !== undefined && { HOME: home }),
      ...(user !== undefined && { LOGNAME: user, USER: user }),
    };
    return {
      timeZone,
      shell,
      env,
      secrets: Object.fromEntries(secret.map(({ name }) => [name, serverVariableOf(name)])),
      ...(home !== undefined && { home }),
      ...(user !== undefined && { user }),
      ...(delay !== undefined && delay > 0 && { delaySeconds: delay }),
    };
  }

  #refuseRepeated(keys: readonly string[], line: number): void {
    const before = keys.map((key) => this.#lineOfKey.get(key)).find((found) => found !== undefined);
    if (before !== undefined) {
      throw new Misfit(`it repeats line ${before}; cron would run the command twice at a time`);
    }
    for (const key of keys) this.#lineOfKey.set(key, line);
  }

  #notesOn(entry: Entry, command: string, user: string | undefined): string[] {
    const { runsAs } = this.#options;
    const notes = [...entry.notes];
    if (entry.schedules.length > 1) {
      notes.push("cron joins day and weekday by OR: two jobs, with no day in common");
    }
    if (user !== undefined && user !== runsAs) {
      notes.push(`cron runs it as ${user}; the server runs commands as the user in SHELL_USER`);
    }
    if (seemsToHoldSecret(command)) {
      notes.push("the command seems to hold a secret, which all who may read the job will see");
    }
    return notes;
  }
}
