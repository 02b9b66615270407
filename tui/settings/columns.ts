import type { SettingsProblem } from "../state/settings.ts";

/** Columns that may be shown or not, in their order, and whether they are when nobody has chosen. */
export const listColumns = {
  jobs: {
    category: true,
    class: false,
    schedule: true,
    zone: false,
    history: true,
    last: true,
    next: true,
  },
  runs: {
    started: true,
    category: false,
    by: true,
    duration: true,
    bar: true,
    exit: true,
    host: false,
    attempts: true,
  },
} as const;

export type ColumnList = keyof typeof listColumns;
export type ColumnOf<L extends ColumnList> = keyof typeof listColumns[L] & string;

/** What was chosen, by list and column. */
export type ColumnChoices = Readonly<
  Partial<Record<ColumnList, Readonly<Record<string, boolean>>>>
>;

export function columnNames<L extends ColumnList>(list: L): readonly ColumnOf<L>[] {
  return Object.keys(listColumns[list]) as ColumnOf<L>[];
}

/** Whether it is shown where there is room for it. */
export function isColumnOn<L extends ColumnList>(
  choices: ColumnChoices,
  list: L,
  column: ColumnOf<L>,
): boolean {
  return choices[list]?.[column] ?? Boolean(listColumns[list][column]);
}

/** Whether someone asked for it: then it is there from narrower terminals on. */
export function isColumnAsked<L extends ColumnList>(
  choices: ColumnChoices,
  list: L,
  column: ColumnOf<L>,
): boolean {
  return choices[list]?.[column] === true;
}

/** In the order in which they give way: what nobody asked for before what someone did. */
export function askedLast<L extends ColumnList>(
  choices: ColumnChoices,
  list: L,
  columns: readonly ColumnOf<L>[],
): readonly ColumnOf<L>[] {
  const asked = (column: ColumnOf<L>) => Number(isColumnAsked(choices, list, column));
  return columns.toSorted((a, b) => asked(a) - asked(b));
}

export function withColumn(
  choices: ColumnChoices,
  list: ColumnList,
  column: string,
  isOn: boolean,
): ColumnChoices {
  return { ...choices, [list]: { ...choices[list], [column]: isOn } };
}

/** The file's `columns`, checked. */
export function readColumns(
  value: unknown,
  problems: SettingsProblem[],
): ColumnChoices | undefined {
  if (value === undefined) return undefined;
  const lists = Object.entries(typeof value === "object" ? value ?? {} : {});
  const read = lists.map(([list, columns]) => {
    const entry = `columns.${list}`;
    if (!(list in listColumns)) {
      problems.push({ entry, kind: "none_of", allowed: Object.keys(listColumns) });
      return [list, {}];
    }
    const allowed: readonly string[] = columnNames(list as ColumnList);
    const chosen = Object.entries(typeof columns === "object" ? columns ?? {} : {});
    const right = chosen.filter(([column, isOn]) => {
      if (!allowed.includes(column)) {
        problems.push({ entry: `${entry}.${column}`, kind: "none_of", allowed });
      } else if (typeof isOn !== "boolean") {
        problems.push({ entry: `${entry}.${column}`, kind: "not_flag" });
      } else return true;
      return false;
    });
    return [list, Object.fromEntries(right)];
  });
  return Object.fromEntries(read.filter(([list]) => String(list) in listColumns));
}
