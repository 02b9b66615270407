import assert from "node:assert/strict";
import type { Execution } from "../../../../scheduler/model/execution.ts";
import type { CategoryId } from "../../../../scheduler/model/ids.ts";
import { minute } from "../../../../scheduler/model/time.ts";
import { Database } from "../../../../scheduler/store/kv/database.ts";
import { claimNext } from "../../../../scheduler/store/running/queue.ts";
import { queueFigures } from "../../../../scheduler/store/running/queue_figures.ts";
import { isAnyReady, readyOfEach } from "../../../../scheduler/store/running/ready.ts";
import { aJob } from "../../../support/builders.ts";
import { aReady, storeExecutions } from "../../../support/executions.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { aLease, seededDatabase } from "../../../support/store.ts";

const [a, b, c] = [1, 2, 3] as CategoryId[] as [CategoryId, CategoryId, CategoryId];

function waiting(category: CategoryId, count: number, at: number, everyMs = 1): Execution[] {
  const job = aJob(at, { categoryId: category });
  return Array.from({ length: count }, (_, i) => aReady(job, at + i * everyMs));
}

/** The same database, which counts the rows that it lists. */
function counted(db: Database) {
  const seen = { rows: 0, lists: 0 };
  const kv = new Proxy(db.kv, {
    get(kv, name) {
      const member: unknown = Reflect.get(kv, name, kv);
      if (name !== "list") return typeof member === "function" ? member.bind(kv) : member;
      return async function* (...given: Parameters<Deno.Kv["list"]>) {
        seen.lists++;
        for await (const entry of kv.list(...given)) {
          seen.rows++;
          yield entry;
        }
      };
    },
  });
  return { db: new Database(kv, db.limits), seen };
}

Deno.test("claimNext() finds other categories behind a backlog of thousands, and reads few rows", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const start = clock.now();
  const [first] = waiting(b, 1, start + minute);
  const [second] = waiting(c, 1, start + minute);
  await storeExecutions(db, [...waiting(a, 3000, start), first!, second!], start);
  clock.advance(2 * minute);
  const watched = counted(db);

  const claimed = await claimNext(watched.db, await aLease(db, clock), 4, clock.now());

  const categories = claimed?.executions.map(({ job }) => job.categoryId);
  assert.deepEqual(categories, [a, b, c, a]);
  assert.ok(watched.seen.rows < 100, `${watched.seen.rows} rows`);
});

Deno.test("readyOfEach() passes over what is not ready yet, however much it is", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const now = clock.now();
  await storeExecutions(db, waiting(a, 500, now + minute), now);
  assert.equal(await isAnyReady(db, now), false);
  const ready = waiting(c, 3, now, 0);
  await storeExecutions(db, [...waiting(b, 500, now + minute), ...ready], now);
  const watched = counted(db);

  const found = await readyOfEach(watched.db, now, 10);

  assert.deepEqual([...found.keys()], [c]);
  assert.deepEqual(
    found.get(c)?.map(({ key }) => key.at(-1)),
    ready.map(({ id }) => id).toSorted(),
  );
  assert.equal(await isAnyReady(db, now), true);
  assert.ok(watched.seen.rows < 100, `${watched.seen.rows} rows`);
});

Deno.test("queueFigures() counts what is ready and what is not in all categories, up to its bound", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const now = clock.now();
  const later = now + minute;
  const each = [a, b, c].flatMap((one) => [...waiting(one, 4, now, 0), ...waiting(one, 2, later)]);
  await storeExecutions(db, each, now);
  const few = await queueFigures(db, now);
  await storeExecutions(db, [...waiting(a, 900, now, 0), ...waiting(c, 900, now, 0)], now);

  const many = await queueFigures(db, now);

  assert.deepEqual([few.ready, few.later], [12, 6]);
  assert.deepEqual([many.ready, many.later], [1000, 6]);
});
