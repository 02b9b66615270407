import assert from "node:assert/strict";
import { lowestChangeId } from "../../../scheduler/model/change.ts";
import { changesBehind } from "../../../scheduler/store/feed/changes.ts";
import type { Database } from "../../../scheduler/store/kv/database.ts";
import { EventReader, type Told } from "../../support/sse.ts";
import { eventually, type Server } from "../server.ts";

/** The execution and state of each change of an execution that it is told of. */
type Seen = Set<string>;

/** Clients that follow executions: the first stays as long as its server lets it, the others leave at random moments. */
export class Followers implements AsyncDisposable {
  readonly #all: Follower[];

  private constructor(all: Follower[]) {
    this.#all = all;
  }

  /** Answers when all of them follow. */
  static async start(servers: readonly Server[], count = 6): Promise<Followers> {
    const all = Array.from({ length: count }, (_, i) => new Follower(servers, i > 0));
    await Promise.all(all.map((one) => one.isReady));
    return new Followers(all);
  }

  /**
   * The law of the event stream: each committed change of an execution has been told to every client.
   * @param db where the changes are; none may have been removed yet.
   */
  async areComplete(db: Database): Promise<void> {
    const { changes, isWhole } = await changesBehind(db, lowestChangeId);
    assert.ok(isWhole);
    for (const one of this.#all) {
      const missed = () =>
        changes.filter(({ id }) => id > one.from)
          .flatMap(({ things }) => things.filter(({ kind }) => kind === "execution"))
          .map(({ id, state }) => `${id} ${state}`)
          .filter((change) => !one.seen.has(change));
      await eventually("a client has seen all", () => Promise.resolve(missed().length === 0))
        .catch(() => assert.deepEqual(missed(), []));
      assert.equal(one.reloads, 0);
    }
    assert.ok(changes.length > 0);
  }

  /** How often the clients that leave have come back. */
  get connections(): number {
    return this.#all.slice(1).reduce((sum, { connections }) => sum + connections, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map((one) => one.end()));
  }
}

class Follower {
  readonly seen: Seen = new Set();
  readonly #servers: readonly Server[];
  readonly #leaves: boolean;
  readonly #ready = Promise.withResolvers<void>();
  readonly #following: Promise<void>;
  #events: EventReader | undefined;
  #lastId: string | undefined;
  #isEnding = false;
  /** The position at which it began. */
  from = "";
  reloads = 0;
  connections = 0;

  constructor(servers: readonly Server[], leaves: boolean) {
    this.#servers = servers;
    this.#leaves = leaves;
    this.#following = this.#follow();
  }

  get isReady(): Promise<void> {
    return this.#ready.promise;
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#events?.[Symbol.asyncDispose]().catch(() => {});
    await this.#following;
  }

  async #follow(): Promise<void> {
    while (!this.#isEnding) {
      // A server that cannot reach its database answers 503, or ends the stream: the client comes back.
      await this.#connection().catch(() => {});
      await new Promise((done) => setTimeout(done, 100 * Math.random()));
    }
  }

  async #connection(): Promise<void> {
    const server = this.#servers[Math.floor(Math.random() * this.#servers.length)];
    if (server === undefined) return;
    const response = await server.events("kinds=execution", this.#lastId);
    if (!response.ok) return await response.body?.cancel();
    await using events = new EventReader(response);
    this.#events = events;
    this.connections++;
    const stay = this.#leaves ? setTimeout(() => void leave(), 700 * Math.random()) : undefined;
    const leave = () => events[Symbol.asyncDispose]().catch(() => {});
    try {
      for (let told = await events.next(); told !== undefined; told = await events.next()) {
        this.#take(told);
      }
    } finally {
      clearTimeout(stay);
    }
  }

  #take({ event, id, data }: Told): void {
    const isFirst = this.#lastId === undefined;
    if (id !== undefined) this.#lastId = id;
    if (event === "ready" && isFirst) {
      this.from = id ?? "";
      this.#ready.resolve();
    } else if (event === "ready" && data.resumed !== true) this.reloads++;
    else if (event === "reload") this.reloads++;
    else if (event === "execution") this.seen.add(`${data.execution_id} ${data.state}`);
  }
}
