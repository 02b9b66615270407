import type { SchedulePreview } from "../../routes/contract/schedules.ts";
import { fieldOf, type TextField } from "../terminal/text_field.ts";
import type { ListsEvent } from "../state/lists.ts";

/** What a form says, in the pieces in which it is compared and sent: the value of each as the wire has it. */
export type Parts = Readonly<Record<string, unknown>>;

/** The record that is edited, as the server had it. */
export interface Base {
  /** With its texts untouched: what is sent back must be what came. Never drawn uncleaned. */
  readonly record: unknown;
  readonly etag?: string;
}

export type FormStep =
  | { readonly kind: "edit" }
  /** What would be saved, before it is. */
  | { readonly kind: "review"; readonly top: number }
  /** Someone else saved in between: what was, what they made of it, what is typed here. */
  | {
    readonly kind: "conflict";
    readonly theirs: Base;
    readonly cursor: number;
    /** The parts of which ours is to be saved; of all others theirs stays. */
    readonly ours: ReadonlySet<string>;
  };

/** What the server makes of the schedule that is typed. */
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
  /** A field each; what is chosen is a text too. */
  readonly values: Readonly<Record<string, TextField>>;
  /** What the fields said at first: what differs is not saved yet. */
  readonly initial: Readonly<Record<string, string>>;
  readonly focus: string;
  /** What the server said of a field, until someone types there. */
  readonly refusals: Readonly<Record<string, string>>;
  /** What it said besides. */
  readonly message: string;
  readonly step: FormStep;
  /** Not there for something new. */
  readonly base?: Base;
  readonly preview?: Preview;
  /** A text from the editor that could not be read: nobody types it twice. */
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
    /** What else changes with it. */
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
  /** What the editor gave back. */
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

/** A form that nothing has been typed into. */
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
      // An answer may come when the form is gone.
      return form === undefined ? state : { ...state, [event.key]: reduceForm(form, event) };
    }
    // A click on a row: the fields are a list to the mouse.
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

/** What was said of a field was said of what it held. */
function withoutWords(form: Form, field: string): Form {
  const { [field]: _, ...refusals } = form.refusals;
  return { ...form, refusals, message: "" };
}

function fieldsOf(values: Readonly<Record<string, string>>): Record<string, TextField> {
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, fieldOf(text)]));
}

/** What a field holds. */
export function textIn(form: Form, field: string): string {
  return form.values[field]?.text ?? "";
}

/** Whether leaving would lose something. */
export function isChanged(form: Form): boolean {
  return form.broken !== undefined ||
    Object.keys(form.values).some((name) => textIn(form, name) !== (form.initial[name] ?? ""));
}
