import {
  draftExecution,
  type Ended,
  endUnstarted,
  makeReady,
  type Scheduled,
} from "./execution.ts";
import { type ExecutionId, fireId } from "./ids.ts";
import { type DueFires, dueFires, missedText } from "./firing/due_fires.ts";
import { type FireRules, makeUpCap, plainRules } from "./firing/fire_times.ts";
import type { Job } from "./job.ts";
import { type JobSnapshot, snapshotOf } from "./job_snapshot.ts";
import { jitterMs } from "./firing/jitter.ts";
import { because } from "./run_request.ts";
import type { Instant } from "./time.ts";

export { type FireRules, firesUpTo, makeUpCap, plainRules } from "./firing/fire_times.ts";

/** The executions of a job that a fire or run has to consider. */
export interface Situation {
  /** Executions that have not ended and count as instances of the job, oldest first. */
  readonly active: readonly ExecutionId[];
  /** Executions that wait for one of these instances to end, oldest first. */
  readonly waiting: readonly Scheduled[];
}

/** What one fire or run of a job changes. The caller commits all of it together. */
export interface FirePlan {
  /** The job as it is afterwards. A fire moves it to its next fire time. */
  readonly job: Job;
  /** The new executions: ready, waiting, or ended without a start. */
  readonly made: readonly (Scheduled | Ended)[];
  /** All executions that wait now, oldest first. */
  readonly waiting: readonly ExecutionId[];
  /** Executions that waited and end unstarted, because the new one replaces them. */
  readonly replaced: readonly Ended[];
  /** Instances that are to be stopped, so that the new execution can start. */
  readonly toStop: readonly ExecutionId[];
}

/** What the caller of {@link planFire} knows already of the job. */
export interface KnownOfFire {
  /** As dueFires() makes them of the job. */
  readonly due?: DueFires;
  /** As snapshotOf() makes it of the job. */
  readonly snapshot?: JobSnapshot;
}

/**
 * Plans the fire of a due job. When the job has no free instance, its overlap rule decides: skip the execution, let it wait, or
 * stop the oldest instance. See {@link dueFires} for the fire times.
 */
export function planFire(
  job: Job & { readonly nextRunAt: Instant },
  situation: Situation,
  now: Instant,
  rules: FireRules = plainRules,
  known: KnownOfFire = {},
): FirePlan {
  const due = known.due ?? dueFires(job, now, rules);
  const snapshot = known.snapshot ?? snapshotOf(job);
  const plan = new Plan(job, situation, now);
  for (const { at, description, others, skipped } of due.fires) {
    const id = fireId(job.id, at);
    const trigger = "schedule" as const;
    const given = { id, job, trigger, scheduledAt: at, description, ...others };
    const execution = draftExecution(given, now, snapshot);
    if (skipped === undefined) plan.run(execution, due.mustRun);
    else plan.skip(execution, skipped);
  }
  const { firedUntil, next } = due;
  const { active, made, waiting, replaced, toStop } = plan;
  const moved: Job = { ...job, firedUntil, active, nextRunAt: next ?? job.nextRunAt };
  if (next === undefined) delete moved.nextRunAt;
  return { job: moved, made, waiting, replaced, toStop };
}

/** The most executions of one job that wait for an instance to end because a person asked for them. */
export const mostWaiting = 100;

/** Why a run is refused, or recorded as skipped when its time comes: too many executions wait already. */
export const tooManyWait =
  `${mostWaiting} executions of this job wait for an instance to end already`;

/** Whether a run that is not forced would have to wait behind too many. */
export function isFull({ waiting }: Situation): boolean {
  return waiting.length >= mostWaiting;
}

/** A run for a later time may always be this late: where only the minutely cron looks, it often is. */
const laterGraceSeconds = 120;

/**
 * Plans a run that a person asked for, now or for a time that has come. Without a free instance it waits its turn,
 * whatever the overlap rule says: that rule is for fires, and a person wants the run. The job's next fire time stays.
 * @param force run even without a free instance; the execution then does not count as one.
 */
export function planRun(
  job: Job,
  execution: Scheduled,
  situation: Situation,
  now: Instant,
  force: boolean,
): FirePlan {
  const plan = new Plan(job, situation, now);
  const grace = Math.max(laterGraceSeconds, job.policy.misfireGraceSeconds);
  if (now - execution.scheduledAt > grace * 1000) {
    plan.skip(execution, missedText(execution.scheduledAt, grace, now));
  } else if (force) plan.made.push({ ...execution, readyAt: now });
  else plan.runInTurn(execution);
  return { ...plan, job: { ...job, active: plan.active } };
}

const waitText = "waits for an instance of its job to end";

/** An instance of the job has ended: the execution that waited longest may be claimed from now on. */
export function goAhead(waited: Scheduled, now: Instant): Scheduled {
  const ready = makeReady(waited, now);
  const isToldToWait = waited.description === because(waitText, waited);
  return isToldToWait ? { ...ready, description: waited.reason ?? "" } : ready;
}

/** Whether the job allows another instance beside the active ones. */
export function hasFreeInstance(job: Job, active: readonly ExecutionId[]): boolean {
  return active.length < job.policy.maxInstances;
}

class Plan {
  readonly made: (Scheduled | Ended)[] = [];
  readonly active: ExecutionId[];
  readonly waiting: ExecutionId[];
  readonly replaced: Ended[] = [];
  readonly toStop: ExecutionId[] = [];
  readonly #job: Job;
  readonly #waitedBefore: readonly Scheduled[];
  readonly #now: Instant;

  constructor(job: Job, situation: Situation, now: Instant) {
    this.#job = job;
    this.#now = now;
    this.#waitedBefore = situation.waiting;
    this.active = [...situation.active];
    this.waiting = situation.waiting.map(({ id }) => id);
  }

  skip(execution: Scheduled, reason: string): void {
    this.made.push(
      endUnstarted(execution, "scheduled error", because(reason, execution), this.#now),
    );
  }

  /** @param mustRun for one of several fire times that are made up for: it waits, whatever the overlap rule says. */
  run(execution: Scheduled, mustRun = false): void {
    if (hasFreeInstance(this.#job, this.active)) return this.#start(execution);
    const { overlap, maxInstances } = this.#job.policy;
    if (mustRun && this.waiting.length >= makeUpCap(this.#job)) {
      this.skip(execution, `skipped: ${this.waiting.length} executions wait already`);
    } else if (mustRun || (overlap === "queue" && !this.#isFireWaiting())) {
      this.#wait(execution);
    } else if (overlap === "replace") {
      this.#replace(execution);
    } else {
      const instances = maxInstances === 1 ? "an instance is" : `${maxInstances} instances are`;
      const rest = overlap === "queue" ? ", and one waits already" : "";
      this.skip(execution, `skipped: ${instances} still under way${rest}`);
    }
  }

  /** For a run that a person asked for: it waits, and does not overtake those that wait already. */
  runInTurn(execution: Scheduled): void {
    if (this.waiting.length === 0 && hasFreeInstance(this.#job, this.active)) {
      this.#start(execution);
    } else if (this.waiting.length >= mostWaiting) this.skip(execution, `skipped: ${tooManyWait}`);
    else this.#wait(execution);
  }

  #start(execution: Scheduled): void {
    this.made.push({ ...execution, readyAt: this.#readyAt(execution) });
    this.active.push(execution.id);
  }

  /** A run of the schedule starts later by the job's jitter. */
  #readyAt({ trigger, scheduledAt }: Scheduled): Instant {
    const { id, policy: { jitterSeconds } } = this.#job;
    if (trigger !== "schedule") return this.#now;
    return Math.max(this.#now, scheduledAt + jitterMs(id, scheduledAt, jitterSeconds));
  }

  /** Runs that people asked for take nothing away from fires: of these, one may wait. */
  #isFireWaiting(): boolean {
    const asked = this.#waitedBefore.filter(isAskedFor).map(({ id }) => id);
    return this.waiting.some((id) => !asked.includes(id));
  }

  #wait(execution: Scheduled): void {
    const { reason, description } = execution;
    const told = reason === undefined ? description || waitText : because(waitText, execution);
    this.made.push({ ...execution, description: told });
    this.waiting.push(execution.id);
  }

  #replace(execution: Scheduled): void {
    const reason = `replaced by the fire of ${iso(execution.scheduledAt)}`;
    for (const waited of this.#waitedBefore) {
      if (!this.waiting.includes(waited.id) || isAskedFor(waited)) continue;
      this.replaced.push(endUnstarted(waited, "scheduled error", reason, this.#now));
    }
    const asked = this.#waitedBefore.filter(isAskedFor).map(({ id }) => id);
    this.waiting.splice(0, Infinity, ...this.waiting.filter((id) => asked.includes(id)));
    this.#wait(execution);
    const oldest = this.active.find((id) => !this.toStop.includes(id));
    if (oldest !== undefined) this.toStop.push(oldest);
  }
}

/** A fire does not replace a run that a person asked for. */
function isAskedFor({ trigger }: Scheduled): boolean {
  return trigger !== "schedule";
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
