import { compileSchedule } from "../schedule.ts";
import { nextRun } from "../next_run.ts";
import { parseFields } from "../fields.ts";
import { type CrontabFields, schedulesOf } from "./expression.ts";
import { Misfit, quote } from "./misfit.ts";
import { fromQuartz, isQuartz, isYear } from "./quartz.ts";
import { monthNames, weekdayNames } from "./ranges.ts";

/** The times of a line, and what follows them. */
export interface Entry {
  readonly schedules: readonly CrontabFields[];
  /** The command, in a system crontab with the user before it; never empty. */
  readonly rest: string;
  readonly notes: readonly string[];
}

const five = "a crontab line has five time fields and a command";

/** Reads the times of a line that is neither blank, comment nor variable. Throws Misfit. */
export function readEntry(line: string): Entry {
  const text = line.trim();
  const entry = text.startsWith("@") ? readMacro(text) : readFields(text);
  const schedules = entry.schedules.filter(firesEver);
  if (schedules.length === 0) throw new Misfit("there is no such date, so it would never fire");
  return { ...entry, schedules };
}

function readMacro(text: string): Entry {
  const [, macro = "", rest = ""] = /^(\S+)[ \t]*(.*)$/s.exec(text) ?? [];
  const name = macro.toLowerCase();
  if (name === "@reboot") {
    throw new Misfit("@reboot runs when the machine starts; a schedule has no such time");
  }
  if (name === "@every" || /^@(?:\d+|every_second)$/.test(name)) {
    throw new Misfit(
      `${name} counts from the start of the cron daemon; write the minutes, such as */5 * * * *`,
    );
  }
  if (/^\d+[ \t]+[\w-]+\.[\w.-]+[ \t]+\S/.test(rest)) throw new Misfit(anacron);
  const schedules = schedulesOf(name === "@every_minute" ? "* * * * *" : macro);
  if (rest === "") throw new Misfit(`there is no command after ${macro}`);
  return { schedules, rest, notes: [] };
}

const anacron = "this is a line of an anacrontab (period, delay, name, command), " +
  "which counts days since the last run";

function readFields(text: string): Entry {
  if (/^\d+[ \t]+\d+[ \t]+[a-z_][\w-]*\.[\w.-]+[ \t]+\S/i.test(text)) throw new Misfit(anacron);
  if (!/^[\d*?~,HL-]/i.test(text) || /^[a-z]{2}/i.test(text)) {
    throw new Misfit(explainStrange(text));
  }

  const words = text.split(/[ \t]+/, 8);
  if (isQuartz(words)) return readQuartz(text, words);
  const [times, rest] = splitAfter(text, 5);
  refuseFewer(text, times.split(" "), rest);
  const [next = ""] = rest.split(/[ \t]/, 1);
  if (isTimeField(next)) {
    throw new Misfit(
      `there are more than five time fields: ${quote(next)} stands where the command begins; ` +
        "a crontab has no fields for seconds or years",
    );
  }
  const schedules = schedulesOf(times);
  if (rest === "") throw new Misfit(`there is no command; ${five}`);
  return { schedules, rest, notes: [] };
}

/** A line with too few times has its command, or the beginning of it, where a time belongs. */
function refuseFewer(text: string, words: readonly string[], rest: string): void {
  const at = words.findIndex((word) => !isTimeField(word) && !/^[\d*?,HLW#~/()-]+$/i.test(word));
  const isShort = at >= 0 && /^[-/.~"'[({]|^[a-z_]\w+/i.test(words[at]!);
  const isBadField = at === 4
    ? isMisspelt(words[4]!, rest)
    : at > 0 && rest !== "" && words.slice(at + 1).every(isTimeField);
  if (words.length === 5 && (!isShort || isBadField)) return;
  if (at === 0) throw new Misfit(explainStrange(text));

  const found = at < 0 ? words.length : at;
  const before = at < 0 ? "" : ` before ${quote(words[at]!)}`;
  const are = found === 1 ? "is only one time field" : `are only ${found} time fields`;
  throw new Misfit(
    `there ${are}${before}; ${five}: minute, hour, day, month, weekday`,
    found === 4 ? "dayOfWeek" : undefined,
  );
}

/** `monday` is a bad weekday and no command, if a command follows. */
function isMisspelt(word: string, rest: string): boolean {
  return rest !== "" && weekdayNames.some((name) => word.toLowerCase().startsWith(name)) &&
    /^[a-z,-]+$/i.test(word);
}

function readQuartz(text: string, words: readonly string[]): Entry {
  const count = isYear(words[6] ?? "") ? 7 : 6;
  const [, rest] = splitAfter(text, count);
  const [second = "", minute = "", hour = "", day = "", month = "", weekday = "", year] = words;
  if (count === 7 && year !== "*") {
    throw new Misfit(`the year ${quote(year ?? "")} of this Quartz line has no counterpart here`);
  }
  const schedules = [fromQuartz([second, minute, hour, day, month, weekday])];
  if (rest === "") throw new Misfit("there is no command after the times");
  return {
    schedules,
    rest,
    notes: ["read as Quartz: the first field is the second, and SUN is 1"],
  };
}

/** The first words with one blank between each, and the text after them. */
function splitAfter(text: string, count: number): [string, string] {
  const form = new RegExp(`^((?:\\S+(?:[ \\t]+|$)){1,${count}})(.*)$`, "s");
  const [, words = "", rest = ""] = form.exec(text) ?? [];
  return [words.trim().replace(/[ \t]+/g, " "), rest];
}

const names = [...weekdayNames, ...monthNames].join("|");
const timeField = new RegExp(
  `^(?:\\*|\\?|(?:\\d+|${names})(?:-(?:\\d+|${names}))?)(?:/\\d+)?` +
    `(?:,(?:\\*|(?:\\d+|${names})(?:-(?:\\d+|${names}))?)(?:/\\d+)?)*$`,
  "i",
);

/** Reports whether a word looks like a time field and not like a command. */
function isTimeField(word: string): boolean {
  return timeField.test(word);
}

function explainStrange(text: string): string {
  if (/^(?:export|setenv|set|unset)[ \t]/.test(text)) {
    return "a crontab sets a variable by NAME=value, without export or set";
  }
  if (/^[A-Za-z_]\w*[ \t]*=/.test(text)) return "the quotation marks of this variable do not match";
  if (/^[&!%@]/.test(text)) return "this is a line of fcron and not of a crontab";
  return `${quote(text)} is neither a time with a command, nor a variable, nor a comment`;
}

function firesEver(fields: CrontabFields): boolean {
  const parsed = parseFields(fields);
  return parsed.ok && nextRun(compileSchedule(parsed.fields), "UTC", 0) !== undefined;
}
