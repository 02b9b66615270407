import type { App } from "../../app.ts";
import { eachAtOnce } from "../../server/each_at_once.ts";
import type { Failure } from "../../server/http.ts";
import { restoreJob } from "../../server/restoring.ts";
import type { FormerJob } from "../../state/act.ts";
import { refusalOf } from "../../state/rights.ts";
import { toast } from "../toasts.ts";

/** How many requests run at once. */
const atOnce = 8;
const mostNamed = 3;

/**
 * Puts the former values of jobs back. A job that was changed or deleted since stays as it is, and the toast names it. What
 * failed for another reason can be tried again.
 */
export async function restoreJobs(app: App, jobs: readonly FormerJob[]): Promise<void> {
  const refusal = refusalOf(app.state, "change");
  if (refusal !== undefined) return toast(app, "warn", app.t.refusals[refusal]);
  const client = await app.client();
  const changed: FormerJob[] = [];
  const failed: FormerJob[] = [];
  let failure: Failure | undefined;
  await eachAtOnce(jobs, atOnce, async (job) => {
    const answer = await restoreJob(client, job, app.state.now);
    if (answer.ok) return;
    const isOther = answer.failure.status !== 412 && answer.failure.status !== 404;
    (isOther ? failed : changed).push(job);
    if (isOther) failure ??= answer.failure;
  });
  const { undoing } = app.t.dialogs;
  const done = jobs.length - changed.length - failed.length;
  const again = failed.length === 0 ? undefined : { kind: "restore_jobs", jobs: failed } as const;
  const said = [
    jobs.length === 1 && done === 1
      ? undoing.restored(jobs[0]?.name ?? "")
      : undoing.restoredMany(done, jobs.length),
    ...(changed.length === 0 ? [] : [undoing.changedSince(namesOf(changed))]),
    ...(failure === undefined ? [] : [failure.error]),
  ].join(" · ");
  toast(app, done === jobs.length ? "ok" : failed.length > 0 ? "bad" : "warn", said, again);
}

/** `a, b, c +2`. */
function namesOf(jobs: readonly FormerJob[]): string {
  const names = jobs.slice(0, mostNamed).map(({ name }) => name).join(", ");
  return jobs.length > mostNamed ? `${names} +${jobs.length - mostNamed}` : names;
}
