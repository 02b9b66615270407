import { strict as assert } from "node:assert";
import type { z } from "zod";
import { findJobs } from "../../../../scheduler/store/jobs/find_jobs.ts";
import { findExecutions } from "../../../../scheduler/store/history/find_executions.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { allTime } from "../../../../scheduler/store/kv/walk.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { databaseOf, releasedRows } from "./fixtures/released.ts";

/** A database with the rows of this version. */
async function releasedDatabase(version: number) {
  return await databaseOf(await releasedRows(version));
}

/** The schema of each kind of record, by the first part of its keys. */
function schemasByKind(): Map<string, z.ZodType> {
  const found = new Map<string, z.ZodType>();
  const visit = (part: unknown): void => {
    // No key is made from anything but names and numbers, and "" stands for each.
    const made = typeof part === "function" ? part("", "", "", "", "") : part;
    if ("schema" in made) found.set(String((made.parts ?? made.prefix)[0]), made.schema);
    else Object.values(made).forEach(visit);
  };
  visit(keys);
  return found;
}

/** Rows that expired 15 minutes after they were written, and that this program does not read. */
const expired = new Set(["change"]);

/** What a schema makes of a record instead of taking it as it is. */
const transformed = new Set(["due", "end_count"]);

Deno.test("each kind of record of the released layout is read as it was written", async () => {
  await using db = await releasedDatabase(1);
  const schemaOf = schemasByKind();

  for await (const { key, value: stored } of db.kv.list({ prefix: [] })) {
    const kind = String(key[0]);
    if (expired.has(kind)) continue;
    const schema = schemaOf.get(kind);
    assert.ok(schema !== undefined, `no key of the layout begins with ${kind}`);
    const { value } = await db.get({ parts: key, schema });

    assert.notEqual(value, undefined, kind);
    if (!transformed.has(kind)) assert.partialDeepStrictEqual(value, stored, kind);
  }
});

Deno.test("the released rows hold every kind of record, and every state of an execution", async () => {
  const rows = await releasedRows(1);

  const kinds = new Set(rows.map(({ key }) => key[0]));
  const states = new Set(
    rows.flatMap(({ key, value }) =>
      key[0] === "execution" ? [(value as { state: string }).state] : []
    ),
  );
  assert.equal(kinds.size, 44);
  assert.equal(states.size, 8);
});

Deno.test("a counter and a due entry of the released layout keep their meaning", async () => {
  await using db = await releasedDatabase(1);

  const counts = await db.list(keys.endCount.all("minute"), { limit: 100 });
  const due = await db.list(keys.due.all, { limit: 100 });

  assert.ok(counts.length > 0);
  assert.ok(counts.every(({ value }) => value === 1 || value === 2), JSON.stringify(counts));
  // An older version wrote the last one, and stored the whole job in it.
  assert.ok(due.every(({ value }) => value.ids.every((id) => /^[0-9a-f]{32}$/.test(id))));
  assert.ok(due.length === 3);
});

Deno.test("the jobs of a released database are listed, found and fired", async () => {
  await using db = await releasedDatabase(1);
  const now = Date.parse("2026-03-02T10:10:30Z");

  const jobs = await findJobs(db, {}, { limit: 100 });
  const before = await findExecutions(db, { scheduled: allTime }, { limit: 100 });
  const fired = await fireDue(db, now);
  const after = await findExecutions(db, { scheduled: allTime }, { limit: 100 });

  assert.equal(jobs.items.length, 8);
  assert.equal(before.items.length, 16);
  assert.equal(fired, 7);
  assert.ok(after.items.length >= before.items.length + 7);
});
