import assert from "node:assert/strict";
import { curlJob } from "../../../scheduler/job_classes/curl_job.ts";
import { parseAllowList } from "../../../scheduler/job_classes/http/allow_list.ts";
import { aContext, aServer } from "./support.ts";

const job = curlJob(parseAllowList("127.0.0.1"));

Deno.test("CurlJob returns status and body", async () => {
  await using server = aServer((request) => new Response(`you sent a ${request.method}`));

  assert.equal(await job.run([server.url], aContext()), "HTTP 200 OK\n\nyou sent a GET");
  assert.equal(
    await job.run([server.url, "delete", ""], aContext()),
    "HTTP 200 OK\n\nyou sent a DELETE",
  );
});

Deno.test("CurlJob sends text as it is and other JSON as JSON", async () => {
  await using server = aServer(() => new Response());

  await job.run([server.url, "POST", "a=b"], aContext());
  await job.run([server.url, "PUT", { a: ["b"] }], aContext());

  const [text, json] = server.requests;
  assert.equal(text?.body, "a=b");
  assert.equal(json?.body, '{"a":["b"]}');
  assert.equal(json?.headers.get("content-type"), "application/json");
});

Deno.test("CurlJob fails on a status of 400 or above, with what the server said", async () => {
  await using server = aServer(() => new Response("no such report", { status: 404 }));

  await assert.rejects(job.run([`${server.url}/reports?key=secret`], aContext()), {
    message: `GET ${server.url}/reports?… was answered 404 Not Found\nno such report`,
  });
});

Deno.test("CurlJob fails without an answer and names neither password nor key", async () => {
  const server = aServer(() => new Response());
  const { port } = server;
  await server[Symbol.asyncDispose](); // nobody listens there any more
  const context = aContext();
  const url = `http://alice:wonder@127.0.0.1:${port}/a?key=secret`;

  await assert.rejects(job.run([url], context), (error) => {
    assert.ok(error instanceof Error);
    assert.match(
      error.message,
      new RegExp(`^http://127.0.0.1:${port}/a\\?… did not answer: .*refused`),
    );
    assert.doesNotMatch(error.stack ?? "", /wonder|secret/);
    return true;
  });
  assert.doesNotMatch(context.lines.join(), /wonder|secret/);
});

Deno.test("CurlJob does not reach what the allow list does not name", async () => {
  await using server = aServer(() => new Response("secret"));

  await assert.rejects(
    curlJob(parseAllowList("")).run([`http://localhost:${server.port}/`], aContext()),
    /may not reach localhost/,
  );
  assert.equal(server.requests.length, 0);
});

Deno.test("CurlJob keeps 64 KiB of a body without end", async () => {
  const piece = new TextEncoder().encode("é".repeat(5000));
  let isCancelled = false;
  await using server = aServer(() =>
    new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(piece),
        cancel: () => {
          isCancelled = true;
        },
      }),
    )
  );

  const result = await job.run([server.url], aContext());

  assert.equal(
    result,
    `HTTP 200 OK\n\n${"é".repeat(32 * 1024)}\n[cut: the first 65536 bytes are kept]`,
  );
  await server[Symbol.asyncDispose]();
  assert.equal(isCancelled, true);
});

Deno.test("CurlJob ends when aborted", async () => {
  const reason = new Error("stopped by alice");
  const stop = new AbortController();
  const gate = Promise.withResolvers<void>();
  await using server = aServer(async () => {
    stop.abort(reason);
    await gate.promise;
    return new Response();
  });

  await assert.rejects(
    job.run([server.url], aContext({ signal: stop.signal })),
    (error) => error === reason,
  );
  gate.resolve();
});

Deno.test("CurlJob refuses arguments that cannot be sent", () => {
  const reasons = (...pubArgs: unknown[]) => {
    const check = job.checkArgs(pubArgs);
    return check.ok ? [] : check.errors.map((e) => `${e.argument}: ${e.reason}`);
  };

  assert.deepEqual(reasons("file:///etc/passwd"), [
    "url (argument 1): must be a URL that begins with http:// or https://",
  ]);
  assert.deepEqual(reasons("http://a.test", "BREW"), [
    "method (argument 2): must be GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS",
  ]);
  assert.deepEqual(reasons("http://a.test", "GET", "text"), [
    "body (argument 3): cannot be sent with GET or HEAD",
  ]);
});
