import assert from "node:assert/strict";
import { OpenBodies } from "../../../routes/http/open_bodies.ts";
import { Refusal } from "../../../scheduler/model/refusal.ts";

function request(body: BodyInit): Request {
  return new Request("http://127.0.0.1/", { method: "POST", body });
}

const echo = async (sent: Request) => new Response(await sent.text());

Deno.test("OpenBodies.answer() hands the whole body on, with method, headers and address", async () => {
  const bodies = new OpenBodies();
  const sent = new Request("http://127.0.0.1/x?y", {
    method: "PUT",
    body: "text",
    headers: { a: "b" },
  });

  const answer = await bodies.answer(sent, async (got) => {
    const told = [got.method, got.url, got.headers.get("a"), await got.text()];
    return Response.json(told);
  });

  assert.deepEqual(await answer.json(), ["PUT", "http://127.0.0.1/x?y", "b", "text"]);
});

Deno.test("OpenBodies.close() does not wait for bodies that came or that nobody read", async () => {
  const bodies = new OpenBodies();
  await bodies.answer(request("text"), echo);
  await bodies.answer(request(new ReadableStream()), () => new Response("not read"));

  await bodies.close(60_000);
});

Deno.test("OpenBodies.close() waits for a body that is coming", async () => {
  const bodies = new OpenBodies();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const answer = bodies.answer(request(readable), echo);
  const closed = bodies.close(60_000);

  const writer = writable.getWriter();
  await writer.write(new TextEncoder().encode("late"));
  await writer.close();

  assert.equal(await (await answer).text(), "late");
  await closed;
});

Deno.test("OpenBodies.close() does not wait for an answer whose body has come", async () => {
  const bodies = new OpenBodies();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const { promise: read, resolve: wasRead } = Promise.withResolvers<void>();
  const answer = bodies.answer(request("text"), async (got) => {
    await got.text();
    wasRead();
    await ended;
    return new Response();
  });
  await read;

  await bodies.close(60_000);

  end();
  assert.equal((await answer).status, 200);
});

Deno.test("OpenBodies.close() fails a body that does not come, as a refusal with Retry-After", async () => {
  const bodies = new OpenBodies();
  const answer = bodies.answer(request(new ReadableStream()), echo);

  await bodies.close(0);

  const error = await Promise.resolve(answer).then(() => undefined, (error) => error);
  assert.ok(error instanceof Refusal);
  assert.equal(error.code, "unavailable");
  assert.equal(error.retryAfterSeconds, 1);
});

Deno.test("OpenBodies.answer() refuses a request that comes after close()", async () => {
  const bodies = new OpenBodies();
  await bodies.close(0);

  const answer = await bodies.answer(new Request("http://127.0.0.1/"), echo);

  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("Retry-After"), "1");
  assert.equal((await answer.json()).code, "unavailable");
});
