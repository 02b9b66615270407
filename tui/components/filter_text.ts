import type { FilterField } from "../terminal/filter_field.ts";
import type { Texts } from "../texts/mod.ts";
import type { FilterProblem } from "./filter_fields.ts";

const mostNamed = 12;

/** What a filter has that the list does not know, and what it knows. */
export function filterProblemText(
  problem: FilterProblem,
  fields: readonly FilterField[],
  { filtering }: Texts,
): string {
  if (problem.kind === "field") {
    return filtering.noField(problem.name, fields.map(({ name }) => name).join(" "));
  }
  const values = fields.find(({ name }) => name === problem.name)?.values?.() ?? [];
  const known = values.slice(0, mostNamed).map(({ value }) => value).join(" ");
  return filtering.noValue(problem.name, problem.value, known);
}
