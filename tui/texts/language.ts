export const languages = ["en", "zh-TW"] as const;
export type Language = typeof languages[number];

/** The language that `LANG` and similar variables name. */
export function languageOf(locale: string | undefined): Language {
  return /^zh([_-](tw|hk|mo|hant)|\b(?![_-](cn|sg|hans)))/i.test(locale ?? "") ? "zh-TW" : "en";
}
