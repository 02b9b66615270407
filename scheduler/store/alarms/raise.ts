import type { Alarm, AlarmSubject } from "../../model/alarms/alarm.ts";
import { type AlarmKind, alarmKinds } from "../../model/alarms/alarm_kind.ts";
import type { WholeAlarmRules } from "../../model/alarms/alarm_rules.ts";
import {
  type AlarmCause,
  type AlarmChange,
  closeAlarm,
  countAlarm,
  openAlarm,
} from "../../model/alarms/alarm_steps.ts";
import {
  failuresInARow,
  isRecoveredBy,
  kindOfEnd,
  lateMs,
  lateMsOfEnd,
  lateReason,
  reasonOfEnd,
  recoveryNote,
  type ShortEnd,
  shortEnd,
  subjectOfEnd,
} from "../../model/alarms/recovery.ts";
import type { Ended } from "../../model/execution.ts";
import { isCounted } from "../../model/execution_state.ts";
import type { AlarmId, CategoryId, ChannelId, JobId } from "../../model/ids.ts";
import { type Instant, second } from "../../model/time.ts";
import type { Commit, Followed, FollowUp } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { AlarmChanges, type WantedAlarms } from "./alarm_changes.ts";
import { type JobRules, readJobRules } from "./job_rules.ts";
import { knownAlarms } from "./known_alarms.ts";
import { lastEndsOf } from "./last_ends.ts";
import { gotThrough, unsentCauses, unsentRules } from "./unsent.ts";

/** What may change alarms. */
export type AlarmNews =
  | { readonly what: "ended"; readonly ended: Ended }
  /** A duty saw a cause. @see store/watching/ */
  | { readonly what: "seen"; readonly cause: AlarmCause; readonly rules: WholeAlarmRules }
  | {
    readonly what: "deleted" | "moved";
    readonly subject: AlarmSubject;
    readonly categoryId: CategoryId;
  }
  /** A message of a channel got through. */
  | { readonly what: "sent"; readonly channel: ChannelId; readonly at: Instant }
  /** A step of one alarm. `undefined`: it stays as it is. `more` is written with it. */
  | {
    readonly what: "step";
    readonly id: AlarmId;
    readonly step: (alarm: Alarm, now: Instant) => AlarmChange | undefined;
    readonly more?: Commit;
    /** Called where the alarm is not open any more; after an earlier try of the same commit, too. */
    readonly tooLate?: () => void;
  };

/** Adds to a commit that an execution ended: the alarms that this raises or closes are written in the same commit. */
export function addEndToAlarms(work: Commit, ended: Ended): void {
  const kind = kindOfEnd(ended);
  const about = kind && `${ended.job.id} ${kind}`;
  work.followUp(alarmFollowUp, { what: "ended", ended }, about);
}

export const alarmFollowUp: FollowUp<AlarmNews> = {
  isWanted(db, news) {
    if (news.what === "sent") return knownAlarms(db).hasOpen(news.channel);
    if (news.what !== "ended") return true;
    const { ended } = news;
    if (kindOfEnd(ended) !== undefined) return true;
    const known = knownAlarms(db);
    return (lateMsOfEnd(ended) ?? 0) > known.leastLateMs || known.hasOpen(ended.job.id);
  },
  make: changesOf,
};

async function changesOf(
  db: Database,
  news: readonly AlarmNews[],
  now: Instant,
): Promise<Followed | undefined> {
  const changes = await AlarmChanges.begin(db);
  await changes.readOpen(toRead(db, news));
  const steps = news.filter((one) => one.what === "step");
  await changes.readAlarms(steps.map(({ id }) => id));
  const ended = news.flatMap((one) => one.what === "ended" ? [one.ended] : []);
  const isMessage = ({ trigger }: Ended) => trigger === "notification";
  const messages = ended.filter(isMessage);
  await new EndsOfJobs(db, changes, ended.filter((one) => !isMessage(one))).apply();
  for (const cause of await unsentCauses(db, messages)) seen(changes, cause, unsentRules(db));
  let more: Commit | undefined;
  for (const one of news) {
    if (one.what === "seen") seen(changes, one.cause, one.rules);
    if (one.what === "sent") closeUnsent(changes, one);
    if (one.what === "deleted") closeAll(changes, one.subject, now);
    if (one.what === "moved") moveAll(changes, one.subject, one.categoryId);
    if (one.what !== "step") continue;
    const alarm = changes.find(one.id);
    if (alarm?.state !== "open") one.tooLate?.();
    const change = alarm?.state === "open" ? one.step(alarm, now) : undefined;
    if (change === undefined) continue;
    changes.put(change);
    more = one.more ?? more;
  }
  return changes.followed(more);
}

/** The open alarms that are needed: all kinds where one is open or may be closed, and otherwise the kind that may be raised. */
function toRead(db: Database, news: readonly AlarmNews[]): Map<string, WantedAlarms> {
  const found = new Map<string, WantedAlarms>();
  const add = ({ kind: of, id }: Omit<AlarmSubject, "name">, kinds: readonly AlarmKind[]) => {
    found.set(id, { of, kinds: new Set(found.get(id)?.kinds).union(new Set(kinds)) });
  };
  for (const one of news) {
    if (one.what === "sent") add({ kind: "channel", id: one.channel }, ["unsent"]);
    if (one.what === "seen") add(one.cause.subject, [one.cause.kind]);
    if (one.what === "deleted" || one.what === "moved") add(one.subject, alarmKinds);
    if (one.what !== "ended") continue;
    const subject = subjectOfEnd(one.ended);
    const kind = kindOfEnd(one.ended);
    if (subject.kind === "channel") add(subject, ["unsent"]);
    else if (kind === undefined || knownAlarms(db).hasOpen(subject.id)) add(subject, alarmKinds);
    else add(subject, [kind, "late"]);
  }
  return found;
}

function seen(changes: AlarmChanges, cause: AlarmCause, rules: WholeAlarmRules): void {
  const open = changes.openOf(cause.subject.id, cause.kind);
  if (open === undefined) return changes.put(openAlarm(cause, rules));
  const { executionId } = cause;
  const isNew = executionId === undefined
    ? (cause.dueAt ?? cause.at) > open.lastAt
    : executionId > (open.lastExecutionId ?? "");
  if (isNew) changes.put({ alarm: countAlarm(open, cause) });
}

/** The alarm that says that the job is overdue stays: perhaps the deletion was a mistake. */
function closeAll(changes: AlarmChanges, { kind, id }: AlarmSubject, now: Instant): void {
  for (const alarm of changes.allOpenOf(id)) {
    if (alarm.kind === "overdue") continue;
    changes.put(closeAlarm(alarm, "deletion", `the ${kind} was deleted`, now));
  }
}

function closeUnsent(
  changes: AlarmChanges,
  { channel, at }: Extract<AlarmNews, { what: "sent" }>,
): void {
  const open = changes.openOf(channel, "unsent");
  if (open !== undefined) changes.put(closeAlarm(open, "recovery", gotThrough, at));
}

/** Who sees the job or the monitor sees its open alarms. */
function moveAll(changes: AlarmChanges, { id }: AlarmSubject, categoryId: CategoryId): void {
  for (const alarm of changes.allOpenOf(id)) changes.put({ alarm: { ...alarm, categoryId } });
}

/** What the ends of executions do to the alarms of their jobs. */
class EndsOfJobs {
  readonly #db: Database;
  readonly #changes: AlarmChanges;
  readonly #ended: readonly Ended[];
  #stored: ReadonlyMap<JobId, readonly ShortEnd[]> = new Map();

  constructor(db: Database, changes: AlarmChanges, ended: readonly Ended[]) {
    this.#db = db;
    this.#changes = changes;
    this.#ended = ended.toSorted((a, b) => a.endedAt - b.endedAt);
  }

  async apply(): Promise<void> {
    const snapshots = new Map(this.#ended.map(({ job }) => [job.id, job]));
    const jobs = await readJobRules(this.#db, [...snapshots.keys()], snapshots);
    await this.#readStored(jobs);
    for (const ended of this.#ended) {
      const found = jobs.get(ended.job.id);
      const rules = found?.rules ?? knownAlarms(this.#db).server;
      this.#close(ended, rules);
      // A deleted job raises nothing.
      if (found !== undefined) this.#raise(ended, found);
    }
  }

  /** The stored ends of jobs that fail and have no open alarm, where several failures in a row make one. */
  async #readStored(jobs: ReadonlyMap<JobId, JobRules>): Promise<void> {
    const failing = this.#ended.flatMap((ended) => {
      const { failed } = jobs.get(ended.job.id)?.rules ?? { failed: false };
      const isCounted = failed !== false && failed.after > 1 && kindOfEnd(ended) === "failed";
      const isOpen = this.#changes.openOf(ended.job.id, "failed") !== undefined;
      return isCounted && !isOpen ? [ended.job.id] : [];
    });
    if (failing.length === 0) return;
    this.#stored = await lastEndsOf(this.#db, [...new Set(failing)], mostFailures);
  }

  #close(ended: Ended, rules: WholeAlarmRules): void {
    const end = shortEnd(ended);
    for (const alarm of this.#changes.allOpenOf(ended.job.id)) {
      if (!isRecoveredBy(alarm, end, rules)) continue;
      this.#changes.put(closeAlarm(alarm, "recovery", recoveryNote(alarm, end), ended.endedAt));
    }
  }

  #raise(ended: Ended, { rules, ...of }: JobRules): void {
    const cause = { ...of, at: ended.endedAt, reason: reasonOfEnd(ended), executionId: ended.id };
    const kind = kindOfEnd(ended);
    if (kind === "failed" && rules.failed !== false) {
      this.#failed({ ...cause, kind }, rules, rules.failed.after);
    }
    if (kind === "missed" && rules.missed) seen(this.#changes, { ...cause, kind }, rules);
    const late = lateMs(shortEnd(ended));
    if (late === undefined || rules.late === false || late <= rules.late.seconds * second) return;
    const reason = lateReason(late, true);
    seen(this.#changes, { ...cause, kind: "late", reason }, rules);
  }

  #failed(cause: AlarmCause, rules: WholeAlarmRules, after: number): void {
    const open = this.#changes.openOf(cause.subject.id, "failed");
    if (open !== undefined) return this.#changes.put({ alarm: countAlarm(open, cause) });
    if (after <= 1) return this.#changes.put(openAlarm(cause, rules));
    const row = failuresInARow(this.#endsUpTo(cause));
    if (row.length < after) return this.#changes.countOn();
    const first = row.at(-1)?.id;
    this.#changes.put(openAlarm(cause, rules, { count: row.length, ...(first && { first }) }));
  }

  /** The ends of the cause's job that are stored, and those of this commit up to the cause. */
  #endsUpTo({ subject: { id }, at, executionId }: AlarmCause): ShortEnd[] {
    const stored = this.#stored.get(id as JobId) ?? [];
    const here = this.#ended.filter(({ job, endedAt, id: own, state }) =>
      job.id === id && isCounted(state) && (endedAt < at || own === executionId)
    ).map(shortEnd);
    return [...new Map([...stored, ...here].map((end) => [end.id, end])).values()];
  }
}

/** How many of a job's newest executions are looked at to count its failures. */
const mostFailures = 250;
