import { mustChange, sees } from "../../scheduler/model/caller.ts";
import type { CategoryId, JobId } from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { keyOfName } from "../../scheduler/model/records/job_key.ts";
import { deleteJob } from "../../scheduler/store/jobs/jobs.ts";
import type { ConfigJob } from "../contract/config/entries.ts";
import { auditEntry, jobText } from "../logs/audit.ts";
import { changedJobStep, newJobStep } from "./job_changes.ts";
import { categoryOfEntry } from "./job_bodies.ts";
import type { KeyedJob } from "./state.ts";
import { planRecords } from "./plan_records.ts";
import { mustBeVersion, type Part, type Planning, type Step, stillThere } from "./step.ts";

/** @param sent absent: the document says nothing of jobs. */
export function planJobs(
  planning: Planning,
  sent: readonly ConfigJob[] | null | undefined,
): Promise<Part> {
  const { state, names } = planning;
  const index = new JobIndex(state.jobs);
  const keyOf = (entry: ConfigJob) =>
    entry.key ?? index.keyOf(categoryOfEntry(names, entry), entry.name);
  return planRecords<ConfigJob, KeyedJob>(planning, {
    list: "jobs",
    sent,
    present: state.jobs,
    about: ({ job, key }) => ({ identity: placeOf(job.categoryId, key), owner: job.owner }),
    find(entry) {
      const [category, key] = [categoryOfEntry(names, entry), keyOf(entry)];
      const job = index.at(category, key);
      return { identity: placeOf(category, key), known: job && { job, key } };
    },
    twin: (entry, first) => ["key", `"${keyOf(entry)}" is that of jobs[${first}] too`],
    create: (entry) => newJobStep(planning, entry, keyOf(entry)),
    change: (entry, { job, key }) => changedJobStep(planning, entry, key, job),
    delete: (known) => deletion(planning, known),
  });
}

function placeOf(category: CategoryId, key: string): string {
  return `${category} ${key}`;
}

/** The jobs of the server, by category and key. */
class JobIndex {
  readonly #byKey = new Map<string, Job>();
  readonly #keyless = new Map<string, string>();

  constructor(jobs: readonly KeyedJob[]) {
    for (const { job, key } of jobs) {
      this.#byKey.set(placeOf(job.categoryId, key), job);
      if (keyOfName(job.name) === "") this.#keyless.set(placeOf(job.categoryId, job.name), key);
    }
  }

  at(category: CategoryId, key: string): Job | undefined {
    return this.#byKey.get(placeOf(category, key));
  }

  /** The key of an entry without one: "" where its name makes none and no job of the server has the name. */
  keyOf(category: CategoryId, name: string): string {
    return keyOfName(name) || (this.#keyless.get(placeOf(category, name)) ?? "");
  }
}

function deletion(planning: Planning, { job, key }: KeyedJob): Step {
  const { deps: { db }, caller, now, names } = planning;
  const mustFit = mustBeVersion(job);
  const mayPerform = (present: Job = job) => {
    if (!sees(caller, present.categoryId)) stillThere(undefined);
    mustChange(caller);
  };
  const id: JobId = job.id;
  return {
    kind: "job",
    action: "delete",
    name: job.name,
    key,
    category: names.categories.nameOf(job.categoryId) ?? "",
    version: job.version,
    changes: [],
    mayPerform,
    async perform() {
      const isDeleted = await deleteJob(db, id, (present) => {
        mayPerform(present);
        mustFit(present);
        return auditEntry(caller, present, "deleted", jobText(present), now);
      }, now);
      stillThere(isDeleted);
    },
  };
}
