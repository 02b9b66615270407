import type { Execution } from "../../../../routes/contract/history/executions.ts";
import type { RecordFormat } from "./facts.ts";
import { memo } from "../../../cache/memo.ts";
import { clean } from "../../../terminal/clean.ts";
import { yamlOf } from "./yaml.ts";
import { span } from "../../../terminal/theme.ts";
import { wrap } from "../../../terminal/text.ts";
import type { TextRow } from "../../../components/text_rows.ts";

/** The record of an execution as text. */
export function recordText(execution: Execution, format: RecordFormat): string {
  return format === "yaml" ? yamlOf(execution) : JSON.stringify(execution, null, 2);
}

/** The record of an execution in rows, as the API has it. */
export const recordRows = memo((
  execution: Execution,
  format: RecordFormat,
  width: number,
): readonly TextRow[] =>
  recordText(execution, format).trimEnd().split("\n").flatMap((line, i) =>
    wrapped(line, Math.max(1, width - 2)).map((part, j): TextRow => ({
      id: j === 0 ? String(i) : `${i}.${j}`,
      text: part,
      line: () => [span(` ${part}`)],
    }))
  )
);

/** wrap() takes blanks at the start of a line away, but here they are the structure. */
function wrapped(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const room = Math.max(8, width - indent.length);
  return wrap(clean(line.slice(indent.length)), room).map((part) => `${indent}${part}`);
}
