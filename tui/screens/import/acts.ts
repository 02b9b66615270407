import type { App } from "../../app.ts";
import { longestCrontab } from "../../../routes/contract/facts.ts";
import { openView } from "../../commands/navigation.ts";
import { refusalOf } from "../../state/rights.ts";
import { toast } from "../../commands/toasts.ts";
import { clean } from "../../terminal/clean.ts";
import { jobForm } from "../job_form/form.ts";
import { formKey } from "../../forms/form_kind.ts";
import { askPreview } from "../job_form/preview.ts";
import { OfConnection } from "../../server/of_connection.ts";
import { eachAtOnce } from "../../server/each_at_once.ts";
import type { Failure } from "../../server/http.ts";
import { newForm } from "../../forms/state.ts";
import { canBeMade, type CrontabJob, type ImportRow, rowsOf } from "./state.ts";
import { fieldOf } from "../../terminal/text_field.ts";

/** The class of the jobs that the server makes of a crontab. */
export const programClass = "carillon.jobs.ProgramJob";
/** UTF-8 takes at most three bytes for each UTF-16 code unit. */
const mostBytesOfUnit = 3;
const atOnce = 4;

/** The text that the server reads now. */
const asked = new OfConnection<object>();

/** Asks the server what the lines of a crontab are. Makes nothing. @param path of the file it comes from. */
export async function takeCrontab(app: App, text: string, path?: string): Promise<void> {
  const mine = {};
  asked.set(app, mine);
  app.dispatch({ type: "import_asked" });
  const client = await app.client();
  const answer = await client.readCrontab({ text, ...(path === undefined ? {} : { path }) });
  // The screen was left, or another text was given, while the server read this one.
  if (!app.state.importing.isAsking || asked.get(app) !== mine) return;
  if (!answer.ok) {
    const { status } = answer.failure;
    const error = status === 404 ? app.t.importing.noCrontabs : reasonOf(answer.failure);
    return app.dispatch({ type: "import_failed", error });
  }
  const rows = rowsOf(answer.value, text);
  if (rows.some(({ fate }) => fate.kind !== "comment" && fate.kind !== "variable")) {
    return app.dispatch({ type: "import_read", rows });
  }
  app.dispatch({ type: "import_failed", error: app.t.importing.noLines });
}

export async function readCrontabFile(app: App, typed: string): Promise<void> {
  const path = typed.trim().replace(/^~(?=\/)/, Deno.env.get("HOME") ?? "~");
  const fail = (error: string) => app.dispatch({ type: "import_failed", error });
  try {
    const { size } = await Deno.stat(path);
    if (size > longestCrontab * mostBytesOfUnit) return fail(app.t.importing.tooLong);
    const text = await Deno.readTextFile(path);
    if (text.length > longestCrontab) return fail(app.t.importing.tooLong);
    await takeCrontab(app, text, path);
  } catch {
    fail(app.t.importing.noFile(clean(path)));
  }
}

export function chosenRows(app: App): ImportRow[] {
  return [...app.state.importing.rows.values()].filter((row) => row.isChosen && canBeMade(row));
}

/** Makes the chosen jobs. The reason why one is not made stands at its row. */
export async function makeJobs(app: App): Promise<void> {
  const refusal = refusalOf(app.state, "change");
  if (refusal !== undefined) return toast(app, "warn", app.t.refusals[refusal]);
  const rows = chosenRows(app);
  const client = await app.client();
  let made = 0;
  await eachAtOnce(rows, atOnce, async ({ id, job, once }) => {
    if (job === undefined) return;
    const answer = await client.createJob(job.job, once);
    if (answer.ok) made++;
    const fate = answer.ok
      ? { kind: "made" } as const
      : { kind: "failed", error: reasonOf(answer.failure) } as const;
    app.dispatch({ type: "import_fate", id, once, fate });
  });
  const { done, some } = app.t.importing;
  if (made === rows.length) toast(app, "ok", done(made));
  else toast(app, "bad", some(made, rows.length));
}

function reasonOf({ details, error }: Failure): string {
  return details[0]?.reason ?? error;
}

/** Opens the job as the form of a new one. The form makes it or not, so here it is left out. */
export function editRow(app: App, row: ImportRow, job: CrontabJob): void {
  const view = { screen: "job_form", id: "+" } as const;
  const key = formKey(view);
  const blank = jobForm.blank(app.state);
  const values = { ...blank, ...jobForm.valuesOf(job.job, app.state) };
  const form = newForm(blank);
  const typed = Object.entries(values).map(([name, text]) => [name, fieldOf(text)]);
  app.dispatch({
    type: "form_opened",
    key,
    form: { ...form, values: Object.fromEntries(typed), focus: "name" },
  });
  app.dispatch({ type: "import_chosen", id: row.id, isChosen: false });
  openView(app, view.screen, view.id);
  askPreview(app, key);
}
