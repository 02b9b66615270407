import assert from "node:assert/strict";
import fc from "fast-check";
import type { AlarmKind } from "../../../../scheduler/model/alarms/alarm_kind.ts";
import {
  acknowledgeAlarm,
  closeAlarm,
  snoozeAlarm,
} from "../../../../scheduler/model/alarms/alarm_steps.ts";
import { fireId } from "../../../../scheduler/model/ids.ts";
import { type Job, pauseJob, resumeJob } from "../../../../scheduler/model/job.ts";
import { hour, minute, second } from "../../../../scheduler/model/time.ts";
import { openAlarms } from "../../../../scheduler/store/alarms/find_alarms.ts";
import { knownAlarms } from "../../../../scheduler/store/alarms/known_alarms.ts";
import { changeJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { type Database, sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { actOnAlarm } from "../../../../scheduler/store/watching/act_on_alarm.ts";
import { AlarmWatching } from "../../../../scheduler/store/watching/watch_alarms.ts";
import { aJob } from "../../../support/builders.ts";
import {
  alarmsOf,
  aRun,
  failed,
  look,
  noticesOf,
  store,
  succeeded,
} from "../../../support/alarms.ts";
import { aReady, aSkipped } from "../../../support/executions.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { anAudit, disturbed, keysOf, seededDatabase, storedJob } from "../../../support/store.ts";

const t = Date.parse("2026-03-02T10:00:00Z");
const overdueMs = 30 * minute;

type How = "succeeded" | "failed" | "missed";
type Command =
  /** An end in a process: its commit may answer, its answer may get lost, or its process may die before. */
  | {
    readonly kind: "end";
    readonly how: How;
    readonly job: number;
    readonly process: number;
    readonly fault: "none" | "lost answer" | "crash";
  }
  | { readonly kind: "two failures at once"; readonly job: number }
  | { readonly kind: "tick" | "restart"; readonly process: number }
  | { readonly kind: "two ticks at once" }
  | { readonly kind: "advance"; readonly minutes: number }
  | {
    readonly kind: "acknowledge" | "snooze" | "close";
    readonly which: number;
    readonly process: number;
  }
  | { readonly kind: "pause or resume"; readonly job: number };

const job = fc.nat({ max: 1 });
const process = fc.nat({ max: 1 });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      how: fc.constantFrom<How>("succeeded", "failed", "failed", "missed"),
      job,
      process,
      fault: fc.constantFrom("none" as const, "none" as const, "lost answer", "crash"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("two failures at once" as const), job }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("tick" as const, "restart" as const), process }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("two ticks at once" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("advance" as const),
      minutes: fc.constantFrom(1, 10, 31, 61),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("acknowledge" as const, "snooze" as const, "close" as const),
      which: fc.nat({ max: 5 }),
      process,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("pause or resume" as const), job }),
  },
);

interface Modelled {
  readonly job: number;
  readonly kind: AlarmKind;
  count: number;
  notices: number;
  noticedAt: number;
  lastAt: number;
  lastId: string;
  isOpen: boolean;
  acknowledged: boolean;
  snoozedUntil: number;
}

/** What the alarms must be: the rules once more, without a database. */
class Model {
  readonly alarms: Modelled[] = [];
  readonly #after: readonly number[];
  readonly #inARow = [0, 0];
  readonly #lastSuccess = [0, 0];
  readonly #since = [t, t];
  /** The jobs of which each process knows that they have open alarms, by their kinds. */
  readonly #known = [new Set<string>(), new Set<string>()];

  constructor(after: readonly number[]) {
    this.#after = after;
  }

  get open(): Modelled[] {
    return this.alarms.filter(({ isOpen }) => isOpen);
  }

  end(job: number, how: How, process: number, id: string, endedAt: number): void {
    const isKnown = [...this.#known[process] ?? []].some((name) => name.startsWith(`${job} `));
    if (how === "succeeded") {
      this.#inARow[job] = 0;
      this.#lastSuccess[job] = endedAt;
      if (!isKnown) return;
      for (const alarm of this.#openOf(job)) {
        const closes = alarm.kind !== "missed" || id > alarm.lastId;
        if (closes) this.#close(alarm, endedAt, process);
      }
    } else if (how === "missed") this.#raise(job, "missed", 1, id, endedAt, process);
    else {
      const row = this.#inARow[job] = (this.#inARow[job] ?? 0) + 1;
      const isOpen = this.#openOf(job).some(({ kind }) => kind === "failed");
      const after = this.#after[job] ?? 1;
      // A rule of one failure looks at no others: those before belong to an alarm that a person closed.
      const count = after === 1 ? 1 : row;
      if (isOpen || row >= after) this.#raise(job, "failed", count, id, endedAt, process);
    }
  }

  tick(process: number, now: number, lastSuccessIds: readonly string[]): void {
    const known = new Set(this.open.map(({ job, kind }) => `${job} ${kind}`));
    this.#known[process] = known;
    for (const job of [0, 1]) {
      const dueAt = Math.max(this.#lastSuccess[job] ?? 0, this.#since[job] ?? 0) + overdueMs;
      const open = this.#openOf(job).find(({ kind }) => kind === "overdue");
      if (now > dueAt && open === undefined) this.#raise(job, "overdue", 1, "", now, process);
      if (now <= dueAt && open !== undefined) this.#close(open, now, process);
    }
    for (const alarm of this.open) {
      const success = this.#lastSuccess[alarm.job] ?? 0;
      const isRecovered = alarm.kind === "failed" ? success >= alarm.lastAt : alarm.kind ===
          "missed" && (lastSuccessIds[alarm.job] ?? "") > alarm.lastId;
      if (isRecovered) this.#close(alarm, now, process);
      else if (this.#isToRepeat(alarm, now)) {
        alarm.notices++;
        alarm.noticedAt = now;
      }
    }
  }

  restart(process: number): void {
    this.#known[process] = new Set();
  }

  closeByPerson(alarm: Modelled, now: number, process: number): void {
    this.#close(alarm, now, process);
    if (alarm.kind === "overdue") this.#since[alarm.job] = now;
  }

  /** A process that changed an alarm knows it. */
  note({ job, kind }: Modelled, process: number): void {
    this.#known[process]?.add(`${job} ${kind}`);
  }

  #openOf(job: number): Modelled[] {
    return this.open.filter((alarm) => alarm.job === job);
  }

  #isToRepeat({ acknowledged, snoozedUntil, noticedAt }: Modelled, now: number): boolean {
    if (acknowledged || now < snoozedUntil) return false;
    return (snoozedUntil > 0 && noticedAt < snoozedUntil) || now - noticedAt >= hour;
  }

  #raise(
    job: number,
    kind: AlarmKind,
    count: number,
    id: string,
    at: number,
    process: number,
  ): void {
    const open = this.#openOf(job).find((alarm) => alarm.kind === kind);
    this.#known[process]?.add(`${job} ${kind}`);
    if (open !== undefined) {
      open.count++;
      Object.assign(open, { lastAt: at, lastId: id });
      return;
    }
    const told = { notices: 1, noticedAt: at, acknowledged: false, snoozedUntil: 0 };
    this.alarms.push({ job, kind, count, lastAt: at, lastId: id, isOpen: true, ...told });
  }

  #close(alarm: Modelled, at: number, process: number): void {
    Object.assign(alarm, { isOpen: false, notices: alarm.notices + 1, noticedAt: at });
    this.#known[process]?.delete(`${alarm.job} ${alarm.kind}`);
  }
}

class Trial {
  readonly #clock = new FakeClock(t);
  readonly #jobs: readonly Job[];
  readonly #kv: Database;
  readonly #processes: Database[];
  readonly #watching: AlarmWatching[];
  readonly #model: Model;
  readonly #successIds = ["", ""];
  #loses = false;

  constructor(db: Database, jobs: readonly Job[], after: readonly number[]) {
    this.#kv = db;
    this.#jobs = jobs;
    this.#processes = [this.#process(), this.#process()];
    this.#watching = this.#processes.map((one) => new AlarmWatching(one));
    this.#model = new Model(after);
  }

  /** A process of its own: it knows only what it has seen itself. */
  #process(): Database {
    return disturbed(this.#kv, async (commit) => {
      const answer = await commit();
      if (!this.#loses) return answer;
      this.#loses = false;
      throw new Error("the operation timed out");
    });
  }

  async do(command: Command): Promise<void> {
    await this.#act(command);
    await this.#check();
  }

  async #act(command: Command): Promise<void> {
    const [clock, model] = [this.#clock, this.#model];
    const now = clock.now();
    if (command.kind === "advance") return clock.advance(command.minutes * minute);
    if (command.kind === "end") return await this.#end(command);
    if (command.kind === "two failures at once") return await this.#failTwice(command.job);
    if (command.kind === "pause or resume") return await this.#pause(command.job);
    if (command.kind === "two ticks at once") {
      await Promise.all([0, 1].map((i) => look(this.#db(i), now, this.#watching[i])));
      // Then both know the same.
      for (const i of [0, 1]) await look(this.#db(i), now, this.#watching[i]);
      for (const i of [0, 1, 0, 1]) model.tick(i, now, this.#successIds);
      return;
    }
    if (command.kind === "tick") {
      await look(this.#db(command.process), now, this.#watching[command.process]);
      return model.tick(command.process, now, this.#successIds);
    }
    if (command.kind === "restart") {
      this.#processes[command.process] = this.#process();
      this.#watching[command.process] = new AlarmWatching(this.#db(command.process));
      return model.restart(command.process);
    }
    if ("which" in command) await this.#person(command);
  }

  #db(process: number): Database {
    const db = this.#processes[process];
    assert.ok(db !== undefined);
    return db;
  }

  #job(job: number): Job {
    const found = this.#jobs[job];
    assert.ok(found !== undefined);
    return found;
  }

  async #end({ how, job, process, fault }: Command & { kind: "end" }): Promise<void> {
    this.#clock.advance(2 * second);
    if (fault === "crash") return; // the process dies before its commit: nothing ended
    const at = this.#clock.now();
    this.#loses = fault === "lost answer";
    const of = this.#job(job);
    const missed = () => ({
      ...aSkipped(aReady(of, at), at),
      id: fireId(of.id, at),
      trigger: "schedule" as const,
    });
    const run = how === "missed" ? missed() : aRun(of, at, how === "failed" ? failed : succeeded);
    await store(this.#db(process), run);
    this.#loses = false;
    if (how === "succeeded") this.#successIds[job] = run.id;
    this.#model.end(job, how, process, run.id, run.endedAt);
    if (how !== "missed") this.#clock.advance(second);
  }

  async #failTwice(job: number): Promise<void> {
    this.#clock.advance(5 * second);
    const at = this.#clock.now();
    const runs = [0, 1].map((i) => aRun(this.#job(job), at + i, failed));
    await Promise.all(runs.map((run, i) => store(this.#db(i), run)));
    for (const [i, { id, endedAt }] of runs.entries()) {
      this.#model.end(job, "failed", i, id, endedAt);
    }
    // Which of the two opened it is open: let both know.
    for (const alarm of this.#model.open) {
      if (alarm.job === job && alarm.kind === "failed") {
        for (const i of [0, 1]) this.#model.note(alarm, i);
      }
    }
    const open = await openAlarms(this.#kv);
    for (const db of this.#processes) {
      const alarms = await db.getMany(open.map(({ id }) => keys.alarm.at(id)));
      for (const { value } of alarms) {
        const isOne = value?.subject.id === this.#job(job).id && value.kind === "failed";
        if (value !== undefined && isOne) knownAlarms(db).note(value);
      }
    }
    this.#clock.advance(2 * second);
  }

  async #pause(job: number): Promise<void> {
    const now = this.#clock.now();
    await changeJob(this.#kv, this.#job(job).id, (one) => ({
      job: one.paused ? resumeJob(one, now) : pauseJob(one, now),
      audit: anAudit(one, "paused", now),
    }), now);
  }

  async #person(
    { kind, which, process }: Command & { kind: "acknowledge" | "snooze" | "close" },
  ): Promise<void> {
    const now = this.#clock.now();
    const modelled = this.#model.open[which];
    if (modelled === undefined) return;
    const alarm = (await alarmsOf(this.#kv, modelled.kind)).find(({ subject, state }) =>
      state === "open" && subject.id === this.#job(modelled.job).id
    );
    assert.ok(alarm !== undefined);
    const audit = anAudit(this.#job(modelled.job), "modified", now);
    const steps = {
      acknowledge: () => ({ alarm: acknowledgeAlarm(alarm, "kim", "", now) }),
      snooze: () => ({ alarm: snoozeAlarm(alarm, "kim", now + 20 * minute, "", now) }),
      close: () => closeAlarm(alarm, { person: "kim" }, "", now),
    };
    const after = await actOnAlarm(this.#db(process), alarm.id, { step: steps[kind], audit }, now);
    assert.ok(after !== undefined);
    if (kind === "close") return this.#model.closeByPerson(modelled, now, process);
    this.#model.note(modelled, process);
    if (kind === "acknowledge") modelled.acknowledged = true;
    else modelled.snoozedUntil = now + 20 * minute;
  }

  async #check(): Promise<void> {
    const alarms = await alarmsOf(this.#kv);
    const shown = alarms.map(({ subject, kind, count, state, notices }) => [
      this.#jobs.findIndex(({ id }) => id === subject.id),
      kind,
      count,
      state === "open",
      notices,
    ]);
    const wanted = this.#model.alarms.map((
      { job, kind, count, isOpen, notices },
    ) => [job, kind, count, isOpen, notices]);
    const sorted = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).toSorted();
    assert.deepEqual(sorted(shown), sorted(wanted));
    assert.equal((await keysOf(this.#kv, "alarm_open")).length, this.#model.open.length);
    const notices = Map.groupBy(await noticesOf(this.#kv), ({ alarmId }) => alarmId);
    for (const { id, notices: count, state } of alarms) {
      const told = notices.get(id) ?? [];
      assert.deepEqual(told.map(({ number }) => number), told.map((_, i) => i + 1));
      assert.equal(told.length, count);
      assert.equal(told.filter(({ what }) => what === "opened").length, 1);
      assert.equal(told.filter(({ what }) => what === "closed").length, state === "open" ? 0 : 1);
    }
  }
}

Deno.test("alarms are opened, counted and closed once each, in any order of ends and faults", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { maxLength: 40 }),
      fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
      fc.constantFrom(undefined, sharedServerLimits),
      async (commands, after, limits) => {
        await using db = await seededDatabase(new FakeClock(t), limits);
        const jobs = await Promise.all(after.map((n) =>
          storedJob(
            db,
            aJob(t, {
              alarms: {
                failed: { after: n },
                overdue: { seconds: overdueMs / second },
                repeatHours: 1,
              },
            }),
          )
        ));
        const trial = new Trial(db, jobs, after);
        for (const one of commands) await trial.do(one);
      },
    ),
    { numRuns: 150 },
  );
});
