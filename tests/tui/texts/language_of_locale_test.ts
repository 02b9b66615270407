import { strict as assert } from "node:assert";
import { languageOf } from "../../../tui/texts/mod.ts";

Deno.test("languageOf() reads locales", () => {
  const traditional = ["zh_TW.UTF-8", "zh-Hant", "zh_HK", "zh"];

  assert.deepEqual(traditional.map(languageOf), ["zh-TW", "zh-TW", "zh-TW", "zh-TW"]);
  assert.deepEqual(["en_US.UTF-8", "C", "zh_CN.UTF-8", "ja_JP", undefined].map(languageOf), [
    "en",
    "en",
    "en",
    "en",
    "en",
  ]);
});
