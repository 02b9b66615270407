import { en } from "./en.ts";
import type { Widened } from "./texts.ts";
import { zhTw } from "./zh_tw.ts";

export const languages = ["en", "zh-TW"] as const;
export type Language = typeof languages[number];

/** Every text of the dashboard. A language in which one is missing does not compile. */
export type Texts = Widened<typeof en>;

const catalogues: { readonly [L in Language]: Texts } = { en, "zh-TW": zhTw };

export function textsOf(language: Language): Texts {
  return catalogues[language];
}

/** What `LANG` and its like ask for. */
export function languageOf(locale: string | undefined): Language {
  return /^zh([_-](tw|hk|mo|hant)|\b(?![_-](cn|sg|hans)))/i.test(locale ?? "") ? "zh-TW" : "en";
}
