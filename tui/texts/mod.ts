import { type KeyOverrides, noOverrides } from "../keys/key_table.ts";
import { memo } from "../cache/memo.ts";
import { en } from "./en.ts";
import { withKeyNames } from "./key_names.ts";
import type { Language } from "./language.ts";
import type { Texts } from "./texts.ts";
import { zhTw } from "./zh_tw.ts";

export { type Language, languageOf, languages } from "./language.ts";
export type { Texts } from "./texts.ts";

const catalogues: { readonly [L in Language]: Texts } = { en, "zh-TW": zhTw };

/** @param overrides the user's own keys, which the texts name. */
export function textsOf(language: Language, overrides: KeyOverrides = noOverrides): Texts {
  return withKeys[language](overrides);
}

const withKeys: { readonly [L in Language]: (overrides: KeyOverrides) => Texts } = {
  en: memo((overrides: KeyOverrides) => withKeyNames(catalogues.en, overrides)),
  "zh-TW": memo((overrides: KeyOverrides) => withKeyNames(catalogues["zh-TW"], overrides)),
};
