import type { Job, JobEdit } from "../../client/types.ts";
import { confirmByHand, type YesOption } from "../confirming.ts";
import type { Context } from "../context.ts";
import { CommandFailure, failureText, wrongUse } from "../failures.ts";
import { jobOf } from "../names.ts";
import { type FieldOptions, fieldsIn, fieldsOf } from "./creating.ts";

interface EditOptions extends FieldOptions, YesOption {
  readonly name?: string;
}

/** Changes a job by the options, or opens it in the editor where there are none. */
export async function editJob(context: Context, text: string, options: EditOptions): Promise<void> {
  const client = await context.client();
  const { job_id } = await jobOf(client, text);
  const { value: job, etag } = await client.jobs.getTagged(job_id);
  const { name, yes, ...fields } = options;
  await confirmByHand(context, [job], { yes: yes === true });
  const change = async (edit: JobEdit) => {
    const changed = await client.jobs.change(job_id, edit, { etag });
    await context.output.done(`${edit.name ?? job.name} is changed.`, changed);
  };
  if (name === undefined && Object.keys(fields).length === 0) {
    return await changeInEditor(context, job, change);
  }
  await change({
    ...await fieldsOf(client, fields, { ...job }),
    ...(name === undefined ? {} : { name }),
  });
}

/** Fields that only the server sets. */
const notEdited: ReadonlySet<string> = new Set([
  "job_id",
  "next_run_time",
  "paused",
  "version",
  "managed_by",
  "created_at",
  "updated_at",
  "week",
]);

/**
 * Sends what changed in the editor.
 * @throws CommandFailure that names the file with the text, so that no typing is lost.
 */
async function changeInEditor(
  context: Context,
  job: Job,
  change: (edit: JobEdit) => Promise<void>,
): Promise<void> {
  const { io, output } = context;
  if (!io.isInputTerminal) {
    throw wrongUse(
      "There is no terminal for an editor here. Use --set, --cron, --args and others.",
    );
  }
  const { stringify } = await import("yaml");
  const shown = Object.fromEntries(Object.entries(job).filter(([name]) => !notEdited.has(name)));
  const path = await Deno.makeTempFile({ prefix: "carillon-", suffix: ".yaml" });
  const head = `# ${job.job_id}: save and close to change the job`;
  await Deno.writeTextFile(path, `${head}\n${stringify(shown)}`);
  try {
    if (!await io.edit(path)) throw new CommandFailure("The editor failed.");
    const edit = changesOf(shown, await fieldsIn(await Deno.readTextFile(path), path));
    if (Object.keys(edit).length > 0) await change(edit);
    else await output.done("Nothing was changed.", { job_id: job.job_id });
  } catch (error) {
    const said = failureText(error);
    if (said === undefined) throw error;
    throw new CommandFailure(`${said.text} What you typed is in ${path}.`, said.exitCode);
  }
  await Deno.remove(path);
}

function changesOf(before: Readonly<Record<string, unknown>>, after: object): JobEdit {
  const changed = Object.entries(after).filter(([name, value]) =>
    JSON.stringify(value) !== JSON.stringify(before[name])
  );
  return Object.fromEntries(changed);
}
