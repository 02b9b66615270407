/** The optional columns in their order, and whether each is shown by default. */
export const listColumns = {
  jobs: {
    category: true,
    class: false,
    schedule: true,
    zone: false,
    history: true,
    last: true,
    p50: false,
    p95: false,
    trend: false,
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

/** The user's choices, by list and column. */
export type ColumnChoices = Readonly<
  Partial<Record<ColumnList, Readonly<Record<string, boolean>>>>
>;

export function columnNames<L extends ColumnList>(list: L): readonly ColumnOf<L>[] {
  return Object.keys(listColumns[list]) as ColumnOf<L>[];
}

/** Whether the column is shown when it fits. */
export function isColumnOn<L extends ColumnList>(
  choices: ColumnChoices,
  list: L,
  column: ColumnOf<L>,
): boolean {
  return choices[list]?.[column] ?? Boolean(listColumns[list][column]);
}

/** Whether the user asked for the column: then it is shown in narrower terminals too. */
export function isColumnAsked<L extends ColumnList>(
  choices: ColumnChoices,
  list: L,
  column: ColumnOf<L>,
): boolean {
  return choices[list]?.[column] === true;
}

/** The columns in the order in which they go: those that the user did not ask for go first. */
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
