import type { Job } from "../model/job.ts";
import type { Database } from "./database.ts";
import { findJobs, type JobFilter } from "./find_jobs.ts";
import { keys } from "./keys.ts";
import type { Page, PageRequest } from "./pages.ts";

/** A page may have a thousand jobs. */
const mostPages = 20;

interface KnownPage {
  /** The feed's head, read before the page was. */
  readonly head: string;
  readonly page: Promise<Page<Job>>;
}

/**
 * Pages of jobs, read again only when something has changed: whatever changes a job, in any process, writes
 * the feed's head in the same commit. To read that one key takes a hundredth of the time of a page.
 */
export class KnownJobPages {
  readonly #db: Database;
  readonly #known = new Map<string, KnownPage>();

  constructor(db: Database) {
    this.#db = db;
  }

  async find(
    filter: JobFilter,
    request: PageRequest & { readonly zToA?: boolean },
  ): Promise<Page<Job>> {
    // Whether a job fails also depends on executions, which go without being told when they are old.
    if (filter.states !== undefined) return await findJobs(this.#db, filter, request);
    const head = (await this.#db.get(keys.changeHead)).versionstamp;
    const name = JSON.stringify([filter, request]);
    const known = this.#known.get(name);
    if (known !== undefined && known.head === head) return await known.page;
    const page = findJobs(this.#db, filter, request);
    if (head !== null) this.#remember(name, { head, page });
    return await page;
  }

  #remember(name: string, known: KnownPage): void {
    this.#known.delete(name);
    this.#known.set(name, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostPages) break;
      this.#known.delete(oldest);
    }
    known.page.catch(() => {
      if (this.#known.get(name) === known) this.#known.delete(name);
    });
  }
}
