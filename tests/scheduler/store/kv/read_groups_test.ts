import assert from "node:assert/strict";
import type { Raw } from "../../../../scheduler/store/kv/faults/raw_reads.ts";
import { ReadGroups } from "../../../../scheduler/store/kv/read_groups.ts";

/** A database whose calls wait until they are answered, each with the number of writes before it. */
function aDatabase() {
  const calls: { readonly keys: string[]; answer(): void }[] = [];
  let writes = 0;
  const call = (keys: readonly Deno.KvKey[]) => {
    const answered = Promise.withResolvers<Raw[]>();
    const entries = keys.map((key) => ({ key, value: writes, versionstamp: "1" }));
    calls.push({ keys: keys.map((key) => key.join()), answer: () => answered.resolve(entries) });
    return answered.promise;
  };
  const kv = {
    get: async (key: Deno.KvKey) => (await call([key]))[0],
    getMany: (keys: readonly Deno.KvKey[]) => call(keys),
  };
  return { calls, reads: new ReadGroups(kv as unknown as Deno.Kv), write: () => writes++ };
}

const turn = () => new Promise<void>((done) => setTimeout(done));
const keysOf = (calls: readonly { readonly keys: string[] }[]) => calls.map(({ keys }) => keys);

Deno.test("reads that are asked for in one turn share a call, and one alone waits for nothing", async () => {
  const { calls, reads } = aDatabase();

  const both = Promise.all([reads.get(["a"]), reads.get(["b"])]);
  await Promise.resolve();
  const alone = reads.get(["c"]);
  await Promise.resolve();

  assert.deepEqual(keysOf(calls), [["a", "b"], ["c"]]);
  for (const { answer } of calls) answer();
  assert.deepEqual((await both).map(({ key }) => key), [["a"], ["b"]]);
  assert.deepEqual((await alone).key, ["c"]);
});

Deno.test("reads wait while two calls are on their way, and then see what was written meanwhile", async () => {
  const { calls, reads, write } = aDatabase();
  void reads.get(["a"]);
  await turn();
  void reads.get(["b"]);
  await turn();

  const late = Promise.all([reads.get(["c"]), reads.get(["d"])]);
  await turn();
  assert.deepEqual(keysOf(calls), [["a"], ["b"]]);
  write();
  calls[0]?.answer();
  await turn();

  assert.deepEqual(keysOf(calls), [["a"], ["b"], ["c", "d"]]);
  calls[2]?.answer();
  assert.deepEqual((await late).map((raw) => "value" in raw && raw.value), [1, 1]);
});

Deno.test("ten reads that wait are read at once", async () => {
  const { calls, reads } = aDatabase();
  for (const key of ["a", "b"]) {
    void reads.get([key]);
    await turn();
  }

  for (let i = 0; i < 11; i++) void reads.get(["waits", i]);

  assert.deepEqual(calls.map(({ keys }) => keys.length), [1, 1, 10]);
});

Deno.test("callers who wait for the same common record share a read, and those who ask later do not", async () => {
  const { calls, reads } = aDatabase();
  const ask = () => [reads.get(["own"]), reads.get(["common"], true), reads.get(["common"], true)];

  const first = ask();
  await turn();
  const second = ask();
  await turn();

  assert.deepEqual(keysOf(calls), [["own", "common"], ["own", "common"]]);
  for (const { answer } of calls) answer();
  assert.equal((await Promise.all([...first, ...second])).length, 6);
});

Deno.test("a call that fails fails for all of its reads, and further reads go on", async () => {
  const kv = {
    get: (key: Deno.KvKey) => Promise.resolve({ key, value: 1, versionstamp: "1" }),
    getMany: () => Promise.reject(new Error("not now")),
  };
  const reads = new ReadGroups(kv as unknown as Deno.Kv);

  const failed = await Promise.allSettled([reads.get(["a"]), reads.get(["b"])]);
  const next = await reads.get(["c"]);

  assert.deepEqual(failed.map(({ status }) => status), ["rejected", "rejected"]);
  assert.deepEqual(next.key, ["c"]);
});
