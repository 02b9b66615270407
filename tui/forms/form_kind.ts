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

/** What a form is understood in. */
export interface FormContext {
  readonly form: Form;
  readonly state: State;
  readonly t: Texts;
}

/** One line of a form. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  /** Told while the cursor is on it. */
  readonly help: string;
  /** A choice holds one of its values; a text may have them as suggestions. */
  readonly kind: "text" | "secret" | "choice";
  readonly choices?: readonly Choice[];
  /** What it is when it is empty. */
  readonly placeholder?: string;
}

/** What the fields say, and what is not right yet. */
export interface Reading {
  readonly parts: Parts;
  /** By field. */
  readonly errors: Readonly<Record<string, string>>;
}

export type Body = Readonly<Record<string, unknown>>;
export type Values = Readonly<Record<string, string>>;

/** One kind of form: what the shared screen, dialogs and tests have to know of it. */
export interface FormKind {
  title(view: View, context: FormContext): string;
  /** In their order; which there are may depend on what others hold. */
  fields(context: FormContext): readonly FormField[];
  /** What the fields of a new one say. */
  blank(state: State): Values;
  /** What the fields say for a record, or for as much of one as a text names. */
  valuesOf(record: Body, state: State): Values;
  partsOf(record: unknown): Parts;
  read(context: FormContext): Reading;
  /** For people: cleaned, on one line. */
  partText(part: string, value: unknown, context: Pick<FormContext, "state" | "t">): string;
  bodyOf(parts: Parts): Body;
  /** The field that a refusal of the server is about. */
  fieldOf(detail: string, context: FormContext): string | undefined;
  /** Which other fields change when one does. */
  follow?(before: FormContext, field: string, text: string): Values;
  /** Called when a field has changed. */
  typed?(app: App, key: string, field: string): void;
  /** What has to be known before the form can be drawn. */
  prepare?(app: App, client: Client): Promise<void>;
  load(client: Client, id: string): Promise<Answer<unknown>>;
  /** @param id of what is changed; without it something new is made. */
  save(
    client: Client,
    id: string | undefined,
    body: Body,
    with_: { readonly etag?: string | undefined; readonly once: string },
  ): Promise<Answer<unknown>>;
  /** Called when it is saved, after the form is closed. */
  saved(app: App, saved: Saved): void | Promise<void>;
  /** The record as the feed knows it, to tell that someone else changed it. */
  now?(state: State, base: Base): "same" | "changed" | "gone";
  /** Rows below a field, in narrow terminals. */
  below?(field: string, canvas: Canvas, context: FormContext): readonly Line[];
  /** What stands beside the form in wide ones. */
  aside?(canvas: Canvas, context: FormContext): readonly Line[];
  /** `now`, with what a text says in place of it; without this, each field by itself. */
  merged?(now: Body, said: Body): Body;
  /** What a text may name. A password is not for a file, nor for an editor's history. */
  readonly bodyFields: readonly string[];
}

export interface Saved {
  readonly id: string | undefined;
  readonly name: string;
  readonly answer: unknown;
  /** What would bring the old state back. */
  readonly before: Body;
}

/** What `id` of a view means: nothing for a new one, `+id` for one like that. */
export function editedId(view: View): string | undefined {
  return view.id === undefined || view.id.startsWith("+") ? undefined : view.id;
}

export function formKey({ screen, id = "" }: View): string {
  return `${screen} ${id}`;
}
