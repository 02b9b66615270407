import { isActive } from "../../routes/contract/facts.ts";
import type { App, Subject } from "../app.ts";
import { listOf, markedAmong } from "../state/lists.ts";
import { screenOf } from "./running.ts";

export const nothing: Subject = { jobIds: [], executionIds: [] };

/** The things on which a command of the present screen acts. */
export function subjectOf(app: App): Subject {
  return screenOf(app).subject?.(app) ?? nothing;
}

/** The same for a list of jobs, by the last frame: the marked jobs, or the one under the cursor. */
export function subjectOfList(app: App, name: string): Subject {
  return subjectOfJobs(app, chosenIds(app, name));
}

/** The jobs, and what of them runs. */
export function subjectOfJobs(app: App, ids: readonly string[]): Subject {
  const { executions } = app.state;
  const running = [...executions.byId.values()].filter(({ state, job }) =>
    isActive(state) && ids.includes(job.job_id)
  );
  return { jobIds: ids, executionIds: running.map(({ execution_id }) => execution_id) };
}

/** The marked ids of a list, or the one under its cursor. */
export function chosenIds(app: App, name: string): readonly string[] {
  const drawn = app.layout.lists.get(name);
  if (drawn === undefined) return [];
  const marked = markedAmong(listOf(app.state.lists, name), drawn.ids);
  if (marked.length > 0) return marked;
  return drawn.cursor === undefined ? [] : [drawn.cursor];
}
