import { strict as assert } from "node:assert";
import fc from "fast-check";
import { lookedAt } from "../../support/timers.ts";
import { makeJob, type Person, type TestApi, testApi } from "../../support/app.ts";
import { EventReader } from "../../support/sse.ts";
import { OpenStreams, openStreamsOf } from "../../../routes/http/streams/open_streams.ts";
import type { Caller } from "../../../scheduler/model/caller.ts";
import type { UserId } from "../../../scheduler/model/ids.ts";

const endings = [
  "head",
  "unread",
  "cancel",
  "cancel at once",
  "user deleted",
  "not modified",
] as const;

const following = fc.record({
  path: fc.constantFrom("/events", "/events?kinds=job", "/events?last_event_id=x", "log"),
  ending: fc.constantFrom(...endings),
  events: fc.nat(2),
});

Deno.test("no timer, reader or follower is left when a stream has ended, however it ended", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(following, { minLength: 1, maxLength: 8 }), async (all) => {
      await using api = await testApi();
      const job = await makeJob(api.admin);
      const { body: { execution_id } } = await api.admin.post(`/executions/${job}`);
      using timers = lookedAt();
      let listeners = 0;
      const onCommit = api.db.onCommit.bind(api.db);
      api.db.onCommit = (listener) => {
        const end = onCommit(listener);
        listeners++;
        return () => {
          listeners--;
          end();
        };
      };

      await Promise.all(all.map(({ path, ending, events }) => {
        const given = path === "log" ? `/executions/${execution_id}/logs` : path;
        return follow(api, "admin", given, ending, events);
      }));

      assert.equal(openStreamsOf(api).count, 0);
      assert.equal(listeners, 0);
      await timers.areGone();
    }),
    { numRuns: 25 },
  );
});

async function follow(
  api: TestApi,
  who: Person,
  path: string,
  ending: typeof endings[number],
  events: number,
): Promise<void> {
  const aborting = new AbortController();
  const response = await api.app.request(`/api/v1${path}`, {
    method: ending === "head" ? "HEAD" : "GET",
    headers: {
      Authorization: `Bearer ${api[who].token}`,
      Accept: "text/event-stream",
      ...(ending === "not modified" ? { "If-None-Match": "*" } : {}),
    },
    signal: aborting.signal,
  });
  assert.equal(response.status, 200);
  if (ending === "head") return assert.equal(response.body, null);
  if (ending === "unread") return aborting.abort();
  if (ending === "cancel at once") return await response.body?.cancel();
  await using reader = new EventReader(response);
  // A log without lines has no events: the stream's first words are read all the same.
  if (!path.includes("/logs")) {
    for (let i = 0; i < Math.min(events, 1); i++) {
      await reader.next();
    }
  }
}

Deno.test("nothing is left of a stream whose start the database refuses", async () => {
  await using api = await testApi();
  using timers = lookedAt();
  const response = await api.app.request("/api/v1/events?kinds=job", {
    headers: { Authorization: `Bearer ${api.admin.token}` },
  });
  api.db.get = () => Promise.reject(new Error("the database timed out"));

  const text = await response.text();

  assert.equal(text, "retry: 500\n\n");
  assert.equal(openStreamsOf(api).count, 0);
  await timers.areGone();
});

Deno.test("a caller has 20 streams at most, and those that ended do not count", async () => {
  await using api = await testApi();
  const open = async (who: Person) => {
    const response = await api.app.request("/api/v1/events?kinds=job", {
      headers: { Authorization: `Bearer ${api[who].token}` },
    });
    return response.status === 200 ? new EventReader(response) : response;
  };
  const readers = await Promise.all(Array.from({ length: 20 }, () => open("reader")));
  for (const reader of readers) if (reader instanceof EventReader) await reader.next();

  const refused = await open("reader");
  const other = await open("changer");
  for (const reader of readers.splice(0)) {
    if (reader instanceof EventReader) await reader[Symbol.asyncDispose]();
  }
  const again = await open("reader");

  assert.ok(refused instanceof Response);
  assert.equal(refused.status, 429);
  assert.match(refused.headers.get("Retry-After") ?? "", /^\d+$/);
  await refused.body?.cancel();
  for (const one of [other, again]) {
    assert.ok(one instanceof EventReader);
    await one[Symbol.asyncDispose]();
  }
  assert.equal(openStreamsOf(api).count, 0);
});

Deno.test("OpenStreams refuses what is over its bounds, by who asks and in all", () => {
  const streams = new OpenStreams({ perCaller: 2, inAll: 3 });
  const caller = (id: number) => ({ kind: "user", user: { id: id as UserId } }) as Caller;
  const close = streams.open(caller(1));
  streams.open(caller(1));

  assert.throws(() => streams.open(caller(1)), { code: "too_many_attempts" });
  streams.open(caller(2));
  assert.throws(() => streams.mustHaveRoom(caller(3)), { code: "unavailable" });
  close();
  close();

  assert.equal(streams.count, 2);
  streams.open(caller(1));
});
