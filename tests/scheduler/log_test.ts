import assert from "node:assert/strict";
import {
  consoleFormat,
  createLogger,
  type LogFields,
  type LogFormat,
  type LogLevel,
} from "../../scheduler/log.ts";

const clock = { now: () => Date.UTC(2026, 10, 22, 6, 21, 54, 582) };
const time = "2026-11-22T06:21:54.582Z";

function aLog(options: { level?: LogLevel; format?: LogFormat } = {}) {
  const lines: string[] = [];
  const log = createLogger({
    format: "json",
    clock,
    write: (line) => lines.push(line),
    ...options,
  });
  return { log, lines };
}

/** The fields of one record, as a collector of JSON lines reads them. */
function shown(fields: LogFields): Record<string, unknown> {
  const { log, lines } = aLog();
  log.info("m", fields);
  const { time: _time, level: _level, message: _message, ...rest } = JSON.parse(lines[0] ?? "");
  return rest;
}

/** One record as text, without its time. */
function shownText(message: string, fields?: LogFields): string {
  const { log, lines } = aLog({ format: "text" });
  log.info(message, fields);
  return (lines[0] ?? "").slice(time.length + 1);
}

Deno.test("a logger writes JSON lines", () => {
  const { log, lines } = aLog();

  log.warn("tick was late", { lateMs: 1200, job: { id: "a" } });

  assert.deepEqual(lines, [
    `{"time":"${time}","level":"warn","message":"tick was late","lateMs":1200,"job":{"id":"a"}}`,
  ]);
});

Deno.test("a logger writes text that reads well", () => {
  assert.equal(
    shownText("tick was late", { lateMs: 1200, job: "daily report", id: "a1", tags: ["x", 2] }),
    'INFO  tick was late lateMs=1200 job="daily report" id=a1 tags=["x",2]',
  );
});

Deno.test("a logger writes nothing below its level", () => {
  const written = (level: LogLevel) => {
    const { log, lines } = aLog({ level });
    for (const each of ["debug", "info", "warn", "error"] as const) log[each](each);
    return lines.map((line) => JSON.parse(line).message);
  };

  assert.deepEqual(written("debug"), ["debug", "info", "warn", "error"]);
  assert.deepEqual(written("info"), ["info", "warn", "error"]);
  assert.deepEqual(written("error"), ["error"]);
});

Deno.test("child() adds its fields to every line, and the line's own come last", () => {
  const { log, lines } = aLog();

  log.child({ worker: "w1", n: 1 }).child({ job: "j1" }).error("lost", { n: 2 });
  log.info("plain");

  const [first, second] = lines.map((line) => JSON.parse(line));
  assert.deepEqual(first, { time, level: "error", message: "lost", worker: "w1", n: 2, job: "j1" });
  assert.deepEqual(second, { time, level: "info", message: "plain" });
});

Deno.test("a field cannot pass for the record's own time, level or message", () => {
  assert.deepEqual(shown({ level: "debug", message: "x", time: 0 }), {
    level_: "debug",
    message_: "x",
    time_: 0,
  });
});

Deno.test("an error is written with its name, message, stack, cause and own fields", () => {
  const cause = new TypeError("no such host");
  const error = Object.assign(new Error("request failed", { cause }), { code: "ENOTFOUND" });

  const { error: json } = shown({ error }) as { error: Record<string, unknown> };
  assert.equal(json.name, "Error");
  assert.equal(json.message, "request failed");
  assert.equal(json.code, "ENOTFOUND");
  assert.match(String(json.stack), /log_test\.ts/);
  assert.equal((json.cause as Record<string, unknown>).message, "no such host");

  const [head, ...rows] = shownText("run ended", { error }).split("\n");
  assert.equal(
    head,
    'INFO  run ended error={"name":"Error","message":"request failed","code":"ENOTFOUND"}',
  );
  assert.ok(rows.every((row) => row.startsWith("    ")));
  assert.ok(rows.some((row) => row.includes("caused by TypeError: no such host")));
});

Deno.test("an error without fields of its own is one phrase in text", () => {
  const [head] = shownText("run ended", { error: new TypeError("no") }).split("\n");

  assert.equal(head, 'INFO  run ended error="TypeError: no"');
});

Deno.test("an error of many is written with each of them", () => {
  const { error } = shown({ error: new AggregateError([new Error("a"), "b"], "both") });

  const { errors } = error as { errors: [{ message: string }, string] };
  assert.deepEqual([errors[0].message, errors[1]], ["a", "b"]);
});

Deno.test("what is named like a secret is not shown, at any depth", () => {
  const names = [
    "password",
    "newPassword",
    "ADMIN_PASSWORD",
    "passwd",
    "jwtSecret",
    "client-secret",
    "token",
    "accessToken",
    "Authorization",
    "api_key",
    "apiKey",
    "X-Api-Key",
    "cookie",
    "Set-Cookie",
    "private_key",
    "credentials",
  ];

  for (const name of names) {
    const nested = { [name]: "hunter2" };
    const values: LogFields[] = [
      nested,
      { [name]: { deep: ["hunter2"] } },
      { [name]: 12345678 },
      { a: [{ b: nested }] },
      { map: new Map([[name, "hunter2"]]) },
      { error: Object.assign(new Error("x"), nested) },
      { json: { toJSON: () => nested } },
    ];
    for (const value of values) {
      for (const format of ["json", "text"] as const) {
        const { log, lines } = aLog({ format });
        log.child(value).info("m", value);
        assert.doesNotMatch(lines.join(), /hunter2|12345678/, name);
        assert.match(lines.join(), /\[redacted\]/, name);
      }
    }
  }
  const headers = new Headers({ authorization: "Basic aHVudGVyMg==", accept: "*/*" });
  assert.deepEqual(shown({ headers }), {
    headers: { accept: "*/*", authorization: "[redacted]" },
  });
});

Deno.test("what is not a secret is shown", () => {
  const fields = { user: "ada", jobId: "a", passed: true, keys: 3, author: "x", apiVersion: "v1" };

  assert.deepEqual(shown(fields), fields);
  assert.equal(shownText("a bearer token is missing"), "INFO  a bearer token is missing");
});

Deno.test("what has the form of a secret is not shown, wherever it stands", () => {
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.AbC-dEf_123";
  const secrets = [
    `refused ${jwt}`,
    `${jwt.slice(0, 40)}`,
    "Authorization: Bearer s3cr3t.AbC-dEf_123",
    '{"Authorization":"bearer s3cr3t.AbC-dEf_123"}',
    "https://ada:s3cr3t@host.example/x",
    "postgres://:s3cr3t@db",
  ];

  for (const text of secrets) {
    const outputs = [
      shownText(text),
      JSON.stringify(shown({ text, list: [text], [text]: 1, url: { href: text } })),
      JSON.stringify(shown({ error: new Error(text) })),
      shownText("m", { error: new Error("x", { cause: new Error(text) }) }),
    ];
    for (const output of outputs) {
      assert.doesNotMatch(output, /s3cr3t|eyJhbG/, text);
      assert.match(output, /\[redacted\]/);
    }
  }
  assert.equal(shownText("https://host.example/a@b:c"), "INFO  https://host.example/a@b:c");
});

Deno.test("a logger takes any value without throwing", () => {
  const circle: Record<string, unknown> = { name: "circle" };
  circle.self = circle;
  const twice = { x: 1 };
  const throwing = {
    get bad(): never {
      throw new Error("no");
    },
    good: 1,
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();

  const { error: _, ...fields } = shown({
    circle,
    shared: [twice, twice],
    throwing,
    proxy,
    toJson: {
      toJSON() {
        throw new Error("no");
      },
    },
    big: 10n,
    symbol: Symbol("s"),
    nothing: undefined,
    nan: NaN,
    date: new Date(0),
    badDate: new Date(NaN),
    set: new Set([1]),
    bytes: new Uint8Array(32),
    call: function named() {},
    bare: Object.create(null),
    error: Object.assign(new Error("x"), { stack: undefined }),
  });

  assert.deepEqual(fields, {
    circle: { name: "circle", self: "[circular]" },
    shared: [{ x: 1 }, { x: 1 }],
    throwing: { bad: "[unreadable]", good: 1 },
    proxy: "[unreadable]",
    toJson: "[unreadable]",
    big: "10",
    symbol: "Symbol(s)",
    nothing: null,
    nan: "NaN",
    date: "1970-01-01T00:00:00.000Z",
    badDate: null,
    set: [1],
    bytes: "[Uint8Array, 32 bytes]",
    call: "[function named]",
    bare: {},
  });
  assert.deepEqual(shown(throwing), { bad: "[unreadable]", good: 1 });
  assert.equal(shownText("all", { circle, proxy, throwing }).split("\n").length, 1);
});

Deno.test("a logger cuts what is huge", () => {
  let deep: unknown = "bottom";
  for (let i = 0; i < 10_000; i++) deep = { deep };
  const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]));
  const bush = (depth: number): unknown =>
    depth === 0 ? 1 : Array.from({ length: 30 }, () => bush(depth - 1));
  const huge: LogFields[] = [
    { text: "x".repeat(10_000_000) },
    { bearer: "Bearer ".repeat(1_000_000) },
    { url: "://".repeat(1_000_000) },
    { texts: Array(1000).fill("x".repeat(10_000)) },
    { deep },
    { wide },
    { list: Array(1_000_000).fill(1) },
    { bush: bush(4) },
    { buried: [[[wide, wide], wide], wide] },
  ];

  for (const fields of huge) {
    for (const format of ["json", "text"] as const) {
      const { log, lines } = aLog({ format });
      log.info("m".repeat(100_000), fields);
      assert.ok((lines[0]?.length ?? 0) < 200_000, `${Object.keys(fields)}: ${lines[0]?.length}`);
    }
  }
  assert.match(String(shown({ text: "x".repeat(9000) }).text), /^x{8192}… \(9000 characters\)$/);
  assert.equal((shown({ list: Array(101).fill(1) }).list as unknown[]).at(-1), "… (101 items)");
});

Deno.test("what a user sends can neither forge a line nor steer the terminal", () => {
  const evil = "a\nERROR forged\r\u001b[2J\u009b1m\u2028b";

  const texts = [shownText(evil), shownText("m", { evil, [evil]: 1, error: new Error(evil) })];

  for (const text of texts) {
    // deno-lint-ignore no-control-regex -- they are what must not be there
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028]/);
    assert.ok(text.split("\n").slice(1).every((row) => row.startsWith("    ")));
  }
  const { log, lines } = aLog();
  log.info(evil, { evil });
  assert.equal(lines.join().split("\n").length, 1);
  assert.equal(JSON.parse(lines[0] ?? "").message, evil);
});

Deno.test("consoleFormat() is text for a terminal only", () => {
  assert.equal(consoleFormat(), Deno.stdout.isTerminal() ? "text" : "json");
});
