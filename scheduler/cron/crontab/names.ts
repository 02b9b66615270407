import { seemsToHoldSecret } from "./command.ts";
import { schedulesOf } from "./expression.ts";
import { Misfit } from "./misfit.ts";

const longestName = 60;
/** A name is made from the beginning of a text. */
const longestText = 500;

/** Gives the jobs of one file readable names, each name once. */
export class Names {
  readonly #taken = new Set<string>();

  /** A name from the comment right above the line, else from the command. */
  take(comment: string, command: string, line: number): string {
    const name = readable(nameIn(comment.slice(0, longestText))) ??
      readable(nameOfCommand(command).slice(0, longestText)) ?? `crontab line ${line}`;
    let unique = cut(name, longestName);
    for (let n = 2; this.#taken.has(unique.toLowerCase()); n++) {
      unique = `${cut(name, longestName - 5)} (${n})`;
    }
    this.#taken.add(unique.toLowerCase());
    return unique;
  }
}

/** The comment without its marks; "" if it is decoration, a table head or a line that was commented out. */
function nameIn(comment: string): string {
  const text = comment.replace(/^[\s#*=+~_.-]+/, "").replace(/[\s#*=+~_\\-]+$/, "");
  const isDiagram = /^[\s#]*[|'`┌│└├]/.test(comment) ||
    /^(?:minute|hour|day of|month|weekday) ?\(/i.test(text);
  const isHead = /^(?:m(?:in(?:ute)?s?)?)[\s,|]+h(?:ours?|r)?\b/i.test(text) ||
    /\bdow\b.*\bcommand\b/i.test(text);
  return isDiagram || isHead || isEntry(comment.replace(/^[\s#]+/, "")) ? "" : text;
}

function isEntry(text: string): boolean {
  const [schedule] = /^(?:@\w+|(?:\S+[ \t]+){4}\S+)(?=[ \t])/.exec(text) ?? [];
  if (schedule === undefined) return /^[A-Za-z_]\w*=/.test(text) || /^(?:[*?][ \t]+){2}/.test(text);
  if (schedule.startsWith("@")) return true;
  try {
    return schedulesOf(schedule).length > 0;
  } catch (error) {
    if (error instanceof Misfit) return /^[\d*]\S*[ \t]+[\d*]\S*[ \t]/.test(text);
    throw error;
  }
}

/** The command without the folder of its program; the program alone if the command holds a secret. */
function nameOfCommand(command: string): string {
  const holdsSecret = seemsToHoldSecret(command);
  const whole = holdsSecret ? command.replace(/^(?:\s*[A-Za-z_]\w*=\S*)+/, "") : command;
  const text = whole.trim().replace(/^\S*\/(?=[^\s/])/, "");
  return holdsSecret ? text.split(/\s/, 1)[0]! : text;
}

/** On one line, without control characters; undefined if no letter or digit is left. */
function readable(text: string): string | undefined {
  const name = text.toWellFormed().replace(/[\s\p{C}]+/gu, " ").trim();
  return /[\p{L}\p{N}]/u.test(name) ? name : undefined;
}

function cut(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join("").trimEnd()}…`;
}
