import { longestIcs } from "../../../routes/contract/timing/calendars.ts";
import type { Failure } from "../../server/http.ts";

/** Whether it is an iCalendar text, and not the path of a file. */
export function isIcs(text: string): boolean {
  return /^\s*BEGIN:VCALENDAR\b/i.test(text);
}

/** The text itself, or that of the file that it names. */
export async function icsOf(typed: string): Promise<string | Failure> {
  if (isIcs(typed)) return typed;
  const path = typed.replace(/^~(?=\/)/, Deno.env.get("HOME") ?? "~");
  try {
    const { size, isFile } = await Deno.stat(path);
    if (!isFile) return refused(`${path} is no file`);
    // A character takes at most four bytes.
    if (size > 4 * longestIcs) return refused(`${path} is larger than ${longestIcs} characters`);
    return await Deno.readTextFile(path);
  } catch (error) {
    return refused(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}

function refused(reason: string): Failure {
  return {
    status: 422,
    code: "validation_error",
    error: reason,
    details: [{ field: "ics", reason }],
  };
}
