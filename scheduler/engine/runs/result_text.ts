/** The text of an execution's result: JSON that stays JSON when it is cut, and the texts of errors. */
import type { JobFailure } from "../../job_classes/job_class.ts";
import { cutText, storedSize } from "../../model/json.ts";

/** As the system before Carillon indented results. */
const indent = 4;

/** `undefined` where there is nothing to hide. */
type Mask = ((text: string) => string) | undefined;

/**
 * Returns a text as it is, and any other value as JSON of at most `limit` stored bytes. A longer value is cut inside
 * its texts, which keep head and tail. A value that is not JSON (a cycle, a bigint, a function) is shown as the console
 * shows it.
 */
export function textOfResult(result: unknown, limit: number, mask: Mask): string {
  if (result === undefined) return "";
  const masked = (text: string) => mask === undefined ? text : mask(text);
  if (typeof result === "string") return cutText(masked(result.toWellFormed()), limit);
  const text = toJson(result, mask);
  if (text === undefined) return cutText(masked(inspected(result)), limit);
  return isWithin(text, limit) ? text : cutJson(text, limit);
}

export function textOfError(error: unknown): { message: string; whole: string } {
  try {
    if (error instanceof Error) {
      const message = (error.message || error.name).toWellFormed();
      return { message, whole: (error.stack ?? message).toWellFormed() };
    }
  } catch {
    // The error's own properties throw.
  }
  const text = typeof error === "string" ? error.toWellFormed() : jsonOrInspected(error);
  return { message: text, whole: text };
}

/** What a JobFailure says beside its message; also of another copy of that class. */
export function detailsOfFailure(error: unknown): Pick<JobFailure, "result" | "retryAfterMs"> {
  try {
    if (!(error instanceof Error) || error.name !== "JobFailure") return {};
    const { result, retryAfterMs } = error as JobFailure;
    const isWait = typeof retryAfterMs === "number" && retryAfterMs >= 0;
    return { result, ...(isWait ? { retryAfterMs } : {}) };
  } catch {
    return {}; // the error's own properties throw
  }
}

function jsonOrInspected(value: unknown): string {
  if (value === undefined) return "";
  try {
    const text = JSON.stringify(value);
    if (text !== undefined) return text;
  } catch {
    // Shown below.
  }
  return inspected(value);
}

/** Returns `undefined` for a value that is not JSON. */
function toJson(value: unknown, mask: Mask): string | undefined {
  try {
    // A function that sees each part takes as long as all the rest.
    if (mask === undefined) return JSON.stringify(value, null, indent);
    const each = (_: string, part: unknown) => typeof part === "string" ? mask(part) : part;
    return JSON.stringify(value, each, indent);
  } catch {
    return undefined;
  }
}

/** Finds the longest length of texts with which the whole fits. */
function cutJson(text: string, limit: number): string {
  const value = JSON.parse(text);
  let [fits, least, most]: [string | undefined, number, number] = [undefined, minText, limit];
  while (least <= most) {
    const length = Math.floor((least + most) / 2);
    const cut = JSON.stringify(value, (_, part) => shortened(part, length), indent);
    if (isWithin(cut, limit)) [fits, least] = [cut, length + 1];
    else most = length - 1;
  }
  return fits ?? withoutShape(text, limit);
}

/** A cut below this would leave little more than its own mark. */
const minText = 100;

function shortened(part: unknown, length: number): unknown {
  return typeof part === "string" ? cutText(part, length) : part;
}

/** The value has too many parts: its JSON itself becomes a text in a small JSON object. */
function withoutShape(text: string, limit: number): string {
  for (let length = limit; length > minText; length = Math.floor(length * 0.8)) {
    const cut = JSON.stringify({ cut: cutText(text, length) }, null, indent);
    if (isWithin(cut, limit)) return cut;
  }
  return JSON.stringify({ cut: "" });
}

function isWithin(text: string, limit: number): boolean {
  return storedSize(text) <= limit;
}

function inspected(value: unknown): string {
  try {
    return Deno.inspect(value, { depth: 4, strAbbreviateSize: 1000 }).toWellFormed();
  } catch {
    return "a value that cannot be shown";
  }
}
