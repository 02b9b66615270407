import { wrongUse } from "../failures.ts";

/** @throws CommandFailure for a file that cannot be read. */
export async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw wrongUse(`${path} cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
}
