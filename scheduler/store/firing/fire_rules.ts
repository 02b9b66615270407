import type { FireRules } from "../../model/fire.ts";
import { type CalendarBook, readBook } from "../calendars/book.ts";
import type { Database } from "../kv/database.ts";
import { readPauses } from "../pauses/pauses.ts";

/** The calendars and pauses by which a pass over the due jobs decides. */
export interface ReadRules extends FireRules {
  readonly book: CalendarBook;
}

/** Two small reads for all due jobs together. */
export async function readFireRules(db: Database): Promise<ReadRules> {
  const [book, pauses] = await Promise.all([readBook(db), readPauses(db)]);
  return { book, calendars: book.calendars, pauses };
}
