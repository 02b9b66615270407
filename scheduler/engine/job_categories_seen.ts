import { second } from "../model/time.ts";
import { haveJobsOfSeveralCategories } from "../store/jobs/job_categories.ts";
import type { Database } from "../store/kv/database.ts";
import type { Ready } from "../store/running/ready.ts";
import type { Shares } from "./shares.ts";

/** Tells the shares of a worker whether jobs of several categories exist. */
export class JobCategoriesSeen {
  readonly #db: Database;
  readonly #shares: Shares;
  #at = -Infinity;

  constructor(db: Database, shares: Shares) {
    this.#db = db;
    this.#shares = shares;
  }

  async look(): Promise<void> {
    this.#at = performance.now();
    this.#shares.areSeveral = await haveJobsOfSeveralCategories(this.#db);
  }

  /** Looks, at most once a second. */
  async lookAgain(): Promise<void> {
    if (performance.now() - this.#at > second) await this.look();
  }

  /** Looks where the answer counts for a claim of so many, at most once a second. */
  async lookBefore(ready: Ready, slots: number): Promise<void> {
    const [one, ...others] = ready.keys();
    if (others.length > 0) this.#shares.areSeveral = true;
    else if (one !== undefined && this.#shares.mayReachKept(one, slots)) {
      await this.lookAgain();
    }
  }
}
