import type { Command } from "commander";
import { confirm, type YesOption } from "../confirming.ts";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit_codes.ts";
import { CommandFailure } from "../failures.ts";
import { examples } from "../subcommand.ts";
import { planText } from "./plan_text.ts";
import { planOf, type PlanOptions, queryOf, withPlanOptions } from "./planning.ts";

interface Options extends PlanOptions, YesOption {
  readonly dryRun?: boolean;
}

export function define(command: Command, context: Context): void {
  withPlanOptions(command)
    .option("--dry-run", "only show what would be done")
    .option("-y, --yes", "do not ask")
    .action((options: Options) => apply(context, options));
  examples(
    command,
    ["carillon apply -f jobs.yaml", "show what would be done, ask, and do it"],
    ["carillon apply -f jobs/ --prune --yes", "all files of a folder, also what to delete"],
    ["carillon apply -f - --dry-run < jobs.yaml", "only show what would be done"],
  );
}

async function apply(context: Context, options: Options): Promise<void> {
  const { output, io } = context;
  const { read, plan, etag } = await planOf(context, options);
  if (output.isForPeople) io.out(planText(plan, io));
  if (options.dryRun) {
    if (!output.isForPeople) await output.done("", plan);
    return;
  }
  const { steps } = plan;
  const refused = steps.find((step) => step.refused !== undefined);
  if (refused !== undefined) {
    const { action, kind, name } = refused;
    throw new CommandFailure(
      `${action} ${kind} "${name}": ${refused.refused} \`carillon whoami\` shows your rights.`,
      exitCodes.refused,
    );
  }
  if (steps.length > 0) await confirm(context, `Do this (${steps.length})?`, options);
  const client = await context.client();
  // Also without a step: the server notes the keys by which it found the jobs.
  const done = await client.config.apply(read.document, queryOf(options), { etag });
  if (steps.length > 0 || !output.isForPeople) await output.done("Done.", done);
}
