import {
  type Caller,
  callerName,
  isAdmin,
  mustChange,
  sees,
} from "../../scheduler/model/caller.ts";
import type { Calendars } from "../../scheduler/model/calendars/exclusion.ts";
import { resumed } from "../../scheduler/model/firing/resumed.ts";
import { type JobId, newId } from "../../scheduler/model/ids.ts";
import { draftJob, editJob, type Job, type JobDraft, pauseJob } from "../../scheduler/model/job.ts";
import { changeJob, createJob, type EditedJob } from "../../scheduler/store/jobs/jobs.ts";
import type { ConfigJob } from "../contract/config/entries.ts";
import type { ConfigAction, ConfigFieldChange } from "../contract/config/plan.ts";
import { isUnchanged, understandEdit, understandNewJob } from "../jobs/fields.ts";
import { argumentsText, auditEntry, editEntries } from "../logs/audit.ts";
import { type Entry, jobEntry } from "./entries.ts";
import { bodyOf, type WantedPause, wantedPause } from "./job_bodies.ts";
import {
  adoption,
  changesOf,
  isAdopted,
  mustBeOurs,
  mustBeVersion,
  type Planning,
  type Step,
  stillThere,
} from "./step.ts";

/** Whoever may read plans what an admin could do; `mayPerform()` of the step asks what the caller may. */
export function asAdmin(caller: Caller): Caller {
  if (isAdmin(caller)) return caller;
  const user = { isAdmin: true, categoryId: 0 } as Extract<Caller, { kind: "user" }>["user"];
  return { kind: "user", user };
}

/** @param key "" for a job whose name makes none: it gets one made of its id. */
export function newJobStep(planning: Planning, entry: ConfigJob, key: string): Step {
  const { deps, caller, now, owner, names } = planning;
  const id = newId<JobId>(now);
  const ownKey = key === "" ? `job-${id.slice(-12)}` : key;
  const draftFor = (who: Caller) => understandNewJob(bodyOf(planning, entry, ownKey), who, deps);
  const planned = draftFor(asAdmin(caller));
  const pause = wantedPause(entry, now);
  const shown = { ...planned, ...pausedFields(pause) };
  return {
    kind: "job",
    action: "create",
    name: planned.name,
    key: ownKey,
    category: names.categories.nameOf(planned.categoryId) ?? "",
    changes: changesOf({}, jobEntry(shown, ownKey, names), identity),
    mayPerform() {
      mustChange(caller);
      draftFor(caller);
    },
    async perform() {
      const active = draftJob(id, { ...draftFor(caller), owner }, now);
      const job = pause
        ? { ...pauseJob(active, now, pauseBy(planning, pause)), version: 1 }
        : active;
      const audit = auditEntry(caller, job, "added", argumentsText(job), now);
      await createJob(deps.db, job, audit, now);
    },
  };
}

/** Which job an entry is about; the name of a new job is the name of its step. */
const identity = ["key", "category", "name"];
const place = ["key", "category"];

export function changedJobStep(
  planning: Planning,
  entry: ConfigJob,
  key: string,
  job: Job,
): Step | undefined {
  const { caller, now, names } = planning;
  const pause = wantedPause(entry, now);
  const planned = draftOf(planning, entry, key, job, asAdmin(caller));
  const before = jobEntry(pause === undefined ? { ...job, paused: false } : job, key, names);
  const after = jobEntry({ ...planned, ...pausedFields(pause) }, key, names);
  const adopted = isAdopted(planning, job);
  const changes = [
    ...changesOf(before, after, place),
    ...(adopted ? [adoption(planning)] : []),
  ];
  if (changes.length === 0 && job.key !== undefined) return undefined;
  return {
    kind: "job",
    action: actionOf(changes, before, after),
    name: job.name,
    key,
    category: names.categories.nameOf(job.categoryId) ?? "",
    version: job.version,
    changes,
    ...(changes.length === 0 ? { isSilent: true as const } : {}),
    mayPerform() {
      mustChange(caller);
      mustBeOurs(planning, job);
      draftOf(planning, entry, key, job, caller);
    },
    perform: () => perform(planning, entry, key, job),
  };
}

/** The job after the change that an entry asks for, for what this caller may do. */
function draftOf(
  planning: Planning,
  entry: ConfigJob,
  key: string,
  job: Job,
  who: Caller,
): JobDraft {
  const draft = understandEdit(bodyOf(planning, entry, key), job, who, planning.deps);
  return isAdopted(planning, job) ? { ...draft, owner: planning.owner } : draft;
}

function actionOf(
  changes: readonly ConfigFieldChange[],
  before: Entry,
  after: Entry,
): ConfigAction {
  const isOfPause = changes.every(({ field }) => field.startsWith("paused"));
  if (!isOfPause || before.paused === after.paused || changes.length === 0) return "change";
  return after.paused === true ? "pause" : "resume";
}

async function perform(planning: Planning, entry: ConfigJob, key: string, job: Job): Promise<void> {
  const { deps, caller, now } = planning;
  const change = (present: Job, calendars: Calendars): EditedJob | undefined => {
    if (!sees(caller, present.categoryId)) stillThere(undefined);
    mustChange(caller);
    mustBeVersion(job)(present);
    const draft = draftOf(planning, entry, key, present, caller);
    const edited = isUnchanged(present, draft) ? present : editJob(present, draft, now, calendars);
    return withPause(planning, wantedPause(entry, now), present, edited, calendars);
  };
  stillThere(await changeJob(deps.db, job.id, change, now));
}

/** The change of the fields and of the pause in one commit. */
function withPause(
  planning: Planning,
  pause: WantedPause,
  before: Job,
  edited: Job,
  calendars: Calendars,
): EditedJob | undefined {
  const { caller, now, names } = planning;
  const audit = edited === before ? [] : editEntries(caller, before, edited, now);
  const version = before.version + 1;
  const isAlike = pause === undefined || before.paused === (pause !== false) &&
      changesOf(
          jobEntry(before, "", names),
          jobEntry({ ...before, ...pausedFields(pause) }, "", names),
        ).length === 0;
  if (isAlike) return edited === before ? undefined : { job: edited, audit };
  if (pause === false) {
    const { job, made } = resumed(edited, now, calendars);
    const told = auditEntry(caller, job, "resumed", "", now);
    return { job: { ...job, version }, made, audit: [...audit, told] };
  }
  const begun = { ...pauseBy(planning, pause), at: before.pause?.at ?? now };
  const job = { ...pauseJob(edited, now, begun), version };
  return { job, audit: [...audit, auditEntry(caller, job, "paused", pause.reason, now)] };
}

function pauseBy({ caller, now }: Planning, pause: Exclude<WantedPause, undefined | false>) {
  return { by: callerName(caller), at: now, ...pause };
}

/** The fields of a job by which an entry shows the pause. */
function pausedFields(pause: WantedPause): Partial<Pick<Job, "paused" | "pause">> {
  return pause ? { paused: true, pause: { by: "", at: 0, ...pause } } : { paused: false };
}
