import assert from "node:assert/strict";
import project from "../../deno.json" with { type: "json" };
import { curlJob } from "../../scheduler/job_classes/curl_job.ts";
import { parseAllowList } from "../../scheduler/job_classes/http/allow_list.ts";
import { guardedFetch } from "../../scheduler/job_classes/http/http_guard.ts";
import { httpJob } from "../../scheduler/job_classes/http_job.ts";
import type { JobClass } from "../../scheduler/job_classes/job_class.ts";
import { slackJob } from "../../scheduler/job_classes/slack_job.ts";
import { aContext } from "../scheduler/job_classes/support.ts";
import { keptAlive, rawServer } from "./raw_server.ts";

const allow = parseAllowList("127.0.0.1,localhost");
const fixtures = new URL("../scheduler/job_classes/fixtures/", import.meta.url);
const tls = {
  cert: await Deno.readTextFile(new URL("tls_cert.pem", fixtures)),
  key: await Deno.readTextFile(new URL("tls_key.pem", fixtures)),
};

/** Each HTTP class with `pub_args` that make one POST. */
const posting: [JobClass, (url: string) => unknown[]][] = [
  [curlJob(allow), (url) => [url, "POST", { a: 1 }]],
  [httpJob(allow), (url) => [{ url, method: "POST", body: { a: 1 } }]],
  [slackJob(allow), (url) => [url, "#team", "", "", "hi"]],
];

for (const [job, args] of posting) {
  Deno.test(`one attempt is one delivery: ${job.name} on connections that the server closes`, async () => {
    // It answers the first request of a connection, keeps the connection open, and closes it after the next request.
    await using server = rawServer((_, place) => place === 0 ? keptAlive("ok") : "close");
    await using closing = rawServer(() => "close");
    const url = `http://127.0.0.1:${server.port}/hook`;

    for (let attempt = 1; attempt <= 3; attempt++) await job.run(args(url), aContext({ attempt }));
    await assert.rejects(
      job.run(args(`http://127.0.0.1:${closing.port}/hook`), aContext()),
      /did not answer/,
    );

    assert.deepEqual(server.requests.map(({ headers }) => headers.get("carillon-attempt")), [
      "1",
      "2",
      "3",
    ]);
    assert.equal(closing.requests.length, 1);
  });

  Deno.test(`each delivery tells its execution, attempt and sender: ${job.name}`, async () => {
    await using server = rawServer(() => keptAlive("ok"));
    const context = aContext({ attempt: 2 });

    await job.run(args(`http://127.0.0.1:${server.port}/`), context);

    const [sent] = server.requests;
    assert.equal(sent?.headers.get("idempotency-key"), context.executionId);
    assert.equal(sent?.headers.get("carillon-attempt"), "2");
    assert.equal(sent?.headers.get("user-agent"), `Carillon/${project.version}`);
  });
}

Deno.test("one attempt is one delivery over TLS, on connections that the server closes", async () => {
  await using server = rawServer((_, place) => place === 0 ? keptAlive("ok") : "close", tls);
  await using closing = rawServer(() => "close", tls);
  const init = { method: "POST", body: "x", caCerts: [tls.cert] };

  for (let i = 0; i < 3; i++) {
    const answer = await guardedFetch(allow, `https://localhost:${server.port}/`, init);
    assert.equal(await answer.text(), "ok");
  }
  await assert.rejects(guardedFetch(allow, `https://localhost:${closing.port}/`, init));

  assert.equal(server.requests.length, 3);
  assert.equal(closing.requests.length, 1);
});

Deno.test("nothing is delivered to a server whose certificate nobody vouches for", async () => {
  await using server = rawServer(() => keptAlive("ok"), tls);

  await assert.rejects(
    curlJob(allow).run([`https://localhost:${server.port}/`, "POST", "secret"], aContext()),
    /did not answer: .*certificate/i,
  );
  assert.equal(server.requests.length, 0);
});

Deno.test("keys stay at their origin: a redirect to another scheme, host or port", async () => {
  await using plain = rawServer(() => keptAlive("there"));
  for (const [from, to] of [["localhost", "localhost"], ["localhost", "127.0.0.1"]]) {
    const location = `http://${to}:${plain.port}/end`;
    await using secure = rawServer(
      () => keptAlive("", { location }, "307 Temporary Redirect"),
      tls,
    );

    const answer = await guardedFetch(allow, `https://alice:pw@${from}:${secure.port}/`, {
      method: "POST",
      body: "x",
      headers: { "X-Key": "k", Cookie: "c=1", Authorization: "Bearer t", Accept: "signed" },
      secretHeaders: ["accept"],
      caCerts: [tls.cert],
    });

    assert.equal(await answer.text(), "there");
    assert.equal(secure.requests[0]?.headers.get("authorization"), "Bearer t");
    const sent = plain.requests.at(-1);
    assert.deepEqual([sent?.method, sent?.body], ["POST", "x"]);
    for (const name of ["x-key", "cookie", "authorization"]) {
      assert.equal(sent?.headers.get(name), null, name);
    }
    assert.notEqual(sent?.headers.get("accept"), "signed");
  }
});

Deno.test("the signature stays at its origin, in whatever header it stands", async () => {
  await using other = rawServer(() => keptAlive("there"));
  const location = `http://127.0.0.1:${other.port}/`;
  await using first = rawServer(() => keptAlive("", { location }, "308 Permanent Redirect"));
  Deno.env.set("JOB_SECRET_FIELD_SIGN", "correct horse");
  try {
    for (const header of ["X-Carillon-Signature", "Idempotency-Key"]) {
      await httpJob(allow).run([{
        url: `http://127.0.0.1:${first.port}/`,
        method: "POST",
        body: "x",
        signature: { secret_env: "JOB_SECRET_FIELD_SIGN", header },
      }], aContext());

      assert.match(first.requests.at(-1)?.headers.get(header) ?? "", /^t=\d+,v1=/);
      assert.equal(other.requests.at(-1)?.headers.get(header), null);
      assert.equal(other.requests.at(-1)?.body, "x");
    }
  } finally {
    Deno.env.delete("JOB_SECRET_FIELD_SIGN");
  }
});

Deno.test("a redirected POST is shown as what it became", async () => {
  const statuses = { 301: "GET", 302: "GET", 303: "GET", 307: "POST", 308: "POST" };
  await using server = rawServer(({ path }) =>
    path === "/end"
      ? keptAlive("there")
      : keptAlive("", { location: "/end" }, `${path.slice(1)} Moved`)
  );
  const origin = `http://127.0.0.1:${server.port}`;

  for (const [status, became] of Object.entries(statuses)) {
    const context = aContext();
    const url = `${origin}/${status}`;
    const http = await httpJob(allow).run([{ url, method: "POST", body: "hello" }], context);
    const curl = await curlJob(allow).run([url, "POST", "hello"], aContext());

    const end = server.requests.at(-1);
    assert.deepEqual([end?.method, end?.body], [became, became === "POST" ? "hello" : ""]);
    assert.deepEqual((http as { redirects: unknown }).redirects, [
      { status: Number(status), method: became, url: `${origin}/end` },
    ]);
    assert.equal(
      context.lines[0],
      `info: POST ${url} (${status}: now ${became} ${origin}/end) was answered 200 OK`,
    );
    assert.equal(
      curl,
      `HTTP ${status}, then ${became} ${origin}/end\nHTTP 200 OK\n\nthere`,
    );
  }
});

Deno.test("an answer is read by its charset", async () => {
  const bytes = (...all: number[]) => new Uint8Array(all);
  const utf16 = (text: string) =>
    new Uint8Array(new Uint16Array([...text].map((c) => c.charCodeAt(0))).buffer);
  const cases: [string | null, Uint8Array, string][] = [
    ["text/plain; charset=Big5", bytes(0xa4, 0xa4, 0xa4, 0xe5), "中文"],
    ['text/plain;charset="utf-16le"', utf16("中文"), "中文"],
    ["text/plain", bytes(0xff, 0xfe, ...utf16("中文")), "中文"],
    ["text/plain; charset=big5", bytes(0xfe, 0xff, 0x4e, 0x2d), "中"],
    ["text/plain; charset=windows-1252", bytes(0x80, 0x35), "€5"],
    ["text/plain; charset=windows-1251", bytes(0xcf, 0xf0), "Пр"],
    ["text/plain; charset=Shift_JIS", bytes(0x93, 0xfa), "日"],
    ["text/plain", bytes(0xef, 0xbb, 0xbf, 0xe4, 0xb8, 0xad), "中"],
    [null, new TextEncoder().encode("中文"), "中文"],
    [
      "text/html",
      new Uint8Array([...new TextEncoder().encode('<meta charset="big5">'), 0xa4, 0xa4]),
      '<meta charset="big5">中',
    ],
    ["text/plain; charset=klingon", new TextEncoder().encode("中"), "中"],
  ];
  let sent = cases[0]!;
  await using server = rawServer(() => {
    const [type, body] = sent;
    const head = `HTTP/1.1 200 OK\r\n${type === null ? "" : `Content-Type: ${type}\r\n`}` +
      `Content-Length: ${body.length}\r\n\r\n`;
    return new Uint8Array([...new TextEncoder().encode(head), ...body]);
  });
  const url = `http://127.0.0.1:${server.port}/`;

  for (sent of cases) {
    const context = aContext();
    assert.equal(await curlJob(allow).run([url], context), `HTTP 200 OK\n\n${sent[2]}`);
    const result = await httpJob(allow).run([{ url }], aContext());
    assert.equal((result as { body: string }).body, sent[2]);
    const isUnknown = sent[0]?.includes("klingon") ?? false;
    assert.equal(
      context.lines.some((line) => line.startsWith('warn: The charset "klingon"')),
      isUnknown,
    );
  }
});

Deno.test("Retry-After is obeyed within the job's cap: seconds, a date, and longer than 300 s", async () => {
  const date = "Sun, 06 Nov 1994 08:49:37 GMT";
  const cases: [Record<string, string>, number][] = [
    [{ "retry-after": "400" }, 400],
    [{ "retry-after": "1000" }, 600],
    [{ "retry-after": "Sun, 06 Nov 1994 08:56:17 GMT", date }, 400],
    [{ "retry-after": "Sunday, 06-Nov-94 08:56:17 GMT", date }, 400],
    [{ "retry-after": "Sun Nov  6 08:56:17 1994", date }, 400],
    [{ "retry-after": "Sun, 06 Nov 1994 09:49:37 GMT", date }, 600],
    [{ "retry-after": date, date }, 0],
    [{ "retry-after": "soon" }, 0],
  ];
  let headers: Record<string, string> = {};
  await using server = rawServer(() => keptAlive("busy", headers, "503 Service Unavailable"));
  const url = `http://127.0.0.1:${server.port}/`;

  for (const [given, seconds] of cases) {
    headers = given;
    const stop = new AbortController();
    const context = aContext({
      signal: stop.signal,
      retryDelayMaxSeconds: 600,
      onLine: (line) =>
        line.startsWith("Attempt 1") && queueMicrotask(() => stop.abort(new Error("enough"))),
    });
    await assert.rejects(
      httpJob(allow).run([{ url, retries: 1, retry_delay_seconds: 0 }], context),
      /enough|503/,
    );
    assert.equal(context.lines[1], `warn: Attempt 1 failed, the next is in ${seconds} s`);
  }
});

for (const [job, args] of posting) {
  Deno.test(`a server's Retry-After goes with the failure to the job's own retries: ${job.name}`, async () => {
    await using server = rawServer(() =>
      keptAlive("busy", { "retry-after": "900" }, "429 Too Many Requests")
    );

    await assert.rejects(job.run(args(`http://127.0.0.1:${server.port}/`), aContext()), {
      name: "JobFailure",
      retryAfterMs: 900_000,
    });
  });
}
