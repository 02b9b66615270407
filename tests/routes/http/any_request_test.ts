import assert from "node:assert/strict";
import fc from "fast-check";
import { aJobBody, type Answer, makeJob, testApi } from "../../support/app.ts";

function assertError({ status, body }: Answer, expected: number, code: string): void {
  assert.equal(status, expected, JSON.stringify(body));
  assert.deepEqual(Object.keys(body), ["error", "code", "details"]);
  assert.equal(body.code, code);
  assert.equal(typeof body.error, "string");
  assert.ok(Array.isArray(body.details));
}

const calls: [string, string][] = [
  ["POST", "/auth/login"],
  ["GET", "/auth/verify"],
  ["GET", "/jobs"],
  ["POST", "/jobs"],
  ["GET", "/jobs/$"],
  ["PUT", "/jobs/$"],
  ["PATCH", "/jobs/$"],
  ["OPTIONS", "/jobs/$"],
  ["GET", "/executions"],
  ["GET", "/executions/$"],
  ["POST", "/executions/$"],
  ["DELETE", "/executions/$"],
  ["GET", "/categories"],
  ["POST", "/categories"],
  ["GET", "/categories/$"],
  ["PUT", "/categories/$"],
  ["DELETE", "/categories/$"],
  ["GET", "/users"],
  ["POST", "/users"],
  ["GET", "/users/$"],
  ["PUT", "/users/$"],
  ["GET", "/logs"],
  ["GET", "/job_classes"],
];

const fieldNames = Object.keys(aJobBody()).concat(
  ["username", "password", "category_id", "is_admin", "is_permission", "description", "hour"],
  ["day", "week", "day_of_week", "timezone", "max_instances", "overlap", "timeout_seconds"],
  ["job_id", "user", "constructor", "__proto__", "toString"],
);

const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.constant("\ud800\u0000"));
const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  anyText,
  fc.integer(),
  fc.double(),
  fc.constantFrom("*", "*/5", "last", "x".repeat(70_000), "𝅘𝅥𝅮".repeat(100), "\u0344".repeat(200)),
);
const anyBody = fc.oneof(
  fc.dictionary(fc.oneof(fc.constantFrom(...fieldNames), anyText), anyValue).map((given) =>
    JSON.stringify(given)
  ),
  fc.record({
    given: fc.dictionary(fc.constantFrom(...fieldNames), anyValue, { maxKeys: 2 }),
  }).map(({ given }) => JSON.stringify({ ...aJobBody(), ...given })),
  fc.record({ username: anyText, password: anyText, name: anyText }, { requiredKeys: [] })
    .map((given) => JSON.stringify(given)),
  fc.json(),
  anyText,
  fc.uint8Array({ minLength: 1 }),
  fc.constant(undefined),
);
const anyQuery = fc.dictionary(
  fc.constantFrom("limit", "cursor", "time_range_start", "time_range_end", "other"),
  fc.oneof(
    anyText,
    fc.integer().map(String),
    fc.date().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.constantFrom('["a","b"]', "\u0000", '["\\u0000","\\ud800"]', "x".repeat(3000)),
  ),
).map((given) => {
  const query = new URLSearchParams(given).toString();
  return query === "" ? "" : `?${query}`;
});

Deno.test("no request, whatever it holds, makes the service fail", async () => {
  await using api = await testApi();
  const ids = fc.oneof(
    fc.constantFrom(await makeJob(api.admin), "0", "1", "3", "current", "f".repeat(32), "%", "%ff"),
    anyText.map((text) => encodeURIComponent(text.toWellFormed())),
  );
  const request = fc.record({
    call: fc.constantFrom(...calls),
    id: ids,
    query: anyQuery,
    body: anyBody,
    who: fc.constantFrom("admin", "admin", "changer", "reader", "nobody" as const),
  });

  await fc.assert(
    fc.asyncProperty(request, async ({ call: [method, path], id, query, body, who }) => {
      const sendable = method === "GET" ? undefined : body;
      const client = api[who as "admin"];
      const answer = await client.send(method, path.replace("$", id) + query, sendable);
      assert.ok(answer.status < 500, JSON.stringify(answer.body));
      if (answer.status >= 400) assertError(answer, answer.status, answer.body.code);
      assert.deepEqual(api.errors, []);
    }),
    { numRuns: 2000 },
  );
});
