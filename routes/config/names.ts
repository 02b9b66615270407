import type { CalendarId, CategoryId, ChannelId } from "../../scheduler/model/ids.ts";
import { nameKey } from "../../scheduler/store/kv/keys.ts";
import type { ServerState } from "./state.ts";

/** Which id a name stands for. Upper and lower case are the same. */
export class NameTable<Id> {
  readonly #ids = new Map<string, Id>();
  readonly #names = new Map<Id, string>();

  /** A later name of an id, and a later id of a name, stand in place of the former ones. */
  add(id: Id, name: string): void {
    this.#ids.set(nameKey(name), id);
    this.#names.set(id, name);
  }

  idOf(name: string): Id | undefined {
    return this.#ids.get(nameKey(name));
  }

  nameOf(id: Id): string | undefined {
    return this.#names.get(id);
  }
}

/**
 * The names of the server and of the document. A record that is not made yet has an id that no record has: the step that
 * makes the record adds the real one.
 */
export class Names {
  readonly categories = new NameTable<CategoryId>();
  readonly calendars = new NameTable<CalendarId>();
  readonly channels = new NameTable<ChannelId>();
  #planned = 0;

  constructor({ categories, calendars, channels }: ServerState) {
    for (const { id, name } of categories) this.categories.add(id, name);
    for (const { id, name } of calendars) this.calendars.add(id, name);
    for (const { channel: { id, name } } of channels) this.channels.add(id, name);
  }

  /** A number that no record has. */
  plannedNumber(): number {
    return --this.#planned;
  }
}
