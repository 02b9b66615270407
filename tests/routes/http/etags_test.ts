import assert from "node:assert/strict";
import { minute } from "../../../scheduler/model/time.ts";
import { fireDue } from "../../../scheduler/store/firing/fire.ts";
import { type Answer, type Client, makeJob, type TestApi, testApi } from "../../support/app.ts";

/** One of each: its path, and a change of it. */
async function records(api: TestApi): Promise<[path: string, edits: unknown[]][]> {
  const category = (await api.admin.post("/categories", { name: "spare" })).body.id;
  return [
    [`/jobs/${await makeJob(api.admin)}`, [{ name: "one" }, { name: "two" }]],
    [`/users/${api.users.reader.id}`, [{ username: "one" }, { username: "two" }]],
    [`/categories/${category}`, [{ name: "one" }, { name: "two" }]],
  ];
}

async function tagOf(client: Client, path: string): Promise<string> {
  const tag = (await client.get(path)).headers.get("ETag");
  assert.ok(tag !== null, path);
  return tag;
}

function matching(client: Client, method: string, path: string, tag: string, body?: unknown) {
  return client.send(method, path, body, { headers: { "If-Match": tag } });
}

function assertLost({ status, body }: Answer): void {
  assert.equal(status, 412, JSON.stringify(body));
  assert.equal(body.code, "precondition_failed");
  assert.deepEqual(Object.keys(body), ["error", "code", "details"]);
}

Deno.test("answers to GET, POST and PUT have the record's tag, which each change renews", async () => {
  await using api = await testApi();

  for (const [path, edits] of await records(api)) {
    const before = await tagOf(api.admin, path);
    assert.match(before, /^"v1(-\d+)?"$/);
    const put = await api.admin.put(path, edits[0]);
    assert.match(put.headers.get("ETag") ?? "", /^"v2(-\d+)?"$/);
    assert.equal(await tagOf(api.admin, path), put.headers.get("ETag"));
  }
  const made = await api.admin.post("/categories", { name: "new" });
  assert.equal(made.headers.get("ETag"), '"v1"');
});

Deno.test("If-Match lets one of two edits through, and If-Match: * any of what is there", async () => {
  await using api = await testApi();

  for (const [path, [one, two]] of await records(api)) {
    const tag = await tagOf(api.admin, path);
    assert.equal((await matching(api.admin, "PUT", path, tag, one)).status, 200);
    assertLost(await matching(api.admin, "PUT", path, tag, two));
    assertLost(await matching(api.admin, "DELETE", path, tag));
    const { name, username } = (await api.admin.get(path)).body;
    assert.equal(name ?? username, "one");

    assert.equal((await matching(api.admin, "PUT", path, "*", two)).status, 200);
    assert.equal((await matching(api.admin, "DELETE", path, '"v3"')).status, 200);
    assert.equal((await matching(api.admin, "PUT", path, "*", two)).status, 404);
    assert.equal((await matching(api.admin, "DELETE", path, "*")).status, 404);
  }
});

Deno.test("of two edits with the same tag at the same moment one wins", async () => {
  await using api = await testApi();

  for (const [path, edits] of await records(api)) {
    const tag = await tagOf(api.admin, path);
    const answers = await Promise.all(
      edits.map((edit) => matching(api.admin, "PUT", path, tag, edit)),
    );
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 412], path);
  }
});

Deno.test("a job is paused and resumed only where If-Match fits", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;

  assertLost(await matching(api.changer, "PATCH", path, '"v2"'));
  const paused = await matching(api.changer, "PATCH", path, '"v1"');
  assert.deepEqual([paused.status, paused.headers.get("ETag")], [200, '"v2"']);
  assertLost(await matching(api.changer, "OPTIONS", path, '"v1"'));
  assert.equal((await api.reader.get(path)).body.paused, true);
  assert.equal((await matching(api.changer, "OPTIONS", path, '"v2"')).status, 200);
});

Deno.test("a fire changes a job's tag, and makes no edit fail", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;
  const tag = await tagOf(api.reader, path);

  api.clock.advance(5 * minute);
  await fireDue(api.db, api.clock.now());

  assert.notEqual(await tagOf(api.reader, path), tag);
  const shown = await api.reader.send("GET", path, undefined, {
    headers: { "If-None-Match": tag },
  });
  assert.equal(shown.status, 200);
  assert.equal((await matching(api.changer, "PUT", path, tag, { name: "new" })).status, 200);
});

Deno.test("If-None-Match answers 304 without a body where nothing has changed", async () => {
  await using api = await testApi();

  for (const [path, [edit]] of await records(api)) {
    const tag = await tagOf(api.admin, path);
    for (const sent of [tag, `W/${tag}`, "*", `"x", W/"y,z" ,${tag}`, ` \t${tag} `, `,,${tag},`]) {
      for (const method of ["GET", "HEAD"]) {
        const known = await api.admin.send(method, path, undefined, {
          headers: { "If-None-Match": sent },
        });
        assert.deepEqual([known.status, known.body], [304, undefined], `${path} ${sent}`);
        assert.equal(known.headers.get("ETag"), tag);
        assert.equal(known.headers.get("Content-Type"), null);
      }
    }
    await api.admin.put(path, edit);
    const changed = await api.admin.send("GET", path, undefined, {
      headers: { "If-None-Match": tag },
    });
    assert.equal(changed.status, 200);
  }
  const gone = `/jobs/${"f".repeat(32)}`;
  const none = await api.admin.send("GET", gone, undefined, { headers: { "If-None-Match": "*" } });
  assert.equal(none.status, 404);
});

Deno.test("tags that are weak or no tags match no If-Match; lists are read", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;
  const put = (tag: string) => matching(api.changer, "PUT", path, tag, { name: "a job" });
  const bad = [
    'W/"v1"',
    "v1",
    '"v1',
    '"v1"x',
    "'v1'",
    '"V1"',
    '"v01"',
    '"v"',
    '"v1-"',
    '"v1-x"',
    '"v1.0"',
    '"v1e0"',
    '"1"',
    '"v9007199254740993"',
    "",
    ",",
    "**",
    '"*"',
    'W/ "v1"',
    '"v1" "v1"',
    '"'.repeat(5000),
    ",".repeat(5000),
    "\xff",
  ];
  for (const tag of bad) assertLost(await put(tag));
  for (const tag of ['"v1"', '"v1-5"', '"v7", "v1"', 'W/"v1", "a,b", "v1"', 'bad, "v1"', " * "]) {
    assert.equal((await put(tag)).status, 200, tag);
  }
});

Deno.test("If-Match does not tell of what the caller may not see or change", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;

  for (const [method, body] of [["PUT", {}], ["PATCH"], ["OPTIONS"], ["DELETE"]] as const) {
    assert.equal((await matching(api.stranger, method, path, '"v9"', body)).status, 404);
    assert.equal((await matching(api.reader, method, path, '"v9"', body)).status, 403);
    assert.equal((await matching(api.nobody, method, path, '"v9"', body)).status, 401);
  }
  const user = `/users/${api.users.reader.id}`;
  assert.equal((await matching(api.changer, "PUT", user, '"v9"', {})).status, 403);
});
