/** How a program ended, as a result and in words. */
import { resultLimit } from "../job_class.ts";
import { plainText } from "../plain_text.ts";
import type { BoundedOutput } from "./bounded_output.ts";

export interface ProgramResult {
  readonly returncode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const longestLine = 500;

/** The lengths of head and tail that are tried, until the result fits into an execution's record. */
const lengths = [12, 7, 6, 5, 4, 3, 2.5, 2, 1.5, 1, 0.5].map((kib) => kib * 1024);

/** The rest is for the engine's indentation. */
const roomBytes = resultLimit - 256;

/** The exit code and what the program wrote, with head and tail of each stream when it is long. */
export function programResult(
  { code }: Deno.CommandStatus,
  { stdout, stderr }: { readonly stdout: BoundedOutput; readonly stderr: BoundedOutput },
): ProgramResult {
  const resultOf = (most: number) => (
    { returncode: code, stdout: stdout.text(most), stderr: stderr.text(most) }
  );
  const fits = lengths.find((most) => storedBytes(resultOf(most)) <= roomBytes);
  return resultOf(fits ?? 256);
}

/** `backup ended with exit code 3: no space left on device`, without colour codes. */
export function describeEnd(
  label: string,
  { code, signal }: Deno.CommandStatus,
  { stdout, stderr }: ProgramResult,
): string {
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  const line = lastLine(stderr) || lastLine(stdout);
  return line === "" ? `${label} ${how}` : `${label} ${how}: ${line}`;
}

function lastLine(text: string): string {
  const lines = plainText(text).split(/[\r\n]+/);
  const line = lines.findLast((line) => line.trim() !== "")?.trim() ?? "";
  return line.length > longestLine ? `…${line.slice(-longestLine)}` : line;
}

/** A text with any character beyond Latin-1 takes two bytes a character in the database. */
function storedBytes(result: ProgramResult): number {
  const json = JSON.stringify(result);
  // deno-lint-ignore no-control-regex -- the whole range of Latin-1 is meant
  return /[^\u0000-\u00ff]/.test(json) ? json.length * 2 : json.length;
}
