import type { App } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { refusalOf } from "../../commands/rights.ts";
import { toast } from "../../commands/toasts.ts";
import { clean } from "../../terminal/clean.ts";
import { crontabLines } from "./crontab_lines.ts";
import { jobForm } from "../job_form/form.ts";
import { formKey } from "../../forms/form_kind.ts";
import { askPreview } from "../job_form/preview.ts";
import { eachAtOnce } from "../../server/each_at_once.ts";
import { newForm } from "../../forms/state.ts";
import type { ImportLine } from "./state.ts";
import { fieldOf } from "../../terminal/text_field.ts";

export const shellClass = "simple_scheduler.jobs.shell_job.ShellJob";
const mostBytes = 256 * 1024;
const atOnce = 4;

/** Takes a crontab's text: each line is asked about, none is made. */
export async function takeCrontab(app: App, text: string): Promise<void> {
  const lines = crontabLines(text);
  if (lines.length === 0) {
    return app.dispatch({ type: "import_failed", error: app.t.importing.noLines });
  }
  app.dispatch({ type: "import_read", lines });
  const client = await app.client();
  await eachAtOnce(lines, atOnce, async ({ id, cron, timezone, hasInput }) => {
    if (hasInput) {
      const error = app.t.importing.hasInput;
      return app.dispatch({ type: "import_fate", id, fate: { kind: "bad", error } });
    }
    const body = { cron, count: 1, ...(timezone === undefined ? {} : { timezone }) };
    const answer = await client.previewSchedule(body);
    const { failure } = answer.ok ? { failure: undefined } : answer;
    if (answer.ok) {
      const { descriptions: words } = answer.value;
      app.dispatch({ type: "import_fate", id, fate: { kind: "ready", words } });
    } else if (failure?.status === 404) {
      // A server that previews nothing judges it when it is made.
      const words = { en: "", "zh-TW": "" };
      app.dispatch({ type: "import_fate", id, fate: { kind: "ready", words } });
    } else {
      const error = failure?.details[0]?.reason ?? failure?.error ?? "";
      app.dispatch({ type: "import_fate", id, fate: { kind: "bad", error } });
    }
  });
}

export async function readCrontabFile(app: App, typed: string): Promise<void> {
  const path = typed.trim().replace(/^~(?=\/)/, Deno.env.get("HOME") ?? "~");
  try {
    const { size } = await Deno.stat(path);
    if (size > mostBytes) {
      return app.dispatch({ type: "import_failed", error: app.t.importing.tooLong });
    }
    await takeCrontab(app, await Deno.readTextFile(path));
  } catch {
    app.dispatch({ type: "import_failed", error: app.t.importing.noFile(clean(path)) });
  }
}

/** The job that a line is to become. */
export function draftOf({ name, shell, command, cron, timezone }: ImportLine) {
  return {
    name,
    job_class_string: shellClass,
    pub_args: [shell, "-c", command],
    cron,
    ...(timezone === undefined ? {} : { timezone }),
  };
}

export function chosenLines(app: App): ImportLine[] {
  const { lines } = app.state.importing;
  return [...lines.values()].filter(({ isChosen, fate }) => isChosen && fate.kind === "ready");
}

/** Makes those that are chosen; what went wrong stands at its line. */
export async function makeJobs(app: App): Promise<void> {
  const refusal = refusalOf(app.state, "change");
  if (refusal !== undefined) return toast(app, "warn", app.t.refusals[refusal]);
  const lines = chosenLines(app);
  const client = await app.client();
  let made = 0;
  await eachAtOnce(lines, atOnce, async (line) => {
    const answer = await client.createJob(draftOf(line), crypto.randomUUID());
    if (answer.ok) made++;
    const { failure } = answer.ok ? { failure: undefined } : answer;
    const error = failure?.details[0]?.reason ?? failure?.error ?? "";
    const fate = answer.ok ? { kind: "made" } as const : { kind: "bad", error } as const;
    app.dispatch({ type: "import_fate", id: line.id, fate });
  });
  const { done, some } = app.t.importing;
  if (made === lines.length) toast(app, "ok", done(made));
  else toast(app, "bad", some(made, lines.length));
}

/** The line as a new job's form: there it is made or not, here it is left out. */
export function editLine(app: App, line: ImportLine): void {
  const view = { screen: "job_form", id: "+" } as const;
  const key = formKey(view);
  const blank = jobForm.blank(app.state);
  const values = { ...blank, ...jobForm.valuesOf(draftOf(line), app.state) };
  const form = newForm(blank);
  const typed = Object.entries(values).map(([name, text]) => [name, fieldOf(text)]);
  app.dispatch({
    type: "form_opened",
    key,
    form: { ...form, values: Object.fromEntries(typed), focus: "name" },
  });
  app.dispatch({ type: "import_chosen", id: line.id, isChosen: false });
  openView(app, view.screen, view.id);
  askPreview(app, key);
}
