import assert from "node:assert/strict";
import { CallerWatch } from "../../../routes/http/streams/caller_watch.ts";
import type { Caller } from "../../../scheduler/model/caller.ts";
import { second } from "../../../scheduler/model/time.ts";
import { Client, makeJob, otherCategory, type TestApi, testApi } from "../../support/app.ts";
import { EventReader } from "../../support/sse.ts";

async function stream(api: TestApi, path: string, token: string | undefined): Promise<EventReader> {
  const headers = { Authorization: `Bearer ${token}`, Accept: "text/event-stream" };
  return new EventReader(await api.app.request(`/api/v1${path}`, { headers }));
}

/** Whether the stream ends, whatever events come before the end. */
async function hasEnded(reader: EventReader): Promise<boolean> {
  while (await reader.next() !== undefined);
  return true;
}

Deno.test("the streams of a deleted user end", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);
  const { body: { execution_id } } = await api.changer.post(`/executions/${job}`);
  await using events = await stream(api, "/events", api.reader.token);
  await using log = await stream(api, `/executions/${execution_id}/logs`, api.reader.token);
  assert.equal((await events.next())?.event, "ready");
  const ends = [hasEnded(events), hasEnded(log)];

  await api.admin.delete(`/users/${api.users.reader.id}`);

  assert.deepEqual(await Promise.all(ends), [true, true]);
});

Deno.test("the streams of a revoked key end", async () => {
  await using api = await testApi();
  const { secret, id } = (await api.admin.post("/api_keys", { name: "x", access: "read" })).body;
  await using events = await stream(api, "/events", secret);
  assert.equal((await events.next())?.event, "ready");
  const end = hasEnded(events);

  await api.admin.delete(`/api_keys/${id}`);

  assert.equal(await end, true);
});

Deno.test("an open stream tells a user who moved to another category nothing of the old one", async () => {
  await using api = await testApi();
  await using events = await stream(api, "/events?kinds=job", api.reader.token);
  assert.equal((await events.next())?.event, "ready");

  await api.admin.put(`/users/${api.users.reader.id}`, { category_id: otherCategory });
  await api.admin.get("/users");
  await makeJob(api.changer, { name: "of the old category" });
  await makeJob(api.stranger, { name: "of the new category" });

  const told = await events.until(({ event }) => event === "job");
  assert.deepEqual(told.map(({ data }) => data.job?.name), ["of the new category"]);
});

Deno.test("a call whose body comes slowly is refused when the rights end meanwhile", async () => {
  await using api = await testApi();
  const started = Promise.withResolvers<void>();
  const rest = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      started.resolve();
      await rest.promise;
      controller.enqueue(new TextEncoder().encode(`{"name": "x"}`));
      controller.close();
    },
  });
  const job = await makeJob(api.changer);
  const answer = api.app.request(`/api/v1/jobs/${job}`, {
    method: "PUT",
    headers: {
      Authorization: `Bearer ${api.changer.token}`,
      "Content-Type": "application/json",
    },
    body,
  });
  await started.promise;

  await api.admin.delete(`/users/${api.users.changer.id}`);
  api.clock.advance(second);
  rest.resolve();

  const response = await answer;
  assert.equal(response.status, 401);
  await response.body?.cancel();
  assert.equal((await api.admin.get(`/jobs/${job}`)).body.name, "a job");
});

Deno.test("a call whose body comes slowly goes on with rights that stay", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);

  const { status } = await new Client(api.app, api.changer.token).put(`/jobs/${job}`, {
    name: "x",
  });

  assert.equal(status, 200);
});

Deno.test("CallerWatch looks once for all streams of a caller, and again after a change during a look", async () => {
  let committed = (_: { isAccess: boolean; isNotice: boolean; isQueued: boolean }) => {};
  let ends = 0;
  const watch = new CallerWatch({
    onCommit(listener) {
      committed = listener;
      return () => void ends++;
    },
  });
  const reads: PromiseWithResolvers<Caller | undefined>[] = [];
  const read = () => {
    const one = Promise.withResolvers<Caller | undefined>();
    reads.push(one);
    return one.promise;
  };
  const told: (Caller | undefined)[] = [];
  const all = Promise.withResolvers<void>();
  const listener = (caller: Caller | undefined) => {
    told.push(caller);
    if (told.length === 4) all.resolve();
  };
  const stops = [watch.follow("a", read, listener), watch.follow("a", read, listener)];
  assert.equal(reads.length, 1);
  const caller = { kind: "key" } as Caller;

  committed({ isAccess: false, isNotice: false, isQueued: true });
  committed({ isAccess: true, isNotice: false, isQueued: false });
  reads[0]?.resolve(caller);
  while (reads.length < 2) await Promise.resolve();
  reads[1]?.resolve(undefined);
  await all.promise;
  for (const stop of stops) stop();

  assert.deepEqual(told, [caller, caller, undefined, undefined]);
  assert.equal(reads.length, 2);
  assert.equal(ends, 1);
});
