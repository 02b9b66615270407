import { strict as assert } from "node:assert";
import fc from "fast-check";
import { cutPath, widthOf } from "../../../tui/terminal/text.ts";

Deno.test("cutPath() keeps the end of paths, addresses and class names", () => {
  assert.equal(
    cutPath("/var/lib/carillon/backups/nightly.tar", 20),
    "/var/l…s/nightly.tar",
  );
  assert.match(cutPath("https://jobs.example.com/a/b/export?x=1", 24), /^https:.*…/);
  assert.match(cutPath("https://jobs.example.com/a/b/export?x=1", 24), /export\?x=1$/);
  assert.match(cutPath("simple_scheduler.jobs.sample_job.AwesomeJob", 24), /AwesomeJob$/);
});

Deno.test("cutPath() cuts other texts at their end", () => {
  assert.equal(cutPath("two words.and more", 10), "two words…");
  assert.equal(cutPath("billing-export-of-all", 10), "billing-e…");
  assert.equal(cutPath("a/b", 10), "a/b");
});

Deno.test("cutPath() never takes more columns than there are", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.nat(40), (text, width) => {
      for (const it of [text, `夜/${text}/間.txt`]) assert.ok(widthOf(cutPath(it, width)) <= width);
    }),
  );
});
