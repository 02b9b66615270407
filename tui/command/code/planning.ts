import { type Command, Option } from "commander";
import type { ConfigPlan } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { placed, type ReadDocument, readDocument } from "./reading.ts";

export interface PlanOptions {
  readonly file: string;
  readonly prune?: boolean;
  readonly adopt?: boolean;
}

export function withPlanOptions(command: Command): Command {
  return command
    .addOption(
      new Option("-f, --file <path>", "a YAML or JSON file, a folder of them, or - for the input")
        .makeOptionMandatory(),
    )
    .option("--prune", "also delete what the same owner made and the document no longer names")
    .option("--adopt", "make the document's owner the owner of what nobody owns");
}

/** A document with what an apply of it would do, and the tag that an apply sends. */
export interface Planned {
  readonly read: ReadDocument;
  readonly plan: ConfigPlan;
  readonly etag: string | undefined;
}

/** @throws CommandFailure that names the file and the line of what the server refuses. */
export async function planOf(context: Context, options: PlanOptions): Promise<Planned> {
  const read = await readDocument(context, options.file);
  const client = await context.client();
  try {
    const { value: plan, etag } = await client.config.plan(read.document, queryOf(options));
    for (const note of plan.notes) context.io.err(`${note}\n`);
    return { read, plan, etag };
  } catch (error) {
    throw placed(error, read);
  }
}

export function queryOf({ prune, adopt }: PlanOptions): { prune: boolean; adopt: boolean } {
  return { prune: prune === true, adopt: adopt === true };
}
