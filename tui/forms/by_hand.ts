import { fieldRows, type TextRow } from "../components/text_rows.ts";
import type { Texts } from "../texts/texts.ts";
import { shownText } from "./shown.ts";

/** A record of which a document of jobs as code may be the owner. */
interface Managed {
  readonly managed_by?: string | undefined;
}

function ownerOf(records: readonly Managed[]): string | undefined {
  return records.find(({ managed_by }) => managed_by !== undefined)?.managed_by;
}

/**
 * The title of a form for records of which a document of jobs as code may have made some. The review of the changes, which
 * comes before they are sent, asks for a yes.
 */
export function byHandTitle(title: string, records: readonly Managed[], t: Texts): string {
  const owner = ownerOf(records);
  return owner === undefined ? title : t.form.byHand(title, shownText(owner));
}

/** What a question says before records are changed that a document of jobs as code made. */
export function byHandLines(t: Texts, records: readonly Managed[]): string[] {
  const owner = ownerOf(records);
  return owner === undefined ? [] : [t.dialogs.confirm.byHandEffect(owner)];
}

/** `managed by  team-reports, as code` on the page of a record; nothing where people manage it. */
export function managedRows(
  t: Texts,
  record: Managed,
  look: { readonly width: number; readonly labelWidth: number },
): TextRow[] {
  const owner = ownerOf([record]);
  return owner === undefined
    ? []
    : fieldRows("managed", t.admin.managed, t.admin.managedBy(owner), look);
}
