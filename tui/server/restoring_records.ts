import type { DeletedRecord, FormerRecord, RecordKind, UndoAct } from "../state/act.ts";
import type { Client } from "./client.ts";
import type { Answer } from "./http.ts";
import type { Body } from "./watching_calls.ts";

/** Puts former values back, unless the record was changed since: then the failure has the status 412. */
export async function restoreRecord(
  client: Client,
  of: RecordKind,
  { id, body, etag }: FormerRecord,
): Promise<Answer<unknown>> {
  switch (of) {
    case "category":
      return await client.changeCategory(Number(id), body, etag);
    case "user":
      return await client.changeUser(Number(id), body, etag);
    case "channel":
      return await client.changeChannel(id, body, etag);
    case "calendar":
      return await client.changeCalendar(Number(id), body, etag);
    case "monitor":
      return await client.changeMonitor(id, body, etag);
  }
}

/** Makes a deleted record again. It gets another number. */
export async function makeAgain(
  client: Client,
  of: Extract<UndoAct, { readonly kind: "make_again" }>["of"],
  { body, once }: DeletedRecord,
): Promise<Answer<unknown>> {
  return of === "category"
    ? await client.createCategory(body, once)
    : await client.createCalendar(body, once);
}

const madeOf = {
  delete_categories: { of: "category", parts: ["name", "description", "alarms"] },
  delete_calendars: {
    of: "calendar",
    parts: ["name", "description", "timezone", "dates", "windows", "times"],
  },
} as const;

/** Reads what is to be deleted, to the letter, where it can be made again. */
export async function readToDelete(
  client: Client,
  kind: string,
  id: string,
): Promise<Body | undefined> {
  if (!(kind in madeOf)) return undefined;
  const { of, parts } = madeOf[kind as keyof typeof madeOf];
  const answer = of === "category"
    ? await client.categoryToEdit(Number(id))
    : await client.calendarToEdit(Number(id));
  if (!answer.ok) return undefined;
  const record: Body = { ...answer.value };
  return Object.fromEntries(
    parts.flatMap((part) => record[part] === undefined ? [] : [[part, record[part]]]),
  );
}

/** The act that makes deleted records again; `undefined`: there is none. */
export function undoOfDeletion(kind: string, deleted: readonly Body[]): UndoAct | undefined {
  if (!(kind in madeOf) || deleted.length === 0) return undefined;
  const { of } = madeOf[kind as keyof typeof madeOf];
  const records = deleted.map((body) => ({
    ...{ name: String(body.name), body, once: crypto.randomUUID() },
  }));
  return { kind: "make_again", of, records };
}
