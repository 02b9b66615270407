import { type ColumnChoices, type ColumnList, columnNames, listColumns } from "../state/columns.ts";
import type { SettingsProblem } from "../state/settings.ts";

/** Checks the entry `columns` of the file. */
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
