import { Refusal, type RefusalCode } from "../../scheduler/model/refusal.ts";
import { type Plan, refusalOf } from "./plan.ts";
import type { Step } from "./step.ts";

/** The most done steps that a refusal names. */
const mostNamed = 50;

/**
 * Performs a plan. Nothing is changed where the caller may not perform all of it.
 * @throws Refusal `forbidden` before the first change. Where a record has changed since the plan was made, Refusal
 * `conflict`, which says what was done before; nothing further is changed then.
 */
export async function applyPlan({ steps: planned, planning }: Plan): Promise<void> {
  const steps = planned.filter((step) => !step.isSilent || refusalOf(step) === undefined);
  for (const step of steps) {
    const refusal = refusalOf(step);
    if (refusal !== undefined) {
      throw new Refusal(refusal.code, `${called(step)}: ${refusal.message}`);
    }
  }
  const done: Step[] = [];
  for (const [i, step] of steps.entries()) {
    try {
      if (needsChannels(step)) await finishCategories(planning);
      await step.perform();
    } catch (error) {
      throw error instanceof Refusal ? stopped(error, step, done, steps.length - i) : error;
    }
    if (!step.isSilent) done.push(step);
  }
  await finishCategories(planning);
}

/** Whether all channels are there when the turn of a step comes. */
function needsChannels({ kind, action }: Step): boolean {
  return kind === "job" || kind === "monitor" || action === "delete";
}

/** Adds the channels to the alarm rules of categories, once all of them are there. */
async function finishCategories(
  { afterChannels }: { readonly afterChannels: (() => Promise<void>)[] },
): Promise<void> {
  for (const finish of afterChannels.splice(0)) await finish();
}

function stopped(error: Refusal, step: Step, done: readonly Step[], left: number): Refusal {
  const code: RefusalCode = error.code === "precondition_failed" ? "conflict" : error.code;
  const named = done.slice(0, mostNamed).map((one) => `${one.action} ${called(one)}`).join(", ");
  const more = done.length > mostNamed ? ` and ${done.length - mostNamed} more` : "";
  const told = done.length === 0 ? "Nothing was done before." : `Done before: ${named}${more}.`;
  const message = `${step.action} ${called(step)}: ${error.message} ${told} Not done: ${left}.`;
  return new Refusal(code, message);
}

function called({ kind, name, key }: Step): string {
  return `${kind} "${key ?? name}"`;
}
