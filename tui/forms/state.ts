import type { SchedulePreview } from "../../routes/contract/jobs/schedules.ts";
import { fieldOf, type TextField } from "../terminal/text_field.ts";
import type { ListsEvent } from "../state/lists.ts";

/** The parts of a record that a form compares and sends, with their values as in the API. */
export type Parts = Readonly<Record<string, unknown>>;

/** The record that is edited, as the server sent it. */
export interface Base {
  /** The record with its texts unchanged, because they are sent back. Clean them before they are drawn. */
  readonly record: unknown;
  readonly etag?: string;
}

export type FormStep =
  | { readonly kind: "edit" }
  /** The review of the changes before they are saved. */
  | { readonly kind: "review"; readonly top: number }
  /** Another user saved in between: the base, their record and the user's values are compared. */
  | {
    readonly kind: "conflict";
    readonly theirs: Base;
    readonly cursor: number;
    /** The parts of which the user's value will be saved. For all others their value stays. */
    readonly ours: ReadonlySet<string>;
  };

/** The server's reading of the typed schedule. */
export type Preview =
  | { readonly kind: "known"; readonly asked: string; readonly preview: SchedulePreview }
  | {
    readonly kind: "refused";
    readonly asked: string;
    readonly details: readonly { readonly field: string; readonly reason: string }[];
  }
  | { readonly kind: "unknown"; readonly asked: string; readonly error: string };

export interface Form {
  readonly phase: "loading" | "ready" | "saving";
  /** The text of each field; a choice is a text too. */
  readonly values: Readonly<Record<string, TextField>>;
  /** The texts at first. A text that differs is not saved yet. */
  readonly initial: Readonly<Record<string, string>>;
  readonly focus: string;
  /** Refusals of the server by field, until the user types in the field. */
  readonly refusals: Readonly<Record<string, string>>;
  /** A message of the server that concerns no field. */
  readonly message: string;
  readonly step: FormStep;
  /** Absent for a new record. */
  readonly base?: Base;
  readonly preview?: Preview;
  /** A text from the editor that could not be read. It is kept, so that nobody has to type it again. */
  readonly broken?: string;
}

export type FormsState = Readonly<Record<string, Form>>;

export type FormsEvent =
  | { readonly type: "form_opened"; readonly key: string; readonly form: Form }
  | {
    readonly type: "form_typed";
    readonly key: string;
    readonly field: string;
    readonly value: TextField;
    /** Values of other fields that change with this one. */
    readonly also?: Readonly<Record<string, string>>;
  }
  | { readonly type: "form_focused"; readonly key: string; readonly field: string }
  | { readonly type: "form_step"; readonly key: string; readonly step: FormStep }
  | { readonly type: "form_saving"; readonly key: string }
  | {
    readonly type: "form_refused";
    readonly key: string;
    readonly refusals: Readonly<Record<string, string>>;
    readonly message: string;
  }
  | { readonly type: "form_previewed"; readonly key: string; readonly preview: Preview }
  /** The values that the editor's text holds. */
  | {
    readonly type: "form_text_read";
    readonly key: string;
    readonly values: Readonly<Record<string, string>>;
  }
  | {
    readonly type: "form_text_broken";
    readonly key: string;
    readonly text: string;
    readonly message: string;
  }
  | { readonly type: "form_closed"; readonly key: string };

export const initialForms: FormsState = {};

/** A form without changes. */
export function newForm(values: Readonly<Record<string, string>>, base?: Base): Form {
  return {
    phase: "ready",
    values: fieldsOf(values),
    initial: values,
    focus: "",
    refusals: {},
    message: "",
    step: { kind: "edit" },
    ...(base === undefined ? {} : { base }),
  };
}

export function reduceForms(state: FormsState, event: FormsEvent | ListsEvent): FormsState {
  switch (event.type) {
    case "form_opened":
      return { ...state, [event.key]: event.form };
    case "form_closed": {
      const { [event.key]: _, ...rest } = state;
      return rest;
    }
    case "form_typed":
    case "form_focused":
    case "form_step":
    case "form_saving":
    case "form_refused":
    case "form_previewed":
    case "form_text_read":
    case "form_text_broken": {
      const form = state[event.key];
      // An answer may arrive after the form was closed.
      return form === undefined ? state : { ...state, [event.key]: reduceForm(form, event) };
    }
    // A click on a row selects the field: for the mouse the fields are a list.
    case "list_selected": {
      const key = event.list.replace(/^form /, "");
      const form = event.list === key ? undefined : state[key];
      return form === undefined ? state : { ...state, [key]: { ...form, focus: event.id } };
    }
    default:
      return state;
  }
}

function reduceForm(form: Form, event: FormsEvent): Form {
  switch (event.type) {
    case "form_typed": {
      const { field, value, also = {} } = event;
      const values = { ...form.values, ...fieldsOf(also), [field]: value };
      const isSame = value.text === form.values[field]?.text;
      return isSame ? { ...form, values } : { ...withoutWords(form, field), values };
    }
    case "form_focused":
      return { ...form, focus: event.field };
    case "form_step":
      return { ...form, step: event.step, phase: "ready" };
    case "form_saving":
      return { ...form, phase: "saving", refusals: {}, message: "" };
    case "form_refused": {
      const { refusals, message } = event;
      const [first = form.focus] = Object.keys(refusals);
      return { ...form, phase: "ready", step: { kind: "edit" }, refusals, message, focus: first };
    }
    case "form_previewed":
      return { ...form, preview: event.preview };
    case "form_text_read": {
      const { broken: _, ...rest } = form;
      const values = { ...form.values, ...fieldsOf(event.values) };
      return { ...rest, values, refusals: {}, message: "" };
    }
    case "form_text_broken":
      return { ...form, broken: event.text, message: event.message };
    default:
      return form;
  }
}

/** A refusal holds for the old text of the field only. */
function withoutWords(form: Form, field: string): Form {
  const { [field]: _, ...refusals } = form.refusals;
  return { ...form, refusals, message: "" };
}

function fieldsOf(values: Readonly<Record<string, string>>): Record<string, TextField> {
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, fieldOf(text)]));
}

/** The text of a field. */
export function textIn(form: Form, field: string): string {
  return form.values[field]?.text ?? "";
}

/** Whether the form has unsaved text. */
export function isChanged(form: Form): boolean {
  return form.broken !== undefined ||
    Object.keys(form.values).some((name) => textIn(form, name) !== (form.initial[name] ?? ""));
}
