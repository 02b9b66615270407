import type { Command } from "commander";
import type { Context } from "../context.ts";
import type { FindJobs } from "./candidates.ts";

/** Longer than this nobody waits for a completion, in milliseconds. */
const mostMs = 1000;
const mostNames = 100;

/**
 * Asks the server that the words name, once and for a short time. A server that does not answer in time, or refuses, has no
 * candidates: a shell shows no errors while somebody types.
 */
export function findJobs(context: Context, program: Command, words: readonly string[]): FindJobs {
  return async (typed) => {
    try {
      // The words of an unfinished line need not make sense; their global options do.
      program.parseOptions(words.slice(0, -1));
      const client = await context.client();
      const options = { signal: AbortSignal.timeout(mostMs), timeoutMs: mostMs };
      const query = typed === "" ? { limit: mostNames } : { limit: mostNames, q: typed };
      const names: string[] = [];
      for await (const { name } of client.jobs.each(query, options)) {
        if (name.startsWith(typed) && !/[\t\n\r]/.test(name)) names.push(name);
        if (names.length === mostNames) break;
      }
      return [...new Set(names)];
    } catch {
      return [];
    }
  };
}
