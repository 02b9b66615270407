import type { App } from "../app.ts";
import type { Pages } from "../state/pages.ts";

/** While a filter is typed, the server is asked after this pause. */
const settleMs = 250;
export const pageSize = 200;

/** A list that is read in pages. */
export interface PagedList {
  /** Its name in the layout. */
  readonly name: string;
  /** What the filter asks for. */
  question(app: App): string;
  pages(app: App): Pages;
  /** Whether the cursor comes near the end of the rows that were read. */
  needsMore(app: App, height: number): boolean;
  loading(app: App, question: string): void;
  /** Reads one page and dispatches it, or why it could not be read. Without a cursor: the first page. */
  readPage(app: App, question: string, cursor: string | undefined): Promise<void>;
}

/** Reads a list page by page, as far as the user scrolls. */
export class PagedReading {
  readonly #listOf: (app: App) => PagedList;
  readonly #mostPagesAtOnce: number;
  readonly #waiting = new WeakMap<App, () => void>();

  /**
   * @param mostPagesAtOnce a filter for something rare may find nothing on many pages: then it stops after so many.
   */
  constructor(listOf: (app: App) => PagedList, mostPagesAtOnce: number) {
    this.#listOf = listOf;
    this.#mostPagesAtOnce = mostPagesAtOnce;
  }

  /** Reads the newest entries for the filter, and further pages until the screen is full. */
  async read(app: App): Promise<void> {
    const list = this.#listOf(app);
    const question = list.question(app);
    const before = list.pages(app);
    if (before.phase === "loading" && before.question === question) return;
    list.loading(app, question);
    await list.readPage(app, question, undefined);
    await this.#readOn(app, list);
  }

  /** After a key: reads anew for another filter, or the next page when the cursor comes near the end. */
  keepUp(app: App): void {
    this.#waiting.get(app)?.();
    this.#waiting.delete(app);
    const list = this.#listOf(app);
    const { question, phase } = list.pages(app);
    if (phase === "none" || list.question(app) !== question) {
      this.#waiting.set(app, app.clock.after(settleMs, () => void this.read(app)));
    } else void this.#readOn(app, list);
  }

  async #readOn(app: App, list: PagedList): Promise<void> {
    const { question } = list.pages(app);
    const height = app.layout.lists.get(list.name)?.height ?? app.layout.rows;
    for (let read = 0; read < this.#mostPagesAtOnce; read++) {
      const { nextCursor, question: now } = list.pages(app);
      if (now !== question || nextCursor === undefined || !list.needsMore(app, height)) return;
      list.loading(app, question);
      await list.readPage(app, question, nextCursor);
      if (list.pages(app).problem !== undefined) return;
    }
  }
}
