import { executionTriggers } from "../../../routes/contract/facts.ts";
import { countedValues, fieldsOfRows } from "../../components/filter_fields.ts";
import { memo } from "../../cache/memo.ts";
import type { State } from "../../state.ts";
import { categoryName } from "../../state/selectors.ts";
import type { FilterField, FilterValue } from "../../terminal/filter_field.ts";
import { isWithin, rangeNamed, stateWords, untilNamed } from "./query.ts";
import { calendarOf, dayNames, isDay } from "./days.ts";

const words = Object.values(stateWords).flat();
const spans = ["30m", "1h", "24h", "7d", "30d", "ever"];

/** The fields that the filter of the list of executions knows. The counts are those of the rows that were read. */
export const executionFields = memo((
  list: State["executionList"],
  categories: State["categories"],
  jobs: State["jobs"],
  minute: number,
  zone: string,
): FilterField[] => {
  const rows = () => [...list.rows.values()];
  const state = { categories, jobs } as State;
  const category = (id: number) => categoryName(state, id).toLowerCase();
  const counted =
    (all: readonly string[], values: () => readonly string[]) => (): FilterValue[] => {
      const counts = new Map(countedValues(values()).map(({ value, count }) => [value, count]));
      return all.map((value) => {
        const count = counts.get(value);
        return count === undefined ? { value } : { value, count };
      });
    };
  const states = () => rows().flatMap((row) => stateWords[row.state]);
  const categoryNames = [...categories.byId.values()].map(({ name }) => name.toLowerCase());
  const now = minute * 60_000;
  const inRange = (field: "since" | "on", all: readonly string[]) => (): FilterValue[] =>
    all.map((value) => {
      const range = rangeNamed(field, value, calendarOf(now, zone));
      const count = range === undefined
        ? 0
        : rows().filter((row) => isWithin(range, row, now)).length;
      return { value, count };
    });
  const free = fieldsOfRows(rows, ["host", "class", "attempt"], (row) => ({
    host: row.hostname.toLowerCase(),
    class: row.job.job_class_string.toLowerCase(),
    attempt: String(row.attempt),
  }));
  return [
    {
      name: "state",
      values: counted(words, states),
      isKnown: (value) => words.some((word) => word.startsWith(value)),
    },
    { name: "job", values: () => countedValues(rows().map(({ job }) => job.name.toLowerCase())) },
    {
      name: "since",
      values: inRange("since", spans),
      isKnown: (it) => rangeNamed("since", it) !== undefined,
    },
    { name: "on", values: inRange("on", dayNames), isKnown: isDay },
    { name: "at", isKnown: (it) => rangeNamed("at", it) !== undefined },
    { name: "until", isKnown: untilNamed },
    {
      name: "trigger",
      values: counted(executionTriggers, () => rows().map(({ trigger }) => trigger)),
      isKnown: (value) => executionTriggers.some((it) => it.includes(value)),
    },
    {
      name: "category",
      values: counted(categoryNames, () => rows().map(({ job }) => category(job.category_id))),
      isKnown: (value) =>
        categoryNames.some((name) => name.includes(value)) ||
        [...categories.byId.keys()].some((id) => String(id) === value),
    },
    ...free,
    ...["name", "description", "result", "reason", "id"].map((name) => ({ name })),
  ];
});
