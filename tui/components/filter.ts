/** The filter of `/`: all words must match; `!no`, `~fuzzy`, `field:one,other`, `"two words"`. */

export interface Term {
  readonly isNot: boolean;
  readonly isFuzzy: boolean;
  /** In lower case; "" for any field. */
  readonly field: string;
  readonly values: readonly string[];
}

/** The texts of a row that a filter searches, in lower case. */
export type Fields = Readonly<Record<string, string>>;

export function parseFilter(text: string): Term[] {
  const words = text.toLowerCase().match(/!?~?(?:[a-z_]+:)?(?:"[^"]*"?|[^\s"]+)+/g) ?? [];
  return words.flatMap((word): Term[] => {
    const [, not = "", fuzzy = "", field = "", rest = ""] =
      /^(!?)(~?)(?:([a-z_]+):)?(.*)$/.exec(word) ?? [];
    // A comma in quotes is a part of its value.
    const values = (rest.match(/(?:"[^"]*"?|[^,"])+/g) ?? [])
      .map((value) => value.replaceAll('"', "")).filter((value) => value !== "");
    if (values.length === 0) return [];
    const name = field === "status" ? "state" : field;
    return [{ isNot: not !== "", isFuzzy: fuzzy !== "", field: name, values }];
  });
}

/** The words of a filter as they were typed. Blanks in quotes do not end a word. */
export function wordsOf(filter: string): readonly string[] {
  return filter.match(/!?~?(?:[A-Za-z_]+:)?(?:"[^"]*"?|[^\s"]+)+/g) ?? [];
}

/** A term whose field the rows do not have is matched as text with a colon. */
export function matches(terms: readonly Term[], fields: Fields): boolean {
  return terms.every((term) => termMatches(term, fields) !== term.isNot);
}

function termMatches({ field, values, isFuzzy }: Term, fields: Fields): boolean {
  const has = isFuzzy ? fuzzyIncludes : includes;
  const one = fields[field];
  if (field !== "" && one !== undefined) return values.some((value) => has(one, value));
  const wanted = field === "" ? values.join(",") : `${field}:${values.join(",")}`;
  return Object.values(fields).some((text) => has(text, wanted));
}

function includes(text: string, part: string): boolean {
  return text.includes(part);
}

/** Whether the text has these letters in this order, with anything between them. */
export function fuzzyIncludes(text: string, letters: string): boolean {
  return fuzzyScore(text, letters) !== undefined;
}

/** The lower, the better; `undefined`: no match. Both texts are in lower case. */
export function fuzzyScore(text: string, letters: string): number | undefined {
  const whole = text.indexOf(letters);
  if (whole === 0) return 0;
  if (whole > 0) {
    // `tok` means Asia/Tokyo before Antarctica/Vostok: the beginning of a word counts more than its middle.
    const isWordStart = /[^\p{L}\p{N}]/u.test(text[whole - 1] ?? "");
    return (isWordStart ? 1 : 2) + whole / 100;
  }
  let at = -1;
  let gaps = 10;
  for (const letter of letters) {
    if (letter === " ") continue;
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    gaps += next - at - 1;
    at = next;
  }
  return gaps;
}
