import type { JobClassRegistry } from "../../scheduler/job_classes/mod.ts";
import { type Caller, categoryOf, isAdmin } from "../../scheduler/model/caller.ts";
import type { Timing } from "../../scheduler/model/calendars/timing.ts";
import type { CategoryId } from "../../scheduler/model/ids.ts";
import type { Job, JobDraft } from "../../scheduler/model/job.ts";
import { jobPolicyFromWire } from "../../scheduler/model/job_policy_fields.ts";
import { type Json, storedSize } from "../../scheduler/model/json.ts";
import { programRefusal } from "../../scheduler/model/rights/program_rights.ts";
import { closedSecrets } from "../../scheduler/model/rights/secret_rights.ts";
import { Refusal, type RefusalDetail } from "../../scheduler/model/refusal.ts";
import { isSame } from "../logs/audit.ts";
import type { JobEdit, NewJob } from "../contract/jobs/jobs.ts";
import type { AppDeps } from "../deps.ts";
import { editedRules } from "../alarms/rules_wire.ts";
import { given } from "../http/given.ts";
import { jsonProblem } from "../http/json_check.ts";
import { understandTiming } from "./timing_wire.ts";
import { understandSchedule } from "../schedules/fields.ts";

/** The most bytes that the arguments of a job may take in the database. */
const mostArgumentBytes = 16 * 1024;

/**
 * The new job that a body describes.
 * @throws Refusal `invalid` that names the field, `forbidden` for another category than the caller's own.
 */
export function understandNewJob(
  body: NewJob,
  caller: Caller,
  deps: AppDeps,
): JobDraft {
  const { jobClasses, defaults } = deps;
  const pubArgs = readPubArgs(body.pub_args) ?? [];
  mustFitClass(jobClasses, body.job_class_string, pubArgs);
  const schedule = understandSchedule(body, body.timezone ?? defaults.timeZone);
  const draft = {
    name: body.name,
    jobClass: body.job_class_string,
    pubArgs,
    schedule,
    categoryId: newCategory(body.category_id, caller),
    policy: jobPolicyFromWire(body, defaults.policy),
    ...given("alarms", editedRules(body.alarms, undefined, schedule.timeZone)),
    ...understandTiming(body, undefined),
  };
  mustEndLater(draft.timing);
  mustOpenSecrets(draft, deps);
  return { ...draft, ...approvalOf(draft, undefined, caller, deps) };
}

/**
 * The job after the edit that a body describes: a field that is not sent keeps its value.
 * @throws Refusal, as understandNewJob().
 */
export function understandEdit(
  body: JobEdit,
  job: Job,
  caller: Caller,
  deps: AppDeps,
): JobDraft {
  const { jobClasses } = deps;
  const jobClass = body.job_class_string ?? job.jobClass;
  const pubArgs = readPubArgs(body.pub_args) ?? job.pubArgs;
  // A job whose class is gone can still be renamed.
  if (jobClass !== job.jobClass || !isSame(pubArgs, job.pubArgs)) {
    mustFitClass(jobClasses, jobClass, pubArgs);
  }
  const { timeZone, ...fields } = job.schedule;
  const draft = {
    name: body.name ?? job.name,
    jobClass,
    pubArgs: [...pubArgs],
    schedule: understandSchedule(body, body.timezone ?? timeZone, fields),
    categoryId: editedCategory(body.category_id, job.categoryId, caller),
    policy: jobPolicyFromWire(body, job.policy),
    ...given("alarms", editedRules(body.alarms, job.alarms, body.timezone ?? timeZone)),
    ...understandTiming(body, job.timing),
  };
  mustEndLater(draft.timing);
  const isMoved = draft.categoryId !== job.categoryId;
  // A job whose secret was closed since can still be renamed or paused.
  if (isMoved || !isSameCode(draft, job)) mustOpenSecrets(draft, deps);
  return { ...draft, ...approvalOf(draft, job, caller, deps) };
}

/**
 * Whether an admin answers for what the job runs. An admin who saves a job that runs programs does. Anyone else keeps
 * an approval only with the class and arguments that it is for.
 * @throws Refusal `forbidden` for a caller who may not save such a job.
 */
function approvalOf(
  draft: JobDraft,
  before: Job | undefined,
  caller: Caller,
  { jobClasses, programCategories }: AppDeps,
): Pick<JobDraft, "approvedByAdmin"> {
  const jobClass = jobClasses.get(draft.jobClass);
  if (isAdmin(caller)) return jobClass?.startsPrograms ? { approvedByAdmin: true } : {};
  if (before !== undefined && isSameCode(draft, before)) {
    return before.approvedByAdmin ? { approvedByAdmin: true } : {};
  }
  const refusal = programRefusal(jobClass, draft, programCategories);
  if (refusal !== undefined) throw Refusal.forbidden(`${refusal}.`);
  return {};
}

/** @throws Refusal `invalid` for an end that is not later than the start. */
function mustEndLater(timing: Timing | undefined): void {
  const { startsAt = -Infinity, endsAt = Infinity } = timing ?? {};
  if (endsAt > startsAt) return;
  throw Refusal.invalid([{ field: "ends_at", reason: "must be later than starts_at" }]);
}

function isSameCode(draft: JobDraft, before: Job): boolean {
  return before.jobClass === draft.jobClass && isSame(before.pubArgs, draft.pubArgs);
}

/** @throws Refusal `invalid` that names the arguments which use a secret that is closed to the job's category. */
export function mustOpenSecrets(
  { jobClass, pubArgs, categoryId }: Pick<JobDraft, "jobClass" | "pubArgs" | "categoryId">,
  { jobClasses, secretCategories }: Pick<AppDeps, "jobClasses" | "secretCategories">,
): void {
  const closed = closedSecrets(jobClasses.get(jobClass), pubArgs, categoryId, secretCategories);
  if (closed.length > 0) throw Refusal.invalid(closed);
}

export function isUnchanged(job: Job, draft: JobDraft): boolean {
  const fields: Record<keyof JobDraft, unknown> = {
    name: job.name,
    jobClass: job.jobClass,
    pubArgs: job.pubArgs,
    schedule: job.schedule,
    categoryId: job.categoryId,
    policy: job.policy,
    alarms: job.alarms,
    approvedByAdmin: job.approvedByAdmin,
    timing: job.timing,
  };
  return (Object.keys(fields) as (keyof JobDraft)[]).every((key) =>
    isSame(fields[key], draft[key])
  );
}

/** `undefined` without arguments. Today's clients also send the array as JSON text. */
export function readPubArgs(sent: JobEdit["pub_args"]): Json[] | undefined {
  if (sent === undefined || sent === null) return undefined;
  const value = typeof sent === "string" ? parseArray(sent) : sent;
  const problem = jsonProblem(value);
  if (problem !== undefined) throw badArgs(problem);
  if (storedSize(value) > mostArgumentBytes) {
    throw badArgs(`they take more than ${mostArgumentBytes} bytes`);
  }
  return value as Json[];
}

function parseArray(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch {
    // Refused below, as any other text that holds no array.
  }
  throw badArgs("must be a JSON array, or text that holds one");
}

function badArgs(reason: string): Refusal {
  return Refusal.invalid([{ field: "pub_args", reason }]);
}

/** @throws Refusal `invalid` for arguments that the class does not take. */
export function mustFitClass(
  jobClasses: JobClassRegistry,
  name: string,
  pubArgs: readonly Json[],
): void {
  const jobClass = jobClasses.get(name);
  if (jobClass === undefined) throw badClass("there is no job class of this name");
  if (jobClass.unavailable !== undefined) throw badClass(jobClass.unavailable);
  const check = jobClass.checkArgs(pubArgs);
  if (check.ok) return;
  const details = check.errors.map(({ argument, index, reason }): RefusalDetail => (
    index === undefined
      ? { field: "pub_args", reason }
      : { field: `pub_args[${index}]`, reason: `${argument}: ${reason}` }
  ));
  throw Refusal.invalid(details);
}

function badClass(reason: string): Refusal {
  return Refusal.invalid([{ field: "job_class_string", reason }]);
}

/** A new job lies in the caller's own category: one of category 0 is seen by category 0 and admins alone. */
export function newCategory(
  named: CategoryId | null | undefined,
  caller: Caller,
  what = "a job",
): CategoryId {
  const own = categoryOf(caller);
  return named === undefined || named === null ? own : mayPut(named, own, caller, what);
}

export function editedCategory(
  named: CategoryId | null | undefined,
  present: CategoryId,
  caller: Caller,
  what = "a job",
): CategoryId {
  return named === undefined || named === null ? present : mayPut(named, present, caller, what);
}

/** Only an admin may put something into another category than `otherwise`. */
function mayPut(
  named: CategoryId,
  otherwise: CategoryId,
  caller: Caller,
  what: string,
): CategoryId {
  if (named === otherwise || isAdmin(caller)) return named;
  throw Refusal.forbidden(`only an admin may put ${what} into another category.`);
}
