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
import {
  isPruned,
  mustBeVersion,
  type Part,
  type Planning,
  type Step,
  stillThere,
} from "./step.ts";

/** @param sent absent: the document says nothing of jobs. */
export async function planJobs(
  planning: Planning,
  sent: readonly ConfigJob[] | null | undefined,
): Promise<Part> {
  const { state, problems } = planning;
  const steps: Step[] = [];
  const named = new Map<string, number>();
  const index = new JobIndex(state.jobs);
  let unchanged = 0;
  for (const [i, entry] of (sent ?? []).entries()) {
    const place = `jobs[${i}]`;
    const step = await problems.of(place, () => {
      const category = categoryOfEntry(planning.names, entry);
      const key = entry.key ?? index.keyOf(category, entry.name);
      const twin = named.get(placeOf(category, key));
      if (twin !== undefined) problems.add(`${place}.key`, `"${key}" is that of jobs[${twin}] too`);
      named.set(placeOf(category, key), i);
      const known = index.at(category, key);
      return known === undefined
        ? newJobStep(planning, entry, key)
        : changedJobStep(planning, entry, key, known);
    });
    if (step === undefined) unchanged++;
    else if (step.isSilent) [unchanged] = [unchanged + 1, steps.push(step)];
    else steps.push({ ...step, place });
  }
  const isListed = sent !== undefined && sent !== null;
  const gone = state.jobs.filter(({ job, key }) =>
    isPruned(planning, job, isListed, named.has(placeOf(job.categoryId, key)))
  );
  return { steps, unchanged, deletions: gone.map((one) => deletion(planning, one)) };
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
