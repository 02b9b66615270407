import { z } from "zod";
import { idOf, textOf, TimeField, yesOrNoOf } from "../common.ts";
import { ExecutionState } from "../history/executions.ts";
import { PubArgs } from "./jobs.ts";

const mostReason = 500;

const Force = yesOrNoOf(
  "Run the job even if it has no free instance; the execution does not count as an instance.",
  false,
).nullish();

const Reason = textOf(
  "The reason, which is shown with the execution.",
  mostReason,
  "the report was late",
).nullish();

/** How a run differs from a scheduled one; without a body it does not differ. */
export const RunRequest = z.object({
  pub_args: PubArgs.meta({
    description: "Arguments in place of the job's own; null means not sent.",
    example: ["first argument", "second argument"],
  }),
  reason: Reason,
  force: Force,
  run_at: TimeField.nullish().meta({
    description: "When the job runs, at most 366 days ahead; without it, at once.",
    example: "2026-11-22T06:00:00Z",
  }),
}).meta({ id: "RunRequest", example: { reason: "the report was late", force: false } });
export type RunRequest = z.output<typeof RunRequest>;

export const RetryRequest = z.object({ reason: Reason, force: Force })
  .meta({ id: "RetryRequest", example: { force: false } });
export type RetryRequest = z.output<typeof RetryRequest>;

export const RunAnswer = z.object({
  execution_id: idOf("The new execution's id."),
  state: ExecutionState.meta({
    description:
      "`running` when this server runs it at once; `scheduled` when another may, or while the " +
      "execution waits for its time or its turn.",
    example: "running",
  }),
  description: z.string().meta({
    description: "Why the execution waits; may be empty.",
    example: "",
  }),
}).meta({ id: "RunAnswer" });
export type RunAnswer = z.infer<typeof RunAnswer>;
