import type { App } from "../../app.ts";
import { pauseBefore } from "../../server/restoring.ts";
import type { Act, FormerJob, UndoAct } from "../../state/act.ts";

/** The state of the dashboard before an act: what undo puts back. */
type Before = Pick<App["state"], "jobs" | "pauses">;

/**
 * The act that undoes another one; `undefined`: there is none.
 * @param done the ids for which the act was performed, with the versions that it made.
 */
export function undoOf(
  act: Act,
  done: ReadonlyMap<string, string | undefined>,
  before: Before,
): UndoAct | undefined {
  const ids = [...done.keys()];
  if (ids.length === 0) return undefined;
  switch (act.kind) {
    case "pause_jobs":
    case "resume_jobs":
      return undoOfPause(act.kind, done, before);
    case "mute_alarms": {
      if (act.before === undefined) return undefined;
      const { jobId, alarms } = act.before;
      const name = before.jobs.byId.get(jobId)?.name ?? jobId;
      const [etag] = done.values();
      return {
        kind: "restore_jobs",
        jobs: [{ id: jobId, name, ...(etag === undefined ? {} : { etag }), body: { alarms } }],
      };
    }
    case "begin_pause":
    case "end_pause":
      return undoOfWidePause(act.kind, ids, before);
    case "pause_monitors":
      return { kind: "resume_monitors", ids };
    case "resume_monitors":
      return { kind: "pause_monitors", ids };
    default:
      return undefined;
  }
}

/** Where the jobs had no pause with a reason before, the opposite act is enough. */
function undoOfPause(
  kind: "pause_jobs" | "resume_jobs",
  done: ReadonlyMap<string, string | undefined>,
  { jobs }: Before,
): UndoAct {
  const former = [...done].map(([id, etag]): FormerJob => {
    const job = jobs.byId.get(id);
    const usual = kind === "pause_jobs" ? false : { reason: "", until: "", fires: "" };
    return {
      ...{ id, name: job?.name ?? id, pause: job === undefined ? usual : pauseBefore(job) },
      ...(etag === undefined ? {} : { etag }),
    };
  });
  const isPlain = former.every(({ pause }) =>
    kind === "pause_jobs" ? pause === false : pause !== false && pause?.reason === ""
  );
  if (!isPlain) return { kind: "restore_jobs", jobs: former };
  return { kind: kind === "pause_jobs" ? "resume_jobs" : "pause_jobs", jobIds: [...done.keys()] };
}

/** A pause of a category or of everything that was there before comes back with its reason and its end. */
function undoOfWidePause(
  kind: "begin_pause" | "end_pause",
  ids: readonly string[],
  { pauses }: Before,
): UndoAct | undefined {
  const [id] = ids;
  const pause = pauses.get(Number(id));
  if (pause === undefined) return kind === "begin_pause" ? { kind: "end_pause", ids } : undefined;
  const { reason, until, fires } = pause;
  return {
    kind: "begin_pause",
    ids,
    body: { reason, fires, ...(until === "" ? {} : { until }) },
  };
}
