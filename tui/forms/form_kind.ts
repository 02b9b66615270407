import type { Client } from "../server/client.ts";
import type { App } from "../app.ts";
import type { Answer } from "../server/http.ts";
import type { Canvas } from "../components/canvas.ts";
import type { State } from "../state.ts";
import type { Base, Form, Parts } from "./state.ts";
import type { Choice } from "../state/overlay.ts";
import type { View } from "../state/view.ts";
import type { Texts } from "../texts/mod.ts";
import type { Line } from "../terminal/theme.ts";

/** A form with the state and the texts that its functions need. */
export interface FormContext {
  readonly form: Form;
  readonly state: State;
  readonly t: Texts;
}

/** One line of a form. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  /** Shown while the cursor is on the field. */
  readonly help: string;
  /** A choice holds one of `choices`; for a text they are suggestions. */
  readonly kind: "text" | "secret" | "choice";
  readonly choices?: readonly Choice[];
  /** The text after a choice is picked. Without it, the choice replaces the text. */
  picked?(text: string, value: string): string;
  /** Shown while the field is empty: the value that then holds. */
  readonly placeholder?: string;
  /** Makes one line of a paste of several. Without it, line ends become blanks. */
  pasted?(text: string): string;
  /** How a long pasted text is shown; `undefined` for a text that is typed. A key cannot change such a text, only remove it. */
  block?(text: string): string | undefined;
}

/** The parts that the fields make, and what is wrong. */
export interface Reading {
  readonly parts: Parts;
  /** Errors by field. */
  readonly errors: Readonly<Record<string, string>>;
}

export type Body = Readonly<Record<string, unknown>>;
export type Values = Readonly<Record<string, string>>;

/** One kind of form. The screen and the dialogs of forms work for every kind. */
export interface FormKind {
  title(view: View, context: FormContext): string;
  /** The fields in their order. Which fields there are may depend on the values. */
  fields(context: FormContext): readonly FormField[];
  /** The values of the fields of a new record. */
  blank(state: State): Values;
  /** The values of the fields for a record, or for the part of a record that a text names. */
  valuesOf(record: Body, state: State): Values;
  partsOf(record: unknown): Parts;
  read(context: FormContext): Reading;
  /** The value of a part for people: cleaned, on one line. */
  partText(part: string, value: unknown, context: Pick<FormContext, "state" | "t">): string;
  bodyOf(parts: Parts): Body;
  /** The field of the form for a field that the server refused. */
  fieldOf(detail: string, context: FormContext): string | undefined;
  /** The new values of other fields when a field changes. */
  follow?(before: FormContext, field: string, text: string): Values;
  /** Called when a field has changed. */
  typed?(app: App, key: string, field: string): void;
  /** Reads what the form needs before it is drawn. */
  prepare?(app: App, client: Client): Promise<void>;
  load(client: Client, id: string): Promise<Answer<unknown>>;
  /** @param id of the record to change; without it a new record is made. */
  save(
    client: Client,
    id: string | undefined,
    body: Body,
    with_: {
      readonly etag?: string | undefined;
      readonly once: string;
      /** The record that was edited. */
      readonly base?: Base | undefined;
    },
  ): Promise<SaveAnswer>;
  /** Called after a part of several records is saved, and the form stays because of the others. */
  savedPartly?(app: App, partly: unknown, id: string): void;
  /** Called after the record is saved and the form is closed. */
  saved(app: App, saved: Saved): void | Promise<void>;
  /** Whether another user changed or deleted the record, by what the event stream reported. */
  now?(state: State, base: Base): "same" | "changed" | "gone";
  /** Rows below a field in narrow terminals. */
  below?(field: string, canvas: Canvas, context: FormContext): readonly Line[];
  /** The pane beside the form in wide terminals. */
  aside?(canvas: Canvas, context: FormContext): readonly Line[];
  /** `now` with the fields of a text in place of its own. Without this method each field is replaced by itself. */
  merged?(now: Body, said: Body): Body;
  /** The fields that a text may name. Passwords are left out, because editors keep files and histories. */
  readonly bodyFields: readonly string[];
}

/** `partly`: what was saved before the failure, of several records. */
export type SaveAnswer =
  | Extract<Answer<unknown>, { readonly ok: true }>
  | (Extract<Answer<unknown>, { readonly ok: false }> & { readonly partly?: unknown });

export interface Saved {
  readonly id: string | undefined;
  readonly name: string;
  readonly answer: unknown;
  /** The version that was saved. */
  readonly etag?: string;
  /** The body that restores the old values. */
  readonly before: Body;
  /** All parts of the record before the edit; absent for a new record. Secrets are not among them. */
  readonly former?: Body;
  /** The parts that were sent. */
  readonly changed: readonly string[];
}

/** The id of the record that a view edits. A view without an id makes a new record, and `+id` a copy of that one. */
export function editedId(view: View): string | undefined {
  return view.id === undefined || view.id.startsWith("+") ? undefined : view.id;
}

export function formKey({ screen, id = "" }: View): string {
  return `${screen} ${id}`;
}
