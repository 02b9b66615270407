import { countedValues } from "../../components/filter_fields.ts";
import { calendarNames } from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import type { FilterField } from "../../terminal/filter_field.ts";
import { fieldsOf, statesOf, stateWords } from "./list.ts";

/** The fields that the filter of the list of jobs knows. The counts are made only while a filter is typed. */
export function jobFields(state: State): FilterField[] {
  const all = () => [...state.jobs.byId.values()];
  const counted = (field: string) => () =>
    countedValues(all().map((job) => fieldsOf(state, job)[field] ?? ""));
  const names = [...state.categories.byId.values()].map(({ name }) => name.toLowerCase());
  return [
    { name: "name" },
    {
      name: "state",
      values: () => {
        const counts = countedValues(all().flatMap((job) => [...new Set(statesOf(state, job))]));
        const of = (value: string) => counts.find((it) => it.value === value)?.count ?? 0;
        return stateWords.map((value) => ({ value, count: of(value) }));
      },
      isKnown: (value) => stateWords.some((word) => word.includes(value)),
    },
    {
      name: "category",
      values: counted("category"),
      isKnown: (value) => names.length === 0 || names.some((name) => name.includes(value)),
    },
    { name: "class", values: counted("class") },
    { name: "zone", values: counted("zone") },
    { name: "cron", values: counted("cron") },
    { name: "next" },
    {
      name: "calendar",
      values: () =>
        countedValues(
          all().flatMap(({ not_on, only_on }) =>
            [...new Set([...not_on, ...only_on])].map((id) =>
              calendarNames(state, [id]).toLowerCase()
            )
          ),
        ),
    },
    { name: "id" },
  ];
}
