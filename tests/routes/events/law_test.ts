import { strict as assert } from "node:assert";
import fc from "fast-check";
import { z } from "zod";
import { allCategories, defaultCategory } from "../../../scheduler/model/category.ts";
import type { UserId } from "../../../scheduler/model/ids.ts";
import { hour, minute } from "../../../scheduler/model/time.ts";
import { Commit, commit } from "../../../scheduler/store/kv/commit.ts";
import type { Database, Key } from "../../../scheduler/store/kv/database.ts";
import { Feed } from "../../../scheduler/store/feed/feed.ts";
import { ChangeRetention } from "../../../scheduler/store/feed/change_retention.ts";
import { Follower } from "../../../routes/events/follower.ts";
import { QueueWatch } from "../../../routes/events/queue_watch.ts";
import type { Caller } from "../../../scheduler/model/caller.ts";
import { ChangeEvents } from "../../../routes/events/change_events.ts";
import { aUserDraft } from "../../support/builders.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { memoryDatabase } from "../../support/memory_database.ts";
import { disturbed } from "../../support/store.ts";

/** The fate of a try to commit. */
const faults = [
  "none",
  "none",
  "none",
  /** The try waits before it lands. */
  "slow",
  /** It lands, but no answer comes; the next try is answered. */
  "unanswered",
  /** The caller gives the try up, and it lands later. */
  "late",
  /** The try lands, but its caller never learns that. */
  "given up",
  /** The file is locked for a moment. */
  "locked",
] as const;

const processes = 3;
const clients = 3;
const process = fc.nat(processes - 1);
const client = fc.nat(clients - 1);
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constant("commit" as const),
      process,
      fault: fc.constantFrom(...faults),
      isChecked: fc.boolean(),
      things: fc.integer({ min: 1, max: 3 }),
      clockMs: fc.constantFrom(0, 0, 0, -hour, hour, -30_000),
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant("land" as const), which: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant("connect" as const), client, process }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant("cut" as const),
      client,
      /** The client gets so many events more, perhaps a part of a change. */
      after: fc.nat(3),
    }),
  },
  { weight: 4, arbitrary: fc.record({ act: fc.constant("wait" as const), turns: fc.nat(20) }) },
);
/** How long reads of one key wait, before and after it is read. */
const delays = fc.array(fc.nat(4), { minLength: 5, maxLength: 20 });
const sweep = fc.constant({ act: "sweep" as const });

Deno.test("a client that stays or comes back receives every committed change, in their order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 60 }),
      delays,
      async (steps, delays) => {
        await using world = await newWorld(delays);
        for (const step of steps) await world.perform(step);
        await world.finish();

        assert.equal(world.reloads, 0);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("where changes are removed meanwhile, it receives the others or is told to reload", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 9, arbitrary: step }, { weight: 1, arbitrary: sweep }), {
        minLength: 10,
        maxLength: 60,
      }),
      delays,
      async (steps, delays) => {
        await using world = await newWorld(delays);
        for (const step of steps) await world.perform(step);
        await world.finish();
      },
    ),
    { numRuns: 40 },
  );
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T | { readonly act: "sweep" } : never;

const witness = (thing: string): Key<number> => ({ parts: ["witness", thing], schema: z.number() });
const witnesses = { prefix: ["witness"], schema: z.number() };

async function newWorld(delays: readonly number[]) {
  return new World(await memoryDatabase(), delays);
}

/** Several processes on one database, and clients that follow what they commit. */
const aCaller: Caller = {
  kind: "user",
  user: {
    ...aUserDraft({ username: "kim", categoryId: allCategories, isAdmin: true }),
    id: 1 as UserId,
    tokenVersion: 1,
    version: 1,
    createdAt: 0,
    updatedAt: 0,
  },
};

class World implements AsyncDisposable {
  readonly #db: Database & AsyncDisposable;
  readonly #clock = new FakeClock();
  readonly #retention: ChangeRetention;
  readonly #servers: Server[];
  readonly #clients: Client[];
  readonly #held: (() => void)[] = [];
  readonly #commits: Promise<unknown>[] = [];
  readonly #delays: readonly number[];
  #reads = 0;
  #fault: typeof faults[number] = "none";
  #count = 0;

  constructor(db: Database & AsyncDisposable, delays: readonly number[]) {
    this.#db = db;
    this.#delays = delays;
    this.#retention = new ChangeRetention(db, this.#clock, () => this.#clock.elapsed());
    this.#servers = Array.from({ length: processes }, () => {
      const db = disturbed(this.#db, (commit) => this.#around(commit));
      const get = db.get.bind(db);
      db.get = async (key) => {
        await this.#delay();
        const entry = await get(key);
        await this.#delay();
        return entry;
      };
      return new Server(db, this.#clock);
    });
    this.#clients = Array.from({ length: clients }, () => new Client(() => this.#everything()));
  }

  get reloads(): number {
    return this.#clients.reduce((sum, { reloads }) => sum + reloads, 0);
  }

  async perform(step: Step): Promise<void> {
    if (step.act === "commit") this.#commit(step);
    else if (step.act === "land") {
      this.#held.splice(step.which % (this.#held.length || 1), 1)[0]?.();
    } else if (step.act === "connect") {
      const server = this.#servers[step.process];
      if (server !== undefined) this.#clients[step.client]?.connect(server);
    } else if (step.act === "cut") this.#clients[step.client]?.cutAfter(step.after);
    else if (step.act === "sweep") {
      this.#clock.advance(20 * minute);
      await this.#retention.forgetChanges();
    } else await this.#turns(step.turns);
  }

  async #delay(): Promise<void> {
    await this.#turns(this.#delays[this.#reads++ % this.#delays.length] ?? 0);
  }

  async #turns(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.#db.kv.get(["nothing"]);
  }

  /** All commits on their way land. Then a last change is committed, and each client must get it. */
  async finish(): Promise<void> {
    const [server] = this.#servers;
    assert.ok(server !== undefined);
    for (let i = 0; this.#held.length > 0 || i < 20; i++) {
      this.#held.splice(0).forEach((land) => land());
      await this.#db.kv.get(["nothing"]);
    }
    await Promise.allSettled(this.#commits);
    for (let i = 0; this.#held.length > 0 || i < 5; i++) {
      this.#held.splice(0).forEach((land) => land());
      await this.#db.kv.get(["nothing"]);
    }
    for (const client of this.#clients) client.stay(server);
    await Promise.all(
      this.#clients.map(({ isReady, hasSeenLast }) => Promise.race([isReady, hasSeenLast])),
    );
    await commit(this.#db, this.#workOf(["last"], false), this.#clock.now());
    await Promise.all(this.#clients.map((client) => client.hasSeenLast));
    const all = await this.#everything();
    for (const client of this.#clients) {
      assert.deepEqual([...all].filter((thing) => !client.known.has(thing)), []);
    }
  }

  #commit(given: Extract<Step, { act: "commit" }>): void {
    const things = Array.from({ length: given.things }, () => `thing ${this.#count++}`);
    const work = this.#workOf(things, given.isChecked);
    const db = this.#servers[given.process]?.db;
    if (db === undefined) return;
    this.#fault = given.fault;
    this.#commits.push(commit(db, work, this.#clock.now() + given.clockMs).catch(() => {}));
    this.#fault = "none";
  }

  #workOf(things: readonly string[], isChecked: boolean): Commit {
    const work = new Commit();
    for (const thing of things) {
      const key = witness(thing);
      if (isChecked) work.check({ key: key.parts, value: undefined, versionstamp: null });
      work.set(key, 1);
      work.changed({ kind: "job", id: thing, categoryId: defaultCategory });
    }
    return work;
  }

  async #around<T>(commit: () => Promise<T>): Promise<T> {
    const fault = this.#fault;
    if (fault === "slow") await new Promise<void>((land) => this.#held.push(land));
    if (fault === "locked") throw new Error("database is locked");
    if (fault === "late") {
      this.#held.push(() => void commit().catch(() => {}));
      throw new Error("given up");
    }
    const result = await commit();
    if (fault === "unanswered") throw new TypeError("connection reset");
    if (fault === "given up") throw new Error("given up");
    return result;
  }

  async #everything(): Promise<Set<string>> {
    const rows = await this.#db.list(witnesses, { limit: 10_000 });
    return new Set(rows.map(({ key }) => String(key.at(-1))));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.cut();
    await this.#db[Symbol.asyncDispose]();
  }
}

class Server {
  readonly db: Database;
  readonly #shared;

  constructor(db: Database, clock: FakeClock) {
    this.db = db;
    this.#shared = {
      clock,
      feed: new Feed(db),
      queue: new QueueWatch(db, clock),
      changeEvents: new ChangeEvents(db),
      kinds: new Set(["job"]),
      caller: () => aCaller,
    };
  }

  follow(
    sink: ConstructorParameters<typeof Follower>[0]["sink"],
    lastEventId: string | undefined,
  ): () => void {
    return new Follower({ ...this.#shared, sink }).start(lastEventId);
  }
}

/** A client that reads everything when the feed asks for it, and otherwise follows the events. */
class Client {
  readonly known = new Set<string>();
  readonly #readAll: () => Promise<Set<string>>;
  readonly #last = Promise.withResolvers<void>();
  #ready = Promise.withResolvers<void>();
  #lastId: string | undefined;
  #told = "";
  #end: (() => void) | undefined;
  #connection: symbol | undefined;
  #left = Infinity;
  reloads = 0;

  constructor(readAll: () => Promise<Set<string>>) {
    this.#readAll = readAll;
    this.#last.promise.catch(() => {}); // told to who waits for it
  }

  get isReady(): Promise<void> {
    return this.#ready.promise;
  }

  get hasSeenLast(): Promise<void> {
    return this.#last.promise;
  }

  connect(server: Server): void {
    if (this.#end !== undefined) return;
    this.#left = Infinity;
    this.#told = "";
    this.#ready = Promise.withResolvers();
    const connection = Symbol();
    this.#connection = connection;
    this.#end = server.follow({
      send: (event) => this.#connection === connection && this.#take(event),
      end: () => this.#last.reject(new Error("the server ended the stream")),
    }, this.#lastId);
  }

  /** Connects, and is not cut off any more. */
  stay(server: Server): void {
    this.connect(server);
    this.#left = Infinity;
  }

  cutAfter(events: number): void {
    if (this.#end === undefined) return;
    this.#left = events;
    if (events === 0) this.cut();
  }

  cut(): void {
    this.#connection = undefined;
    this.#end?.();
    this.#end = undefined;
  }

  #take({ event, id, data }: { event: string; id?: string; data: unknown }): boolean {
    const told = data as { job_id?: string; resumed?: boolean };
    if (id !== undefined) {
      assert.ok(id >= this.#told, "events come in the order of the commits");
      [this.#told, this.#lastId] = [id, id];
    }
    if (event === "ready" && !told.resumed || event === "reload") void this.#readEverything();
    if (event === "reload") this.reloads++;
    if (event === "ready") this.#ready.resolve();
    if (told.job_id !== undefined) this.#know(told.job_id);
    if (--this.#left > 0) return true;
    this.cut();
    return false;
  }

  async #readEverything(): Promise<void> {
    for (const thing of await this.#readAll()) this.#know(thing);
  }

  #know(thing: string): void {
    this.known.add(thing);
    if (thing === "last") this.#last.resolve();
  }
}
