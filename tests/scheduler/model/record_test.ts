import assert from "node:assert/strict";
import fc from "fast-check";
import * as zod from "zod";
import * as record from "../../../scheduler/model/record.ts";

/** The same description in both languages. */
function described(z: typeof zod | typeof record) {
  // Each has the words that are used here; their types differ.
  const { array, boolean, discriminatedUnion, literal, number, object, string, union, unknown } =
    z as typeof record;
  const choice = z.enum as typeof record.enum;
  const common = {
    id: string().regex(/^[0-9a-f]{4}$/, "four hex digits").brand<"Id">(),
    count: number().int().nonnegative(),
    ratio: number().exactOptional(),
    tags: array(string()),
    inner: object({ flag: boolean(), mark: literal(1) }).exactOptional(),
    anything: unknown(),
    either: union([number(), string()]),
  };
  return discriminatedUnion("state", [
    object({ ...common, state: literal("waiting"), until: number().exactOptional() }),
    object({ ...common, state: choice(["done", "failed"]), endedAt: number() }),
  ]);
}

const fits = {
  id: "00ff",
  count: 3,
  tags: ["a"],
  anything: null,
  either: "x",
  state: "done",
  endedAt: 5,
};

const oddValue = fc.oneof(
  fc.constantFrom(undefined, null, NaN, Infinity, -1, 1.5, "", "00ff", "00fg", "waiting", "failed"),
  fc.constantFrom([], ["a", 1], {}, { flag: true, mark: 1 }, { flag: true, mark: 1, more: 2 }),
  fc.jsonValue({ maxDepth: 2 }),
);
const field = fc.constantFrom(
  ...Object.keys(fits),
  "ratio",
  "inner",
  "until",
  "another",
  "constructor",
);

Deno.test("a record's description takes and refuses what the same words of zod do", () => {
  const [ours, theirs] = [described(record), described(zod)];
  const changed = fc.array(fc.tuple(field, oddValue), { maxLength: 3 })
    .map((changes) => ({ ...fits, ...Object.fromEntries(changes) }));

  fc.assert(
    fc.property(fc.oneof(changed, changed, oddValue), (value) => {
      const [own, zods] = [ours.safeParse(value), theirs.safeParse(value)];

      assert.equal(own.success, zods.success);
      assert.deepEqual(own.data, zods.data);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("fields that are not named are left out", () => {
  const parsed = described(record).parse({ ...fits, another: 1 });

  assert.deepEqual(parsed, fits);
});

Deno.test("a misfit tells which part of the value it is", () => {
  const { error } = described(record).safeParse({ ...fits, tags: ["a", 2] }) as {
    error?: { message: string };
  };

  assert.equal(error?.message, "tags.1 is not text");
  assert.throws(() => described(record).parse({ ...fits, id: 7 }), /id is not text/);
  assert.throws(() => described(record).parse({ ...fits, state: "?" }), /state is not one of/);
});

Deno.test("what is transformed is checked first", () => {
  const sum = record.custom<Deno.KvU64>((value) => value instanceof Deno.KvU64)
    .transform(({ value }) => Number(value));

  assert.equal(sum.parse(new Deno.KvU64(7n)), 7);
  assert.equal(sum.safeParse(7n).success, false);
});
