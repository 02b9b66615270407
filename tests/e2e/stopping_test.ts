import assert from "node:assert/strict";
import { Server, temporaryFolder } from "./server.ts";

const body = JSON.stringify({
  name: "sent while the server stops",
  job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
  pub_args: ["one", "two"],
  minute: "*",
});

/** A request whose body stops half way. */
async function halfSent(server: Server): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ port: Number(new URL(server.url).port) });
  const head = [
    "POST /api/v1/jobs HTTP/1.1",
    "Host: 127.0.0.1",
    `Authorization: Bearer ${server.token}`,
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
  ];
  await send(connection, `${head.join("\r\n")}\r\n\r\n${body.slice(0, 20)}`);
  // Answers to later requests: the server has the head of the first one by then, in whatever order it takes connections.
  for (let i = 0; i < 20; i++) await server.call("GET", "/users/current");
  return connection;
}

async function send(connection: Deno.TcpConn, text: string): Promise<void> {
  const writer = connection.writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  writer.releaseLock();
}

/** All that comes until the server closes the connection. */
async function answerTo(connection: Deno.TcpConn): Promise<string> {
  return await new Response(connection.readable).text();
}

/** The server has begun to stop: it takes no new requests. */
async function stops(server: Server): Promise<void> {
  for (;;) {
    const { status, headers } = await fetch(`${server.url}/healthz`);
    if (status !== 503) continue;
    assert.match(headers.get("Retry-After") ?? "", /^\d+$/);
    return;
  }
}

Deno.test("a request whose body comes within the grace of a stop is finished", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.start(folder.path);
  const connection = await halfSent(server);
  const ended = server.stop();
  await stops(server);

  await send(connection, body.slice(20));
  const answer = await answerTo(connection);

  assert.match(answer, /^HTTP\/1\.1 201 /);
  assert.equal(await ended, 0);
});

Deno.test("a request whose body does not come within the grace of a stop is answered 503", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.start(folder.path);
  const connection = await halfSent(server);
  const ended = server.stop();

  const answer = await answerTo(connection);

  assert.match(answer, /^HTTP\/1\.1 503 /);
  assert.match(answer, /^retry-after: \d+/im);
  assert.match(answer, /"code":"unavailable"/);
  assert.equal(await ended, 0);
});

Deno.test("a server that is stopped while its engine loads ends cleanly, and lets go of its database", async () => {
  await using folder = await temporaryFolder();
  // startSignedOut() returns with the first line of the log: the engine loads after that line.
  await using server = await Server.startSignedOut(folder.path);

  const code = await server.stop();
  await using next = await Server.start(folder.path);

  assert.equal(code, 0, server.output);
  assert.match(server.output, /"stopped"/);
  assert.equal((await next.call("GET", "/users/current")).username, "admin");
});
