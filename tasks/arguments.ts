import { isAbsolute, join } from "node:path";

/** What the operator typed behind the name of the task; `--` between them means nothing. */
export const given: readonly string[] = Deno.args.filter((argument) => argument !== "--");

/** The words that are no flags. */
export const words: readonly string[] = given.filter((argument) => !argument.startsWith("--"));

/** `deno task` runs in the folder of the project: a file is meant from the folder in which the operator is. */
export function asCalled(file: string): string {
  const folder = Deno.env.get("INIT_CWD");
  return folder === undefined || isAbsolute(file) ? file : join(folder, file);
}
