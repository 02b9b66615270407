import type { CrontabField } from "./ranges.ts";

/** Why a text is no crontab schedule that Carillon's fields can express; the message is for its writer. */
export class Misfit extends Error {
  constructor(reason: string, readonly field?: CrontabField) {
    super(reason);
  }
}

/** The text in quotation marks, cut to a length that suits a message. */
export function quote(text: string): string {
  return JSON.stringify(cut(text));
}

/** The text, cut to a length that suits a message. */
export function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
