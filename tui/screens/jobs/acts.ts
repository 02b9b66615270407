import type { App, Handlers } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { perform } from "../../commands/performing.ts";
import { subjectOf } from "../../commands/subject.ts";
import { toastNothing } from "../../commands/toasts.ts";
import { byHandLines } from "../../forms/by_hand.ts";
import { showConfirm } from "../../overlays/confirm.ts";
import { askPause } from "../../overlays/pausing.ts";
import { askStop } from "../executions/acts.ts";
import { emptyField, fieldOf } from "../../terminal/text_field.ts";
import { duplicateJob, editJob, editJobAsText, newJob } from "../job_form/acts.ts";

/** More jobs than this are run only after a question. */
const mostWithoutAsking = 1;

/** The commands on jobs, for every screen that has jobs. */
export const jobCommands: Handlers = {
  run_job: runJobs,
  run_job_with: askRunWith,
  stop_run: askStop,
  pause_job: pauseOrResume,
  pause_job_with: askPauseWith,
  delete_job: askDeleteJobs,
  import_crontab: (app) => openView(app, "import"),
  new_job: newJob,
  edit_job: editJob,
  edit_as_text: editJobAsText,
  duplicate_job: duplicateJob,
};

async function runJobs(app: App): Promise<void> {
  const { jobIds } = subjectOf(app);
  if (jobIds.length === 0) return toastNothing(app);
  const act = { kind: "run_jobs", jobIds } as const;
  if (jobIds.length <= mostWithoutAsking) {
    await perform(app, act);
    return;
  }
  const { confirm } = app.t.dialogs;
  const lines = [confirm.runJobsEffect];
  showConfirm(app, confirm.runJobs(jobIds.length), lines, act);
}

function askRunWith(app: App): void {
  const { jobIds } = subjectOf(app);
  const [first] = jobIds;
  const job = first === undefined ? undefined : app.state.jobs.byId.get(first);
  if (job === undefined) return toastNothing(app);
  const { runWith, confirm } = app.t.dialogs;
  app.dispatch({
    type: "overlay_shown",
    overlay: {
      kind: "run_with",
      jobIds,
      title: jobIds.length === 1 ? runWith.title(job.name) : confirm.runJobs(jobIds.length),
      args: fieldOf(JSON.stringify(job.pub_args)),
      reason: emptyField,
      focus: "args",
      error: "",
    },
  });
}

/** Pauses the active jobs. Resumes all when none is active. */
async function pauseOrResume(app: App): Promise<void> {
  const jobs = subjectOf(app).jobIds.flatMap((id) => app.state.jobs.byId.get(id) ?? []);
  if (jobs.length === 0) return toastNothing(app);
  const going = jobs.filter(({ paused }) => !paused);
  const idsOf = (some: typeof jobs) => some.map(({ job_id }) => job_id);
  const chosen = going.length > 0 ? going : jobs;
  const act = {
    kind: going.length > 0 ? "pause_jobs" : "resume_jobs",
    jobIds: idsOf(chosen),
  } as const;
  const managed = chosen.find(({ managed_by }) => managed_by !== undefined);
  if (managed === undefined) {
    await perform(app, act);
    return;
  }
  const { confirm } = app.t.dialogs;
  showConfirm(app, confirm.byHand(managed.name), byHandLines(app.t, chosen), act);
}

function askPauseWith(app: App): void {
  const { jobIds } = subjectOf(app);
  const [first] = jobIds;
  if (first === undefined) return toastNothing(app);
  const { pauses } = app.t;
  const name = app.state.jobs.byId.get(first)?.name ?? first;
  const title = jobIds.length === 1 ? pauses.pauseJob(name) : pauses.pauseJobs(jobIds.length);
  askPause(app, title, { kind: "jobs", jobIds });
}

function askDeleteJobs(app: App): void {
  const { jobIds } = subjectOf(app);
  const [first] = jobIds;
  if (first === undefined) return toastNothing(app);
  const { confirm } = app.t.dialogs;
  const name = app.state.jobs.byId.get(first)?.name ?? first;
  const act = { kind: "delete_jobs", jobIds } as const;
  const told = byHandLines(app.t, jobIds.flatMap((id) => app.state.jobs.byId.get(id) ?? []));
  if (jobIds.length === 1) {
    showConfirm(app, confirm.deleteJob(name), [confirm.deleteEffect, ...told], act);
  } // For many jobs the user has to type their number.
  else {
    const title = confirm.deleteJobs(jobIds.length);
    showConfirm(app, title, [confirm.deleteManyEffect, ...told], act, String(jobIds.length));
  }
}
