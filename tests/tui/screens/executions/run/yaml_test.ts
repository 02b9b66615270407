import { strict as assert } from "node:assert";
import fc from "fast-check";
import { parse } from "yaml";
import { yamlOf } from "../../../../../tui/screens/executions/run/yaml.ts";

Deno.test("yamlOf() writes what a person would", () => {
  const value = {
    id: "01a2",
    name: "billing export",
    args: ["one", { deep: [1, true] }, []],
    none: null,
    empty: {},
    word: "yes",
    text: "a: b\nc",
  };

  assert.equal(
    yamlOf(value),
    [
      'id: "01a2"',
      "name: billing export",
      "args:",
      "  - one",
      "  - deep:",
      "      - 1",
      "      - true",
      "  - []",
      "none: null",
      "empty: {}",
      'word: "yes"',
      'text: "a: b\\nc"',
      "",
    ].join("\n"),
  );
});

Deno.test("yamlOf() is read back as the same value", () => {
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    assert.deepEqual(parse(yamlOf(value)), plain(value));
  }));
});
