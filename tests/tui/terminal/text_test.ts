// deno-lint-ignore-file no-control-regex -- colours and control characters are what it looks for
import { strict as assert } from "node:assert";
import stringWidth from "string-width";
import { symbolsOf } from "../../../tui/terminal/symbols.ts";
import fc from "fast-check";
import { clean, cleanDeep } from "../../../tui/terminal/clean.ts";
import { rowText } from "../../../tui/terminal/painter.ts";
import {
  cut,
  graphemes,
  pad,
  padStart,
  sliceColumns,
  widthOf,
  wrap,
} from "../../../tui/terminal/text.ts";
import { lineWidth, paint, sliceLine, span } from "../../../tui/terminal/theme.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("a", "漢", "é", "e\u0301", "ｱ", "한", " ", "\t", "\n") }),
);

Deno.test("pad() gives exactly the wanted width for any text", () => {
  fc.assert(fc.property(anyText, fc.nat(40), (text, width) => {
    assert.equal(widthOf(pad(clean(text), width)), width);
    assert.equal(widthOf(padStart(clean(text), width)), width);
  }));
});

Deno.test("cut() says that something is missing, and never splits a character", () => {
  assert.equal(cut("nightly-backup", 8), "nightly…");
  assert.equal(cut("夜間バックアップ", 6), "夜間…");
  assert.equal(cut("夜間バックアップ", 5), "夜間…");
  assert.equal(cut("short", 8), "short");
  assert.equal(cut("anything", 0), "");
});

Deno.test("slices of neighbouring columns are together as wide as the whole", () => {
  fc.assert(fc.property(anyText, fc.nat(20), (text, at) => {
    const shown = clean(text).replaceAll(/[\n\t]/g, " ");
    const width = widthOf(shown);
    const [left, right] = [sliceColumns(shown, 0, at), sliceColumns(shown, at, width)];

    // A wide character on the border becomes a blank on each side.
    assert.ok(widthOf(left) + widthOf(right) >= width - 1);
    assert.ok(widthOf(left) <= at);
  }));
});

Deno.test("paint() never makes a row wider than the terminal", () => {
  fc.assert(
    fc.property(
      fc.array(anyText, { maxLength: 5 }),
      fc.integer({ min: 1, max: 60 }),
      (texts, width) => {
        const line = texts.map((text) =>
          span(pad(clean(text), widthOf(clean(text).replaceAll(/[\n\t]/g, " "))), "ok")
        );

        const shown = rowText(paint(line, width, "dark")).replace(/\x1b\[[\d;]*m/g, "");
        assert.ok(widthOf(shown) <= width);
        assert.equal(lineWidth(sliceLine(line, 0, width)), width);
      },
    ),
  );
});

Deno.test("wrap() breaks at blanks, and long words at the width", () => {
  assert.deepEqual(wrap("one two three", 7), ["one two", "three"]);
  assert.deepEqual(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
  assert.deepEqual(wrap("漢字漢字", 3), ["漢", "字", "漢", "字"]);
  assert.deepEqual(wrap("漢字", 1).length > 0, true);
});

Deno.test("clean() leaves letters of all scripts, and nothing that moves a terminal", () => {
  assert.equal(clean("夜間 backup é 한국 ไทย"), "夜間 backup é 한국 ไทย");
  assert.equal(clean("a\x1b[31mred\x07"), "ared·");
  assert.equal(clean("x\u202eevil\u2066y"), "x·evil·y");
  assert.equal(clean("fam 👩‍👩‍👧 end"), "fam · end");
  assert.equal(clean("warn ⚠️ key 1️⃣ flag 🇹🇼"), "warn ⚠· key 1· flag ·");
  assert.equal(clean("one\r\ntwo"), "one\ntwo");
  assert.equal(clean("half \ud800 of one"), "half · of one");
});

Deno.test("clean() leaves nothing harmful of any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const cleaned = clean(text);

    assert.doesNotMatch(
      cleaned,
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufe0f]/,
    );
    assert.equal(clean(cleaned), cleaned);
  }));
});

Deno.test("cleanDeep() cleans every text of an answer, keys too", () => {
  const cleaned = cleanDeep({ "na\x1bme": ["a\x07", { b: "\x9b" }], n: 1, none: null });

  assert.deepEqual(cleaned, { "na·me": ["a·", { b: "·" }], n: 1, none: null });
});

Deno.test("widthOf() counts as string-width does, and graphemes() splits as Intl.Segmenter does", () => {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const glyphs = [symbolsOf(false), symbolsOf(true)].flatMap((all) => Object.values(all).flat());
  const letters = fc.constantFrom(
    ...glyphs,
    "a",
    " ",
    "夜",
    "é",
    "e\u0301",
    "\u0301",
    "\ufe0f",
    "👩‍👩‍👧",
    "한",
  );
  for (const glyph of glyphs) assert.equal(widthOf(glyph), stringWidth(glyph));
  fc.assert(fc.property(fc.array(letters), (parts) => {
    const text = parts.join("");
    assert.equal(widthOf(text), stringWidth(text));
    assert.deepEqual(graphemes(text), [...segmenter.segment(text)].map(({ segment }) => segment));
  }));
  for (let code = 0x2500; code <= 0x259f; code++) {
    const block = String.fromCharCode(code);
    assert.equal(widthOf(block), stringWidth(block));
  }
});
