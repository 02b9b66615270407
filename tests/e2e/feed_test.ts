import { strict as assert } from "node:assert";
import { EventReader, type Told } from "../support/sse.ts";
import { eventually, Server, temporaryFolder } from "./server.ts";

const hourMs = 3_600_000;
const changes = 2000;
const connections = 40;

Deno.test("a client that reconnects 40 times while processes with other clocks commit loses nothing", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.start(folder.path, { ROLE: "api" });
  const stayed = new Client(server, Infinity);
  // It closes each connection after some events, also in the middle of a change.
  const left = new Client(server, Math.ceil(4 * changes / connections / 2));
  await Promise.all([stayed.connect(), left.connect()]);

  const clocks = { true: 0, ahead: hourMs, behind: -hourMs, slow: -30_000 };
  const writers = Object.entries(clocks).map(([name, clockMs]) =>
    writer(`${folder.path}/carillon.db`, name, clockMs)
  );
  for (const { success } of await Promise.all(writers)) assert.ok(success);

  const all = Object.keys(clocks).flatMap((name) =>
    Array.from({ length: changes }, (_, i) => `${name} ${i}`)
  );
  const isDone = ({ told }: Client) => Promise.resolve(all.every((id) => told.has(id)));
  await eventually("the one that stayed is told of all", () => isDone(stayed));
  await eventually("the one that came back is told of all", () => isDone(left));
  assert.ok(left.connections >= connections, `${left.connections} connections`);
  assert.deepEqual([stayed.reloads, left.reloads], [0, 0]);
  await Promise.all([stayed.end(), left.end()]);
});

function writer(path: string, name: string, clockMs: number): Promise<Deno.CommandStatus> {
  const script = new URL("feed_process.ts", import.meta.url).pathname;
  const args = ["run", "-A", script, path, name, String(clockMs), String(changes)];
  return new Deno.Command(Deno.execPath(), { args }).spawn().status;
}

/** Follows jobs; after each close it comes back with its last id. */
class Client {
  readonly told = new Set<string>();
  readonly #server: Server;
  readonly #eventsEach: number;
  #lastId: string | undefined;
  #isEnding = false;
  #events: EventReader | undefined;
  #following: Promise<void> = Promise.resolve();
  connections = 0;
  reloads = 0;

  constructor(server: Server, eventsEach: number) {
    this.#server = server;
    this.#eventsEach = eventsEach;
  }

  /** Resolves when the stream has begun, and reads on in the background. */
  async connect(): Promise<void> {
    this.connections++;
    this.#events = new EventReader(await this.#server.events("kinds=job", this.#lastId));
    const ready = await this.#events.next();
    assert.equal(ready?.event, "ready");
    if (this.#lastId !== undefined) assert.equal(ready.data.resumed, true);
    this.#take(ready);
    this.#following = this.#follow(this.#events);
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#events?.[Symbol.asyncDispose]();
    await this.#following;
  }

  async #follow(events: EventReader): Promise<void> {
    for (let left = this.#eventsEach; left > 0; left--) {
      const told = await events.next();
      if (told === undefined) break;
      this.#take(told);
    }
    if (this.#isEnding) return;
    await events[Symbol.asyncDispose]();
    await this.connect();
  }

  #take({ event, id, data }: Told): void {
    if (id !== undefined) this.#lastId = id;
    if (event === "reload") this.reloads++;
    if (event === "job") this.told.add(data.job_id);
  }
}
