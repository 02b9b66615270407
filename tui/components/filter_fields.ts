import type { Completion } from "../state/overlay.ts";
import type { FilterField, FilterValue } from "../terminal/filter_field.ts";
import { type Fields, parseFilter } from "./filter.ts";

/** A field with more values than this is free text. */
const mostValues = 200;

/** The fields of rows, each with the values that the rows have. */
export function fieldsOfRows<T>(
  rows: readonly T[] | (() => readonly T[]),
  names: readonly string[],
  fieldsOf: (row: T) => Fields,
): FilterField[] {
  return names.map((name) => ({
    name,
    values: () => {
      const all = typeof rows === "function" ? rows() : rows;
      return countedValues(all.map((row) => fieldsOf(row)[name] ?? ""));
    },
  }));
}

/** Each value with how often it occurs, the most frequent first. */
export function countedValues(values: readonly string[]): FilterValue[] {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, mostValues);
}

/** The first thing in a filter that the list does not know. */
export type FilterProblem =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "value"; readonly name: string; readonly value: string };

/** @param isTyping the last word is not complete, so that it is not judged. */
export function filterProblem(
  filter: string,
  fields: readonly FilterField[],
  isTyping = false,
): FilterProblem | undefined {
  const terms = parseFilter(filter);
  const judged = isTyping && !/\s$/.test(filter) ? terms.slice(0, -1) : terms;
  for (const { field: name, values } of judged) {
    if (name === "" || fields.length === 0) continue;
    const field = fields.find((it) => it.name === name);
    if (field === undefined) return { kind: "field", name };
    const value = values.find((value) => field.isKnown?.(value) === false);
    if (value !== undefined) return { kind: "value", name, value };
  }
  return undefined;
}

/** The ways to complete the last word: the fields, or after `state:` its values. */
export function completionsOf(text: string, fields: readonly FilterField[]): Completion[] {
  const last = lastWord(text);
  const [, sign = "", word = ""] = /^(!?~?)(.*)$/.exec(last) ?? [];
  const start = text.slice(0, text.length - last.length);
  const colon = word.indexOf(":");
  if (colon < 0) {
    const typed = word.toLowerCase();
    return fields.filter(({ name }) => name.startsWith(typed))
      .map(({ name }) => ({ label: `${name}:`, text: `${start}${sign}${name}:` }));
  }
  const name = word.slice(0, colon).toLowerCase();
  const field = fields.find((it) => it.name === (name === "status" ? "state" : name));
  const given = word.slice(colon + 1);
  const comma = given.lastIndexOf(",") + 1;
  const part = given.slice(comma).replaceAll('"', "").toLowerCase();
  const kept = `${start}${sign}${word.slice(0, colon + 1)}${given.slice(0, comma)}`;
  return (field?.values?.() ?? [])
    .filter(({ value }) => value.startsWith(part) && value !== part)
    .map(({ value, count }) => ({
      label: value,
      ...(count === undefined ? {} : { count }),
      text: `${kept}${/[\s,]/.test(value) ? `"${value}"` : value}`,
    }));
}

/** The last word of a text. Blanks in quotes do not end a word. */
function lastWord(text: string): string {
  const last = text.match(/(?:"[^"]*"?|[^\s"])+|\s+/g)?.at(-1) ?? "";
  return last.trim() === "" ? "" : last;
}
