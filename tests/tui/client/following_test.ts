import { strict as assert } from "node:assert";
import { Carillon, type CarillonEvent } from "../../../tui/client/mod.ts";
import { answering, events, refusal } from "./support.ts";

const url = "http://server:1";

Deno.test("events() connects again, and resumes after the last event", async () => {
  const server = answering(
    events(
      'event: ready\ndata: {"time":"t","resumed":false}',
      'id: 5\nevent: job\ndata: {"job_id":"a","job":null}',
    ),
    events(": alive", 'id: 6\nevent: job\ndata: {"job_id":"b","job":null}'),
  );
  const client = new Carillon({ url, fetch: server.fetch });
  const lost: string[] = [];

  const seen: CarillonEvent[] = [];
  const options = {
    kinds: ["job"],
    onReconnect: (error: Error) => lost.push(error.message),
  } as const;
  for await (const event of client.events(options)) {
    seen.push(event);
    if (event.id === "6") break;
  }

  assert.deepEqual(seen.map(({ type, id }) => [type, id]), [
    ["ready", undefined],
    ["job", "5"],
    ["job", "6"],
  ]);
  assert.equal(server.asked[0]?.url, "http://server:1/api/v1/events?kinds=job");
  assert.equal(server.asked[0]?.headers.get("Last-Event-ID"), null);
  assert.equal(server.asked[1]?.headers.get("Last-Event-ID"), "5");
  assert.equal(lost.length, 1);
});

Deno.test("events() begins after the event that the caller names, and ends with the signal", async () => {
  const server = answering(events('id: 8\nevent: job\ndata: {"job_id":"a","job":null}'));
  const client = new Carillon({ url, fetch: server.fetch });
  const ending = new AbortController();

  const ids: (string | undefined)[] = [];
  for await (const { id } of client.events({ lastEventId: "7", signal: ending.signal })) {
    ids.push(id);
    ending.abort();
  }

  assert.deepEqual(ids, ["8"]);
  assert.equal(server.asked[0]?.headers.get("Last-Event-ID"), "7");
});

Deno.test("events() fails where the server refuses, at first and later", async () => {
  const refused = new Carillon({ url, fetch: answering(refusal(401, "unauthorized")).fetch });
  const lapsed = new Carillon({
    url,
    fetch: answering(events(": alive"), refusal(401, "unauthorized")).fetch,
  });
  const dead = new Carillon({ url, fetch: answering().fetch });

  await assert.rejects(Array.fromAsync(refused.events()), { status: 401 });
  await assert.rejects(Array.fromAsync(lapsed.events()), { status: 401 });
  await assert.rejects(Array.fromAsync(dead.events()), { status: 0 });
});

Deno.test("follow() yields each line once, also over a lost connection, and ends with the run", async () => {
  const line = (message: string) => `event: line\ndata: {"message":"${message}"}`;
  const server = answering(
    events(line("one"), line("two")),
    events(line("one"), line("two"), line("three"), 'event: end\ndata: {"state":"succeeded"}'),
  );
  const client = new Carillon({ url, fetch: server.fetch });

  const seen = await Array.fromAsync(client.executions.follow("x"));

  assert.deepEqual(seen.map((told) => told.type === "line" ? told.message : told.state), [
    "one",
    "two",
    "three",
    "succeeded",
  ]);
});
