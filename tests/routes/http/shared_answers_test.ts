import assert from "node:assert/strict";
import { Hono } from "hono";
import type { SignedIn } from "../../../scheduler/model/user.ts";
import type { AppEnv } from "../../../routes/deps.ts";
import { SharedAnswers } from "../../../routes/http/shared_answers.ts";
import { aJobBody, makeJob, testApi } from "../../support/app.ts";

/** An application whose only answer is made by hand. */
function byHand({ mayHang = false } = {}) {
  const answers = new SharedAnswers({ mayHang });
  const begun: PromiseWithResolvers<unknown>[] = [];
  const app = new Hono<AppEnv>();
  app.onError((error, c) => c.text(error.message, 500));
  app.get("/*", (c) => {
    const categoryId = Number(c.req.header("Category") ?? 1);
    c.set("user", { categoryId, isAdmin: false } as SignedIn);
    return answers.answer(c, () => {
      const making = Promise.withResolvers<unknown>();
      begun.push(making);
      return making.promise;
    });
  });
  const ask = async (path: string, category = 1) => {
    const answer = await app.request(path, { headers: { Category: String(category) } });
    return [answer.status, await answer.text()];
  };
  return { ask, begun, settled: () => new Promise((done) => setTimeout(done, 0)) };
}

Deno.test("who asks alone is answered by a making of his own, at once", async () => {
  const { ask, begun } = byHand();

  const asked = [ask("/list")];
  assert.equal(begun.length, 1);
  begun[0]?.resolve({ n: 1 });
  assert.deepEqual(await asked[0], [200, '{"n":1}']);

  asked.push(ask("/list"));
  assert.equal(begun.length, 2);
  begun[1]?.resolve({ n: 2 });
  assert.deepEqual(await asked[1], [200, '{"n":2}']);
});

Deno.test("who asks while one is being made shares the next, begun after he asked", async () => {
  const { ask, begun, settled } = byHand();
  const first = ask("/list");
  const others = [ask("/list"), ask("/list"), ask("/list")];
  await settled();
  assert.equal(begun.length, 1);

  begun[0]?.resolve("old");
  assert.deepEqual(await first, [200, '"old"']);
  await settled();
  assert.equal(begun.length, 2);
  const late = ask("/list");
  begun[1]?.resolve("new");
  assert.deepEqual(await Promise.all(others), Array(3).fill([200, '"new"']));
  await settled();
  begun[2]?.resolve("newest");
  assert.deepEqual(await late, [200, '"newest"']);
});

Deno.test("another address, and one who sees something else, share nothing", async () => {
  const { ask, begun } = byHand();

  const asked = [ask("/list"), ask("/list?limit=1"), ask("/other"), ask("/list", 2)];
  assert.equal(begun.length, 4);
  for (const [i, making] of begun.entries()) making.resolve(i);

  assert.deepEqual((await Promise.all(asked)).map(([, text]) => text), ["0", "1", "2", "3"]);
});

Deno.test("what goes wrong is told to those who asked for it, and the next is made anew", async () => {
  const { ask, begun, settled } = byHand();
  const [first, ...others] = [ask("/list"), ask("/list"), ask("/list")];

  begun[0]?.reject(new Error("no"));
  assert.deepEqual(await first, [500, "no"]);
  await settled();
  begun[1]?.reject(new Error("no again"));
  assert.deepEqual(await Promise.all(others), Array(2).fill([500, "no again"]));

  const next = ask("/list");
  begun[2]?.resolve("yes");
  assert.deepEqual(await next, [200, '"yes"']);
});

Deno.test("where a call may hang nobody waits for another", async () => {
  const { ask, begun } = byHand({ mayHang: true });

  const asked = [ask("/list"), ask("/list")];
  assert.equal(begun.length, 2);
  begun[1]?.resolve("quick");

  assert.deepEqual(await asked[1], [200, '"quick"']);
  begun[0]?.resolve("slow");
  await asked[0];
});

Deno.test("lists that many ask for while jobs are made always have what was there before", async () => {
  await using api = await testApi();
  let made = 0;
  const lists: Promise<void>[] = [];
  const mustHave = async (path: string, field: string, least: number) => {
    const { status, body } = await api.reader.get(path);
    assert.equal(status, 200);
    assert.ok(body[field].length >= least, `${path}: ${body[field].length} of ${least}`);
  };

  for (let i = 0; i < 20; i++) {
    const job = await makeJob(api.changer, aJobBody({ name: `job ${i}` }));
    assert.equal((await api.changer.post(`/executions/${job}`)).status, 200);
    made++;
    for (let n = 0; n < 10; n++) {
      lists.push(mustHave("/jobs?limit=100", "jobs", made));
      lists.push(mustHave("/executions?limit=100", "executions", made));
    }
  }

  await Promise.all(lists);
  assert.deepEqual((await api.stranger.get("/jobs?limit=100")).body.jobs, []);
  assert.deepEqual(api.errors, []);
});
