import type { ToolAnnotations } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { ApiCalls } from "./calls.ts";

/** Something that a client of the Model Context Protocol may call. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly annotations: ToolAnnotations;
  /** @param args parsed by `input`. @throws CallRefused where the API refuses. */
  readonly act: (api: ApiCalls, args: Record<string, unknown>) => Promise<unknown>;
}

interface ToolDraft<S extends z.ZodRawShape> extends Omit<Tool, "input" | "act"> {
  readonly input: S;
  readonly act: (api: ApiCalls, args: z.output<z.ZodObject<S>>) => Promise<unknown>;
}

/** A tool whose arguments have the types of its schema. An argument that it does not have is refused. */
export function defineTool<S extends z.ZodRawShape>({ input, act, ...tool }: ToolDraft<S>): Tool {
  return { ...tool, input: z.strictObject(input), act: act as Tool["act"] };
}

/** Changes nothing. */
export const reads: ToolAnnotations = { readOnlyHint: true, openWorldHint: false };

/** What a job does is not known here: it may write over what is there, or call other servers. */
export const runs: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: true,
};

/** Ends what is going on; to do it twice changes nothing more. */
export const ends: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: true,
  openWorldHint: false,
};

export const JobId = z.string().describe("The job's id, as list_jobs tells it.");
export const ExecutionId = z.string().describe("The run's id, as list_runs tells it.");
export const Cursor = z.string().optional().describe("The next_cursor of the page before.");

/** How many entries of a list one answer has. */
export function limit(usual: number, most: number) {
  return z.int().min(1).max(most).default(usual).describe("The most entries of the answer.");
}
