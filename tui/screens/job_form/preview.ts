import type { App } from "../../app.ts";
import { textIn } from "../../forms/state.ts";
import type { Preview } from "../../forms/state.ts";
import type { Body, FormContext } from "../../forms/form_kind.ts";
import { isCrontab, readSchedule } from "./schedule.ts";

/** The server is asked after this pause in typing. */
const quietMs = 150;
export const previewCount = 5;

interface Asking {
  cancel(): void;
}

/** The pending question of each form. Only the newest counts. */
const asking = new WeakMap<App, Map<string, Asking>>();

/** The question for the present schedule; `undefined`: the schedule is empty or wrong. */
export function questionOf(context: FormContext): Body | undefined {
  const { schedule } = readSchedule(context, undefined);
  const whole = schedule ?? (context.form.base?.record as Body | undefined);
  if (schedule === undefined || whole === undefined) return undefined;
  const timezone = textIn(context.form, "timezone").trim();
  return { ...schedule, ...(timezone === "" ? {} : { timezone }), count: previewCount };
}

/** Asks the server for a preview after a pause in typing. No key waits for it. */
export function askPreview(app: App, key: string): void {
  const all = asking.get(app) ?? new Map<string, Asking>();
  asking.set(app, all);
  all.get(key)?.cancel();
  const abort = new AbortController();
  const stop = app.clock.after(quietMs, () => void ask(app, key, abort.signal));
  all.set(key, {
    cancel: () => {
      stop();
      abort.abort();
    },
  });
}

async function ask(app: App, key: string, signal: AbortSignal): Promise<void> {
  const form = app.state.forms[key];
  if (form === undefined) return;
  const question = questionOf({ form, state: app.state, t: app.t });
  if (question === undefined) return;
  const asked = JSON.stringify(question);
  const client = await app.client();
  const answer = await client.previewSchedule(question, signal);
  if (signal.aborted) return;
  const preview: Preview = answer.ok
    ? { kind: "known", asked, preview: answer.value }
    : answer.failure.details.length > 0
    ? { kind: "refused", asked, details: answer.failure.details }
    : {
      kind: "unknown",
      asked,
      error: answer.failure.status === 404 ? app.t.jobForm.noPreview : answer.failure.error,
    };
  app.dispatch({ type: "form_previewed", key, preview });
}

/** The server's answer to the present question; `undefined`: none yet. */
export function presentPreview(context: FormContext): Preview | undefined {
  const { preview } = context.form;
  const question = questionOf(context);
  return preview !== undefined && JSON.stringify(question) === preview.asked ? preview : undefined;
}

/** The refusals of the preview by the fields of the form. */
export function previewErrors(context: FormContext): Record<string, string> {
  const preview = presentPreview(context);
  if (preview?.kind !== "refused") return {};
  const errors: Record<string, string> = {};
  for (const { field, reason } of preview.details) {
    const name = isCrontab(context) && field !== "timezone" ? "cron" : field;
    errors[name] ??= reason;
  }
  return errors;
}
