import type { Job } from "../../model/job.ts";
import { storedSize } from "../../model/json.ts";
import type { Database } from "../kv/database.ts";
import { findJobs, type JobFilter } from "./find_jobs.ts";
import { keys } from "../kv/keys.ts";
import type { Page, PageRequest } from "../kv/pages.ts";

const mostPages = 100;
/** Of all pages together, about: a page may have a thousand jobs, each with 16 KiB of arguments. */
const mostBytesKept = 8 * 1024 * 1024;

interface KnownPage {
  /** The feed's head, read before the page was. */
  readonly head: string;
  readonly page: Promise<Page<Job>>;
  /** 0 until it is read. */
  bytes: number;
}

/**
 * Pages of jobs, read again only when something has changed: whatever changes a job, in any process, writes
 * the feed's head in the same commit. To read that one key takes a hundredth of the time of a page.
 */
export class KnownJobPages {
  readonly #db: Database;
  readonly #mostBytes: number;
  readonly #known = new Map<string, KnownPage>();

  constructor(db: Database, mostBytes = mostBytesKept) {
    this.#db = db;
    this.#mostBytes = mostBytes;
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
    if (head !== null) this.#remember(name, { head, page, bytes: 0 });
    return await page;
  }

  #remember(name: string, known: KnownPage): void {
    this.#known.delete(name);
    this.#known.set(name, known);
    this.#makeRoom();
    known.page.then(({ items }) => {
      known.bytes = storedSize(items);
      this.#makeRoom();
    }, () => {
      if (this.#known.get(name) === known) this.#known.delete(name);
    });
  }

  /** First goes the page that was read the longest ago. */
  #makeRoom(): void {
    let bytes = 0;
    for (const known of this.#known.values()) bytes += known.bytes;
    for (const [name, known] of this.#known) {
      if (this.#known.size <= mostPages && bytes <= this.#mostBytes) break;
      this.#known.delete(name);
      bytes -= known.bytes;
    }
  }
}
