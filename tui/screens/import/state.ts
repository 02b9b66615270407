import type { CrontabLine } from "./crontab_lines.ts";
import { emptyField, type TextField } from "../../terminal/text_field.ts";

/** What became of a line so far. */
export type LineFate =
  | { readonly kind: "asking" }
  /** The server understands its schedule. */
  | { readonly kind: "ready"; readonly words: { readonly en: string; readonly "zh-TW": string } }
  | { readonly kind: "bad"; readonly error: string }
  | { readonly kind: "made" };

export interface ImportLine extends CrontabLine {
  readonly isChosen: boolean;
  readonly fate: LineFate;
}

/** A crontab that becomes jobs; nothing is made of it before it was looked at. */
export interface ImportingState {
  readonly path: TextField;
  readonly lines: ReadonlyMap<string, ImportLine>;
  readonly error: string;
}

export type ImportingEvent =
  | { readonly type: "import_typed"; readonly path: TextField }
  | { readonly type: "import_failed"; readonly error: string }
  | { readonly type: "import_read"; readonly lines: readonly CrontabLine[] }
  | { readonly type: "import_fate"; readonly id: string; readonly fate: LineFate }
  | { readonly type: "import_chosen"; readonly id: string; readonly isChosen: boolean }
  | { readonly type: "import_closed" };

export const initialImporting: ImportingState = { path: emptyField, lines: new Map(), error: "" };

export function reduceImporting(state: ImportingState, event: ImportingEvent): ImportingState {
  switch (event.type) {
    case "import_typed":
      return { ...state, path: event.path, error: "" };
    case "import_failed":
      return { ...state, error: event.error };
    case "import_read": {
      const lines = event.lines.map((line): [string, ImportLine] => [
        line.id,
        { ...line, isChosen: true, fate: { kind: "asking" } },
      ]);
      return { ...state, lines: new Map(lines), error: "" };
    }
    case "import_fate": {
      const { id, fate } = event;
      // What cannot be made is not chosen; what is made is not made again.
      const isOut = fate.kind === "bad" || fate.kind === "made";
      return withLine(state, id, (line) => ({
        ...line,
        fate,
        isChosen: line.isChosen && !isOut,
      }));
    }
    case "import_chosen":
      return withLine(state, event.id, (line) => ({ ...line, isChosen: event.isChosen }));
    case "import_closed":
      return initialImporting;
    default:
      return state;
  }
}

function withLine(
  state: ImportingState,
  id: string,
  change: (line: ImportLine) => ImportLine,
): ImportingState {
  const line = state.lines.get(id);
  if (line === undefined) return state;
  return { ...state, lines: new Map(state.lines).set(id, change(line)) };
}
