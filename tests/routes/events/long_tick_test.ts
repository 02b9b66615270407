import assert from "node:assert/strict";
import { ChangeEvents } from "../../../routes/events/change_events.ts";
import { Follower } from "../../../routes/events/follower.ts";
import { QueueWatch } from "../../../routes/events/queue_watch.ts";
import { allCategories } from "../../../scheduler/model/category.ts";
import type { UserId } from "../../../scheduler/model/ids.ts";
import { minute, second } from "../../../scheduler/model/time.ts";
import { changesBehind } from "../../../scheduler/store/feed/changes.ts";
import { Feed } from "../../../scheduler/store/feed/feed.ts";
import { Database, sharedServerLimits } from "../../../scheduler/store/kv/database.ts";
import { lowestChangeId } from "../../../scheduler/model/change.ts";
import { aUserDraft } from "../../support/builders.ts";
import { disturbed } from "../../support/store.ts";
import { aWorld, until, type World } from "../../support/world.ts";

const jobs = 60;
/** More than one change has, because a client that is cut off within a change gets the whole change again. */
const mostEvents = 15;
const commitMs = 10 * second;

Deno.test("a tick whose commits take over 30 s tells every client of each of them", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  for (let i = 0; i < jobs; i++) await world.job(() => {});
  const from = (await changesBehind(db, lowestChangeId)).upTo;
  // Each commit waits as on a busy disk; the limits of a shared server make many of them.
  const { kv } = disturbed(db, (commit) => {
    clock.advance(commitMs);
    return commit();
  });
  const engine = world.engine({ db: new Database(kv, sharedServerLimits) });
  const [stays, leaves] = [new Client(world, Infinity), new Client(world, mostEvents)];
  await until(() => stays.isReady && leaves.isReady);
  clock.advance(minute);
  const began = clock.now();

  await engine.tick();

  assert.ok(clock.now() - began > 30 * second);
  const { changes } = await changesBehind(db, from);
  const things = changes.flatMap((change) => change.things).filter(({ kind }) =>
    kind === "execution"
  );
  assert.ok(things.length >= jobs);
  for (const client of [stays, leaves]) {
    await until(() => things.every(({ id }) => client.told.has(id)), "the client is told all");
    assert.equal(client.reloads, 0);
    client.end();
  }
  assert.ok(leaves.connections > 5);
});

/** Follows executions, and comes back with its last id after some events. */
class Client {
  readonly told = new Set<string>();
  readonly #world: World;
  readonly #eventsEach: number;
  readonly #feed: Feed;
  #lastId: string | undefined;
  #end = () => {};
  isReady = false;
  connections = 0;
  reloads = 0;

  constructor(world: World, eventsEach: number) {
    this.#world = world;
    this.#eventsEach = eventsEach;
    this.#feed = new Feed(world.db);
    this.#connect();
  }

  end(): void {
    this.#end();
  }

  #connect(): void {
    const { db, clock } = this.#world;
    let left = this.#eventsEach;
    this.connections++;
    this.#end = new Follower({
      clock,
      feed: this.#feed,
      queue: new QueueWatch(db, clock),
      changeEvents: new ChangeEvents(db),
      kinds: new Set(["execution"]),
      caller: () => ({ kind: "user", user }),
      sink: {
        end: () => {},
        send: (event) => {
          if (left <= 0) return false;
          this.#take(event);
          if (--left > 0) return true;
          this.#end();
          this.#connect();
          return false;
        },
      },
    }).start(this.#lastId);
  }

  #take({ event, id, data }: { event: string; id?: string; data: unknown }): void {
    const { execution_id, resumed } = data as { execution_id?: string; resumed?: boolean };
    if (event === "reload" || event === "ready" && this.isReady && !resumed) this.reloads++;
    if (event === "ready") this.isReady = true;
    if (execution_id !== undefined) this.told.add(execution_id);
    if (id !== undefined) this.#lastId = id;
  }
}

const user = {
  ...aUserDraft({ username: "kim", categoryId: allCategories, isAdmin: true }),
  id: 1 as UserId,
  tokenVersion: 1,
  version: 1,
  createdAt: 0,
  updatedAt: 0,
};
