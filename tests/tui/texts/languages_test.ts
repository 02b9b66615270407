import { strict as assert } from "node:assert";
import { textsOf } from "../../../tui/texts/mod.ts";

/** The names of all texts in their order: `list.marked`, `jobs.sorts.next`, … */
function namesIn(texts: object, prefix = ""): string[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    typeof text === "object" && text !== null && !Array.isArray(text)
      ? namesIn(text, `${prefix}${name}.`)
      : [`${prefix}${name}`]
  );
}

Deno.test("all languages name the columns a list is sorted by in one order", () => {
  const sorts = (name: string) => /\bsorts\./.test(name);

  const [en, zh] = [textsOf("en"), textsOf("zh-TW")].map((it) => namesIn(it).filter(sorts));

  assert.ok((en?.length ?? 0) > 10);
  assert.deepEqual(zh?.toSorted(), en?.toSorted());
  for (const group of new Set(en?.map((name) => name.replace(/[^.]*$/, "")))) {
    const of = (names: readonly string[] = []) => names.filter((name) => name.startsWith(group));
    assert.deepEqual(of(zh), of(en));
  }
});
