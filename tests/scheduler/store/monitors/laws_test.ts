import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultCategory } from "../../../../scheduler/model/category.ts";
import { type MonitorId, newId } from "../../../../scheduler/model/ids.ts";
import { draftMonitor, type Monitor } from "../../../../scheduler/model/monitors/monitor.ts";
import { jobIdOf } from "../../../../scheduler/model/monitors/monitor_execution.ts";
import { minute } from "../../../../scheduler/model/time.ts";
import { findExecutions } from "../../../../scheduler/store/history/find_executions.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import { allTime } from "../../../../scheduler/store/kv/walk.ts";
import { createMonitor } from "../../../../scheduler/store/monitors/monitors.ts";
import { listPings, recordPing } from "../../../../scheduler/store/monitors/pings.ts";
import { watchMonitors } from "../../../../scheduler/store/monitors/watch_monitors.ts";
import { alarmsOf, noticesOf } from "../../../support/alarms.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { anAudit, disturbed, seededDatabase } from "../../../support/store.ts";

const t = Date.parse("2026-03-02T10:00:00Z");
const [periodMs, graceMs] = [10 * minute, 5 * minute];

type Kind = "start" | "success" | "fail" | "log";
type Command =
  | {
    readonly what: "ping";
    readonly kind: Kind;
    readonly runId: string;
    readonly process: number;
    readonly fault: "none" | "lost answer" | "crash";
  }
  | { readonly what: "tick"; readonly minutes: number; readonly processes: readonly number[] }
  | { readonly what: "restart"; readonly process: number };

const process = fc.nat({ max: 1 });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant("ping" as const),
      kind: fc.constantFrom<Kind>("start", "success", "success", "fail", "log"),
      runId: fc.constantFrom("", "", "a", "b"),
      process,
      fault: fc.constantFrom("none" as const, "none" as const, "lost answer", "crash"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant("tick" as const),
      // With three, and a ping in between, nobody would have looked for long enough to be an outage.
      minutes: fc.constantFrom(1, 2, 2),
      processes: fc.constantFrom([0], [1], [0, 1]),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("restart" as const), process }) },
);

/** What the monitor must be: the rules once more, without a database. */
class Model {
  pings = 0;
  readonly ends: string[] = [];
  readonly durations: (number | undefined)[] = [];
  readonly alarms: { kind: "failed" | "missed"; count: number; isOpen: boolean }[] = [];
  readonly #open = new Map<string, number>();
  #newest: { runId: string; at: number } | undefined;
  #last: number | undefined;
  #missedUntil = 0;

  ping(kind: Kind, runId: string, at: number): void {
    this.pings++;
    if (kind === "log") return void this.durations.push(undefined);
    if (kind === "start") {
      this.durations.push(undefined);
      this.#open.set(runId, at);
      this.#newest = { runId, at };
      return;
    }
    const startedAt = this.#open.get(runId);
    this.durations.push(startedAt === undefined ? undefined : at - startedAt);
    this.#open.delete(runId);
    if (kind === "fail" || runId === "" || this.#newest?.runId === runId) this.#newest = undefined;
    this.#last = at;
    this.#missedUntil = 0;
    this.ends.push(kind === "success" ? "succeeded" : "failed");
    if (kind === "fail") this.#raise("failed");
    else for (const alarm of this.alarms) alarm.isOpen = false;
  }

  tick(now: number): void {
    if (this.#newest !== undefined && now > this.#newest.at + graceMs) {
      this.#newest = undefined;
      this.ends.push("timeout");
      return this.#raise("failed");
    }
    if (this.#last === undefined) return;
    if (now <= Math.max(this.#last, this.#missedUntil) + periodMs + graceMs) return;
    this.#missedUntil = now - graceMs;
    this.ends.push("scheduled error");
    this.#raise("missed");
  }

  #raise(kind: "failed" | "missed"): void {
    const open = this.alarms.find((alarm) => alarm.kind === kind && alarm.isOpen);
    if (open === undefined) this.alarms.push({ kind, count: 1, isOpen: true });
    else open.count++;
  }
}

class Trial {
  readonly #clock = new FakeClock(t);
  readonly #model = new Model();
  readonly #kv: Database;
  readonly #monitor: Monitor;
  readonly #processes: Database[];
  #fault: "none" | "lost answer" | "crash" = "none";

  constructor(db: Database, monitor: Monitor) {
    this.#kv = db;
    this.#monitor = monitor;
    this.#processes = [this.#process(), this.#process()];
  }

  /** A process of its own: it knows only the alarms that it has seen itself. */
  #process(): Database {
    return disturbed(this.#kv, async (commit) => {
      const fault = this.#fault;
      this.#fault = "none";
      if (fault === "crash") throw new Error("killed");
      const answer = await commit();
      if (fault === "lost answer") throw new Error("the operation timed out");
      return answer;
    });
  }

  #db(process: number): Database {
    return this.#processes[process] ?? this.#kv;
  }

  async do(command: Command): Promise<void> {
    if (command.what === "restart") this.#processes[command.process] = this.#process();
    if (command.what === "tick") {
      this.#clock.advance(command.minutes * minute);
      const now = this.#clock.now();
      await Promise.all(command.processes.map((i) => watchMonitors(this.#db(i), now)));
      this.#model.tick(now);
    }
    if (command.what === "ping") await this.#ping(command);
    await this.#check();
  }

  async #ping({ kind, runId, process, fault }: Command & { what: "ping" }): Promise<void> {
    // Pings of one moment come one after the other.
    this.#clock.advance(10);
    const now = this.#clock.now();
    this.#fault = fault;
    const from = { method: "GET", remoteAddress: "192.0.2.1", userAgent: "curl", body: "" };
    const sent = recordPing(this.#db(process), this.#monitor.id, { kind, runId, ...from }, now);
    if (fault === "crash") await assert.rejects(sent);
    else {
      const ping = await sent;
      assert.ok(ping !== undefined);
      this.#model.ping(kind, runId, ping.at);
    }
  }

  async #check(): Promise<void> {
    const [db, model] = [this.#kv, this.#model];
    const { items: pings } = await listPings(db, this.#monitor.id, { limit: 1000 });
    const numbers = pings.map(({ number }) => number).toReversed();
    assert.deepEqual(numbers, Array.from({ length: model.pings }, (_, i) => i + 1));
    assert.deepEqual(pings.map(({ durationMs }) => durationMs).toReversed(), model.durations);
    const filter = { scheduled: allTime, jobId: jobIdOf(this.#monitor.id) };
    const runs = await findExecutions(db, filter, { limit: 1000, oldestFirst: true });
    assert.deepEqual(runs.items.map(({ state }) => state), model.ends);
    const alarms = await alarmsOf(db);
    const shown = alarms.map(({ kind, count, state }) => ({
      kind,
      count,
      isOpen: state === "open",
    }));
    assert.deepEqual(sorted(shown), sorted(model.alarms));
    const told = model.alarms.reduce((sum, { isOpen }) => sum + (isOpen ? 1 : 2), 0);
    assert.equal((await noticesOf(db)).length, told);
  }
}

function sorted(alarms: readonly unknown[]): string[] {
  return alarms.map((alarm) => JSON.stringify(alarm)).toSorted();
}

Deno.test("random pings, ticks and crashes in two processes leave each ping, run and alarm once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 50 }), async (commands) => {
      await using db = await seededDatabase(new FakeClock(t));
      const monitor = draftMonitor(
        newId<MonitorId>(t),
        {
          name: "backup",
          categoryId: defaultCategory,
          rhythm: { periodSeconds: 600 },
          timeZone: "UTC",
          graceSeconds: 300,
          manualResume: false,
        },
        "hash",
        t,
      );
      const { name, categoryId } = monitor;
      const audit = anAudit({ id: jobIdOf(monitor.id), name, categoryId }, "added", t);
      await createMonitor(db, monitor, audit, t);
      const trial = new Trial(db, monitor);

      for (const command of commands) await trial.do(command);
    }),
    { numRuns: 40 },
  );
});
