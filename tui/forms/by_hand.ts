import type { Texts } from "../texts/texts.ts";
import { shownText } from "./shown.ts";

/**
 * The title of a form for records of which a document of jobs as code may have made some. The review of the changes, which
 * comes before they are sent, asks for a yes.
 */
export function byHandTitle(
  title: string,
  records: readonly { readonly managed_by?: string | undefined }[],
  t: Texts,
): string {
  const owner = records.find(({ managed_by }) => managed_by !== undefined)?.managed_by;
  return owner === undefined ? title : t.form.byHand(title, shownText(owner));
}
