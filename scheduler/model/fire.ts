import { draftExecution, type Ended, endUnstarted, type Scheduled } from "./execution.ts";
import { type ExecutionId, fireId } from "./ids.ts";
import type { Job } from "./job.ts";
import { storedSize } from "./json.ts";
import { nextFire } from "./schedule.ts";
import { hour, type Instant } from "./time.ts";

/**
 * How many missed fire times of one job are looked at one by one; what is older is told in one
 * record. Less for a job with large arguments: all of it has to fit into one atomic operation.
 */
export function makeUpCap(job: Job): number {
  return Math.max(1, Math.min(100, Math.floor(400_000 / storedSize(job))));
}

/** What a fire may run into. */
export interface Situation {
  /** The job's executions that are under way, oldest first. */
  readonly active: readonly ExecutionId[];
  /** Those that wait for one of these to end, oldest first. */
  readonly waiting: readonly Scheduled[];
}

/** What one fire of a job changes; all of it is committed together or not at all. */
export interface FirePlan {
  /** The job, moved on to its next fire time. */
  readonly job: Job;
  /** New executions: ready, waiting, or ended unstarted. */
  readonly made: readonly (Scheduled | Ended)[];
  /** All that wait now, in order. */
  readonly waiting: readonly ExecutionId[];
  /** Executions that waited and are not to run any more. */
  readonly replaced: readonly Ended[];
  /** Executions that have to make room. */
  readonly toStop: readonly ExecutionId[];
}

/**
 * What happens when a job's fire time has come: fire times within the grace run (one for all or
 * each, as the job says), later ones are recorded as missed, and an instance too many is skipped,
 * waits, or replaces the oldest, as the job's overlap rule says.
 */
export function planFire(
  job: Job & { readonly nextRunAt: Instant },
  situation: Situation,
  now: Instant,
): FirePlan {
  const due = dueTimes(job, now);
  const { misfireGraceSeconds, coalesce } = job.policy;
  const isMissed = (at: Instant) => now - at > Math.max(1, misfireGraceSeconds) * 1000;
  const inTime = due.times.filter((at) => !isMissed(at));
  const plan = new Plan(job, situation, now);

  if (due.olderFrom !== undefined && (isMissed(due.olderFrom) || !coalesce)) {
    plan.skip(due.olderFrom, olderText(due));
  }
  for (const at of due.times) {
    if (isMissed(at)) plan.skip(at, missedText(at, misfireGraceSeconds, now));
  }
  const last = inTime.at(-1);
  if (coalesce && last !== undefined) {
    const older = due.olderFrom !== undefined && !isMissed(due.olderFrom);
    const since = older ? due.olderFrom : inTime[0];
    const many = inTime.length > 1 || older;
    plan.run(last, many ? `stands for all fire times since ${iso(since ?? last)}` : "");
  } else for (const at of inTime) plan.run(at, "", inTime.length > 1);

  const { nextRunAt: _, ...rest } = job;
  const moved: Job = {
    ...rest,
    firedUntil: due.times.at(-1) ?? job.nextRunAt,
    active: plan.active,
    ...(due.next === undefined ? {} : { nextRunAt: due.next }),
  };
  return { ...plan, job: moved };
}

/** Whether another instance may start now. */
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

  skip(at: Instant, reason: string): void {
    this.made.push(endUnstarted(this.#draft(at, ""), "scheduled error", reason, this.#now));
  }

  /** @param mustRun a fire that is made up for waits for its turn, whatever the overlap rule says. */
  run(at: Instant, description: string, mustRun = false): void {
    if (hasFreeInstance(this.#job, this.active)) {
      const ready = { ...this.#draft(at, description), readyAt: this.#now };
      this.made.push(ready);
      this.active.push(ready.id);
      return;
    }
    const { overlap, maxInstances } = this.#job.policy;
    if (mustRun && this.waiting.length >= makeUpCap(this.#job)) {
      this.skip(at, `skipped: ${this.waiting.length} executions wait already`);
    } else if (mustRun || (overlap === "queue" && this.waiting.length === 0)) {
      this.#wait(at, description);
    } else if (overlap === "replace") {
      this.#replace(at, description);
    } else {
      const instances = maxInstances === 1 ? "an instance is" : `${maxInstances} instances are`;
      const rest = overlap === "queue" ? ", and one waits already" : "";
      this.skip(at, `skipped: ${instances} still under way${rest}`);
    }
  }

  #wait(at: Instant, description: string): void {
    const waits = this.#draft(at, description || "waits for an instance of its job to end");
    this.made.push(waits);
    this.waiting.push(waits.id);
  }

  #replace(at: Instant, description: string): void {
    const reason = `replaced by the fire of ${iso(at)}`;
    for (const waited of this.#waitedBefore) {
      if (this.waiting.includes(waited.id)) {
        this.replaced.push(endUnstarted(waited, "scheduled error", reason, this.#now));
      }
    }
    this.waiting.length = 0;
    this.#wait(at, description);
    const oldest = this.active.find((id) => !this.toStop.includes(id));
    if (oldest !== undefined) this.toStop.push(oldest);
  }

  #draft(at: Instant, description: string): Scheduled {
    const id = fireId(this.#job.id, at);
    return draftExecution(
      { id, job: this.#job, trigger: "schedule", scheduledAt: at, description },
      this.#now,
    );
  }
}

interface DueTimes {
  /** The newest fire times that are due, oldest first. */
  readonly times: readonly Instant[];
  /** The first of those before them; absent when `times` are all. */
  readonly olderFrom?: Instant;
  readonly next: Instant | undefined;
}

function dueTimes(job: Job & { readonly nextRunAt: Instant }, now: Instant): DueTimes {
  const first = job.nextRunAt;
  const next = nextFire(job.schedule, first);
  if (next === undefined || next > now) return { times: [first], next };
  const cap = makeUpCap(job);
  const forward = timesFrom(job, first, now, cap);
  if (forward.complete) return forward;
  // A long downtime: find the newest by looking back from now in windows that grow.
  for (let window = hour;; window *= 4) {
    const from = nextFire(job.schedule, Math.max(first, now - window) - 1);
    const newest = timesFrom(job, from, now, Infinity);
    if (newest.times.length >= cap || window > now - first) {
      return { times: newest.times.slice(-cap), olderFrom: first, next: newest.next };
    }
  }
}

function timesFrom(job: Job, first: Instant | undefined, now: Instant, limit: number) {
  const times: Instant[] = [];
  let next = first;
  while (next !== undefined && next <= now && times.length < limit) {
    times.push(next);
    next = nextFire(job.schedule, next);
  }
  return { times, next, complete: next === undefined || next > now };
}

function olderText(due: DueTimes): string {
  const until = due.times[0] === undefined ? "" : ` until before ${iso(due.times[0])}`;
  return `missed: this stands for all fire times from ${iso(due.olderFrom ?? 0)}${until}; ` +
    `of a long downtime only the newest ${due.times.length} are told one by one`;
}

function missedText(at: Instant, grace: number, now: Instant): string {
  const late = Math.round((now - at) / 1000);
  return `missed: ${late} s late, and the grace of this job is ${grace} s`;
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
