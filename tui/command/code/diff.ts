import type { Command } from "commander";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit_codes.ts";
import { examples } from "../subcommand.ts";
import { planText } from "./plan_text.ts";
import { planOf, type PlanOptions, withPlanOptions } from "./planning.ts";

export function define(command: Command, context: Context): void {
  withPlanOptions(command).action((options: PlanOptions) => diff(context, options));
  examples(
    command,
    ["carillon diff -f jobs.yaml", "what an apply would do"],
    ["carillon diff -f jobs/ --prune", "for CI: exits with 1 where the server differs"],
  );
}

async function diff(context: Context, options: PlanOptions): Promise<void> {
  const { output, io } = context;
  const { plan } = await planOf(context, options);
  if (output.isForPeople) io.out(planText(plan, io));
  else await output.done("", plan);
  if (plan.steps.length > 0) context.exitCode = exitCodes.failed;
}
