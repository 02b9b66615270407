import type { CrontabAnswer } from "../../../routes/contract/jobs/crontabs.ts";
import { emptyField, type TextField } from "../../terminal/text_field.ts";

type Line = CrontabAnswer["lines"][number];
export type CrontabJob = Line["jobs"][number];

/** What becomes of a row. */
export type RowFate =
  /** A job can be made of it. */
  | { readonly kind: "ready" }
  /** An import made the same job before. */
  | { readonly kind: "exists"; readonly jobId: string }
  /** The server makes no job of the line. */
  | { readonly kind: "refused"; readonly error: string }
  /** The server did not make the job; it can be tried again. */
  | { readonly kind: "failed"; readonly error: string }
  | { readonly kind: "made" }
  | { readonly kind: "variable" }
  | { readonly kind: "comment" };

/** A line of the crontab, or one of the two jobs of a line. Texts are as the server sent them: clean them to draw. */
export interface ImportRow {
  readonly id: string;
  /** Its number, from 1. */
  readonly line: number;
  /** The line itself. */
  readonly text: string;
  readonly notes: readonly string[];
  /** Not there for a line that becomes no job. */
  readonly job?: CrontabJob;
  /** The idempotency key: a job that is sent twice is made once. */
  readonly once: string;
  readonly isChosen: boolean;
  readonly fate: RowFate;
}

/** A crontab that becomes jobs. Nothing is made of it before the user has seen it. */
export interface ImportingState {
  readonly path: TextField;
  /** The server reads a text at present. */
  readonly isAsking: boolean;
  readonly rows: ReadonlyMap<string, ImportRow>;
  readonly error: string;
}

export type ImportingEvent =
  | { readonly type: "import_typed"; readonly path: TextField }
  | { readonly type: "import_asked" }
  | { readonly type: "import_failed"; readonly error: string }
  | { readonly type: "import_read"; readonly rows: readonly ImportRow[] }
  | {
    readonly type: "import_fate";
    readonly id: string;
    /** The idempotency key of the row: another crontab may have another row with the id. */
    readonly once: string;
    readonly fate: RowFate;
  }
  | { readonly type: "import_chosen"; readonly id: string; readonly isChosen: boolean }
  | { readonly type: "import_closed" };

export const initialImporting: ImportingState = {
  path: emptyField,
  isAsking: false,
  rows: new Map(),
  error: "",
};

export function reduceImporting(state: ImportingState, event: ImportingEvent): ImportingState {
  switch (event.type) {
    case "import_typed":
      return { ...state, path: event.path, error: "" };
    case "import_asked":
      return { ...state, isAsking: true, error: "" };
    case "import_failed":
      return { ...state, isAsking: false, error: event.error };
    case "import_read": {
      const rows = new Map(event.rows.map((row) => [row.id, row]));
      return { ...state, isAsking: false, rows, error: "" };
    }
    case "import_fate":
      return withRow(
        state,
        event.id,
        (row) => row.once === event.once ? { ...row, fate: event.fate, isChosen: false } : row,
      );
    case "import_chosen":
      return withRow(state, event.id, (row) => ({ ...row, isChosen: event.isChosen }));
    case "import_closed":
      return initialImporting;
    default:
      return state;
  }
}

/** Whether a job can be made of the row. */
export function canBeMade({ fate }: ImportRow): boolean {
  return fate.kind === "ready" || fate.kind === "failed";
}

/** The rows of an answer: blank lines are left out. @param text what was sent. */
export function rowsOf({ lines }: CrontabAnswer, text: string): ImportRow[] {
  const texts = text.split(/\r\n|\r|\n/);
  return lines.flatMap((line): ImportRow[] => {
    const about = {
      id: String(line.line),
      line: line.line,
      text: texts[line.line - 1]?.trim() ?? "",
      notes: line.notes,
      once: crypto.randomUUID(),
      isChosen: false,
    };
    switch (line.kind) {
      case "blank":
        return [];
      case "variable":
      case "comment":
        return [{ ...about, fate: { kind: line.kind } }];
      case "refused":
        return [{ ...about, fate: { kind: "refused", error: line.reason } }];
      case "job":
        return line.jobs.map((job, i) => ({ ...about, ...jobRow(job, `${about.id}.${i + 1}`) }));
    }
  });
}

function jobRow(
  job: CrontabJob,
  id: string,
): Pick<ImportRow, "id" | "job" | "fate" | "isChosen" | "once"> {
  const { existing_job_id: jobId } = job;
  const fate: RowFate = jobId === "" ? { kind: "ready" } : { kind: "exists", jobId };
  return { id, job, fate, isChosen: jobId === "", once: crypto.randomUUID() };
}

function withRow(
  state: ImportingState,
  id: string,
  change: (row: ImportRow) => ImportRow,
): ImportingState {
  const row = state.rows.get(id);
  if (row === undefined) return state;
  return { ...state, rows: new Map(state.rows).set(id, change(row)) };
}
