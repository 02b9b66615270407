import assert from "node:assert/strict";
import { parseAllowList } from "../../../../scheduler/job_classes/http/allow_list.ts";
import {
  ForbiddenTarget,
  guardedFetch,
} from "../../../../scheduler/job_classes/http/http_guard.ts";
import { aServer } from "../support.ts";

const nothing = parseAllowList("");
const loopback = parseAllowList("127.0.0.0/8");

Deno.test("guardedFetch() refuses addresses that are not public", async () => {
  const hosts = [
    "127.0.0.1",
    "2130706433", // 127.0.0.1 as a number
    "0x7f.1",
    "0.0.0.0",
    "10.0.0.1",
    "169.254.169.254",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[fe80::1]",
  ];

  for (const host of hosts) {
    for (const scheme of ["http", "https"]) {
      await assert.rejects(guardedFetch(nothing, `${scheme}://${host}/`), ForbiddenTarget, host);
    }
  }
});

Deno.test("guardedFetch() refuses a name that resolves to the loopback", async () => {
  await using server = aServer(() => new Response("secret"));

  await assert.rejects(guardedFetch(nothing, `http://localhost:${server.port}/`), {
    name: "ForbiddenTarget",
    message: `HTTP jobs may not reach localhost:${server.port} (loopback address) ` +
      "unless HTTP_JOB_ALLOW names it",
  });
  await assert.rejects(guardedFetch(nothing, "https://localhost./"), ForbiddenTarget);
  assert.equal(server.requests.length, 0);
});

Deno.test("guardedFetch() refuses a name when one of its addresses is private", async () => {
  const resolve = () => Promise.resolve(["93.184.216.34", "10.0.0.1"]);

  await assert.rejects(guardedFetch(nothing, "http://two.test/", { resolve }), ForbiddenTarget);
  await assert.rejects(guardedFetch(nothing, "https://two.test/", { resolve }), ForbiddenTarget);
});

Deno.test("guardedFetch() refuses other schemes than http and https", async () => {
  for (const url of ["file:///etc/passwd", "data:text/plain,hi", "ftp://example.com/"]) {
    await assert.rejects(guardedFetch(parseAllowList("*"), url), ForbiddenTarget, url);
  }
});

Deno.test("guardedFetch() goes where the allow list lets it", async () => {
  await using server = aServer(() => new Response("hello"));
  const { port } = server;

  for (
    const allow of ["*", "127.0.0.1", "127.0.0.0/8", `127.0.0.1:${port}`, ` a.test, 127.0.0.1 `]
  ) {
    const response = await guardedFetch(parseAllowList(allow), server.url);
    assert.equal(await response.text(), "hello", allow);
  }
  for (const allow of ["localhost", "LOCALHOST.", `localhost:${port}`]) {
    const response = await guardedFetch(parseAllowList(allow), `http://localhost:${port}`);
    assert.equal(await response.text(), "hello", allow);
  }
  for (const allow of ["localhost", `127.0.0.1:${port + 1}`, "10.0.0.0/8", "::1"]) {
    await assert.rejects(guardedFetch(parseAllowList(allow), server.url), ForbiddenTarget, allow);
  }
});

Deno.test("guardedFetch() connects to the address that it has checked", async () => {
  await using server = aServer((request) => new Response(request.headers.get("host")));
  // The name does not exist, so the request would fail if the guard resolved it again.
  const url = `http://rebinding.test:${server.port}/a?b=c`;
  const resolve = () => Promise.resolve(["127.0.0.1"]);

  const response = await guardedFetch(loopback, url, { resolve });

  assert.equal(await response.text(), `rebinding.test:${server.port}`);
  assert.equal(server.requests[0]?.url, url);
});

Deno.test("guardedFetch() takes the next address when one does not answer", async () => {
  await using server = aServer(() => new Response("hello"));
  const resolve = () => Promise.resolve(["127.0.0.99", "127.0.0.1"]); // nobody listens at the first

  const response = await guardedFetch(loopback, `http://two.test:${server.port}/`, { resolve });

  assert.equal(await response.text(), "hello");
});

Deno.test("guardedFetch() refuses a redirect to a private address", async () => {
  await using inner = aServer(() => new Response("secret"));
  await using outer = aServer(() => Response.redirect(`http://localhost:${inner.port}/`));

  await assert.rejects(
    guardedFetch(parseAllowList(`127.0.0.1:${outer.port}`), outer.url),
    ForbiddenTarget,
  );
  assert.equal(outer.requests.length, 1);
  assert.equal(inner.requests.length, 0);
});

Deno.test("guardedFetch() follows five redirects and no more", async () => {
  await using server = aServer((request) => {
    const left = Number(new URL(request.url).searchParams.get("left"));
    if (left === 0) return new Response("there");
    return new Response(null, { status: 302, headers: { location: `?left=${left - 1}` } });
  });

  const response = await guardedFetch(loopback, `${server.url}/?left=5`);

  assert.equal(await response.text(), "there");
  await assert.rejects(
    guardedFetch(loopback, `${server.url}/?left=6`),
    /redirects more than 5 times/,
  );
});

Deno.test("guardedFetch() sends a body again after 307 and turns a POST to GET after 303", async () => {
  await using server = aServer((request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/end") return new Response("there");
    const location = "/end";
    return new Response(null, { status: Number(pathname.slice(1)), headers: { location } });
  });
  const init = { method: "POST", body: "hello", headers: { "content-type": "text/x-mine" } };

  await (await guardedFetch(loopback, `${server.url}/307`, init)).text();
  await (await guardedFetch(loopback, `${server.url}/303`, init)).text();

  const seen = server.requests.map(({ method, headers, body }) => [
    method,
    body,
    headers.get("content-type"),
  ]);
  assert.deepEqual(seen[1], ["POST", "hello", "text/x-mine"]);
  assert.deepEqual(seen[3], ["GET", "", null]);
});

Deno.test("guardedFetch() keeps keys from the host that it is redirected to", async () => {
  await using other = aServer(() => new Response("there"));
  await using first = aServer((request) => {
    const location = new URL(request.url).pathname === "/" ? "/again" : other.url;
    return new Response(null, { status: 302, headers: { location } });
  });
  const url = first.url.replace("http://", "http://alice:pass%20word@");

  await (await guardedFetch(loopback, url, { headers: { "X-Key": "k", accept: "text/*" } })).text();

  const [start, again] = first.requests.map(({ headers }) => headers);
  const end = other.requests[0]?.headers;
  const basic = `Basic ${btoa("alice:pass word")}`;
  assert.equal(start?.get("authorization"), basic);
  assert.equal(again?.get("authorization"), basic);
  assert.equal(again?.get("x-key"), "k");
  assert.equal(end?.get("authorization"), null);
  assert.equal(end?.get("x-key"), null);
  assert.equal(end?.get("accept"), "text/*");
});

Deno.test("guardedFetch() ends when aborted: while it resolves, waits and reads", async () => {
  const reason = new Error("stopped by alice");
  const isReason = (error: unknown) => error === reason;

  const resolving = new AbortController();
  const never = () => {
    queueMicrotask(() => resolving.abort(reason));
    return new Promise<string[]>(() => {});
  };
  const { signal } = resolving;
  await assert.rejects(
    guardedFetch(nothing, "http://a.test", { resolve: never, signal }),
    isReason,
  );

  const waiting = new AbortController();
  const gate = Promise.withResolvers<void>();
  await using silent = aServer(async () => {
    waiting.abort(reason);
    await gate.promise;
    return new Response();
  });
  await assert.rejects(guardedFetch(loopback, silent.url, { signal: waiting.signal }), isReason);
  gate.resolve();

  const reading = new AbortController();
  await using endless = aServer(() => new Response(new ReadableStream({})));
  const response = await guardedFetch(loopback, endless.url, { signal: reading.signal });
  reading.abort(reason);
  await assert.rejects(response.text(), isReason);
});

Deno.test("parseAllowList() names the part that it does not understand", () => {
  const wrong: Record<string, RegExp> = {
    "a.test, 10.0.0.0/33": /^Error: "10\.0\.0\.0\/33" is not a CIDR range/,
    "http://a.test": /^Error: "http:\/\/a\.test" is not a CIDR range/,
    "a.test:0": /^Error: "a\.test:0" has no port between 1 and 65535/,
    "a.test:99999": /no port between/,
    "*.a.test": /^Error: "\*\.a\.test" is neither a host/,
    "a b": /^Error: "a b" is neither/,
    "user@a.test": /is neither/,
  };

  for (const [text, message] of Object.entries(wrong)) {
    assert.throws(() => parseAllowList(text), message, text);
  }
});

Deno.test("parseAllowList() of nothing allows nothing", () => {
  assert.deepEqual(parseAllowList(" , "), { everything: false, entries: [] });
});
