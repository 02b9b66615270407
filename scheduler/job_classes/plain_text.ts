import { stripVTControlCharacters } from "node:util";

/** Control characters; tab, line feed and carriage return stay. */
const controls = /[^\P{Cc}\t\n\r]/gu;

/** The text without the codes of a terminal (colours, titles, links) and without other control characters. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(controls, "");
}
