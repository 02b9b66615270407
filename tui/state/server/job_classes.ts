import type { JobClass } from "../../../routes/contract/jobs/job_classes.ts";

/** The job classes of the server. Empty until a form reads them. */
export interface JobClassesState {
  readonly byName: ReadonlyMap<string, JobClass>;
}

export type JobClassesEvent = {
  readonly type: "job_classes_read";
  readonly classes: readonly JobClass[];
};

export const initialJobClasses: JobClassesState = { byName: new Map() };

export function reduceJobClasses(state: JobClassesState, event: JobClassesEvent): JobClassesState {
  return event.type === "job_classes_read"
    ? { byName: new Map(event.classes.map((one) => [one.job_class_string, one])) }
    : state;
}
