import assert from "node:assert/strict";
import { serialize } from "node:v8";
import fc from "fast-check";
import { cutText, storedSize } from "../../../scheduler/model/json.ts";

const texts = fc.string({ unit: "binary", maxLength: 3000 });
const longTexts = fc.tuple(fc.constantFrom("a", "ÿ", "中", "😀", "\ud800"), texts)
  .map(([unit, text]) => text + unit.repeat(2000) + text);

Deno.test("storedSize() is never below what the database takes", () => {
  fc.assert(fc.property(fc.jsonValue({ depthSize: "medium" }), (value) => {
    assert.ok(storedSize(value) + 2 >= serialize(value).byteLength);
  }));
});

Deno.test("storedSize() counts two bytes a character beyond Latin-1, keys included", () => {
  assert.ok(storedSize("ÿ".repeat(1000)) < 1100);
  assert.ok(storedSize("中".repeat(1000)) >= 2000);
  assert.ok(storedSize("a".repeat(999) + "中") >= 2000);
  assert.ok(storedSize({ ["中".repeat(1000)]: 1 }) >= 2000);
});

Deno.test("cutText() leaves a text that fits", () => {
  assert.equal(cutText("", 100), "");
  assert.equal(cutText("a".repeat(100), 100), "a".repeat(100));
  assert.equal(cutText("中".repeat(50), 100), "中".repeat(50));
});

Deno.test("cutText() keeps head and tail, and says how much it cut", () => {
  const cut = cutText("HEAD" + "x".repeat(10_000) + "TAIL", 1000);

  assert.ok(cut.startsWith("HEAD") && cut.endsWith("TAIL"), cut);
  const [, count] = /(\d+) characters cut/.exec(cut) ?? [];
  const [head = "", tail = ""] = cut.split(/\n.*characters cut.*\n/);
  assert.equal(head.length + tail.length + Number(count), 10_008);
});

Deno.test("cutText() never takes more than its limit in the database", () => {
  fc.assert(fc.property(longTexts, fc.integer({ min: 120, max: 4000 }), (text, limit) => {
    assert.ok(serialize(cutText(text, limit)).byteLength <= limit + 10);
  }));
});

Deno.test("cutText() leaves a well-formed text well-formed", () => {
  fc.assert(fc.property(longTexts, fc.integer({ min: 120, max: 4000 }), (text, limit) => {
    assert.ok(cutText(text.toWellFormed(), limit).isWellFormed());
  }));
});
