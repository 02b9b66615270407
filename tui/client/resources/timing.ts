import type { CallOptions, ChangeOptions, Http, MakeOptions, Tagged } from "../http.ts";
import { pathOf } from "../request.ts";
import type {
  Calendar,
  CalendarEdit,
  CalendarList,
  CalendarRef,
  NewCalendar,
  Pause,
  PauseList,
  PauseRef,
  PauseRequest,
} from "../types.ts";

/** The calls about calendars. */
export class Calendars {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async list(options?: CallOptions): Promise<readonly Calendar[]> {
    return (await this.#http.call<CalendarList>({ path: "calendars" }, options)).calendars;
  }
  get(id: number, options?: CallOptions): Promise<Calendar> {
    return this.#http.call({ path: pathOf`calendars/${id}` }, options);
  }
  /** The calendar, and its version for `change()`. */
  getTagged(id: number, options?: CallOptions): Promise<Tagged<Calendar>> {
    return this.#http.tagged({ path: pathOf`calendars/${id}` }, options);
  }
  create(calendar: NewCalendar, options?: MakeOptions): Promise<CalendarRef> {
    return this.#http.make({ path: "calendars", body: calendar }, options);
  }
  change(id: number, edit: CalendarEdit, options?: ChangeOptions): Promise<CalendarRef> {
    return this.#http.change({ path: pathOf`calendars/${id}`, body: edit }, options);
  }
  delete(id: number, options?: CallOptions): Promise<CalendarRef> {
    return this.#http.call({ method: "DELETE", path: pathOf`calendars/${id}` }, options);
  }
}

/** The calls about pauses of a category, or of everything. */
export class Maintenance {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** The pauses that are in force. */
  async list(options?: CallOptions): Promise<readonly Pause[]> {
    return (await this.#http.call<PauseList>({ path: "maintenance" }, options)).pauses;
  }
  /** Pauses a category, or everything. A pause that is in force is replaced. */
  begin(pause: PauseRequest, options?: CallOptions): Promise<Pause> {
    return this.#http.call({ method: "POST", path: "maintenance", body: pause }, options);
  }
  /** @param categoryId 0: the pause of everything. */
  end(categoryId: number, options?: CallOptions): Promise<PauseRef> {
    return this.#http.call({ method: "DELETE", path: pathOf`maintenance/${categoryId}` }, options);
  }
}
