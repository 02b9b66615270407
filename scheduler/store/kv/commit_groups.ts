import type { Instant } from "../../model/time.ts";
import type { Database } from "./database.ts";
import { isPassing, UnknownCommitError } from "./faults/failures.ts";
import { Commit } from "./work.ts";

/** While this many commits are being written, further commits wait, and are then written together. */
const commitsAtOnce = 2;

/** A commit with more writes than this is a batch already, and is written alone. */
const mostOfSmall = 30;

/** How many waiting commits are considered for a group: the work is bounded when all of them want the same key. */
const mostLookedAt = 100;

/** Writes a commit; `undefined` when one of its checks failed. */
type Write = (work: Commit, now: Instant) => Promise<string | undefined>;

interface Waiting {
  readonly work: Commit;
  readonly now: Instant;
  readonly tell: PromiseWithResolvers<string | undefined>;
}

/**
 * Lets small commits that are made at the same time share an atomic operation: a file takes about 2,000 operations a
 * second, whatever they hold. A commit that comes alone is written at once.
 */
export class CommitGroups {
  readonly #limits: Database["limits"];
  readonly #write: Write;
  #waiting: Waiting[] = [];
  #onTheirWay = 0;

  constructor(limits: Database["limits"], write: Write) {
    this.#limits = limits;
    this.#write = write;
  }

  /** Writes all of the work, or nothing. Other commits of the group have no effect on the result. */
  commit(work: Commit, now: Instant): Promise<string | undefined> {
    if (work.mutations.length > mostOfSmall) return this.#write(work, now);
    const tell = Promise.withResolvers<string | undefined>();
    this.#waiting.push({ work, now, tell });
    if (this.#onTheirWay < commitsAtOnce) void this.#writeWaiting();
    return tell.promise;
  }

  async #writeWaiting(): Promise<void> {
    this.#onTheirWay++;
    while (this.#waiting.length > 0) {
      const { together, later } = this.#nextGroup();
      this.#waiting = later;
      await this.#writeGroup(together);
    }
    this.#onTheirWay--;
  }

  /** The oldest waiting commits that fit into one operation and touch no keys of each other. */
  #nextGroup(): { together: Waiting[]; later: Waiting[] } {
    if (this.#waiting.length === 1) return { together: this.#waiting, later: [] };
    const whole = new Commit();
    const touched = new Touched();
    const together: Waiting[] = [];
    const later: Waiting[] = [];
    for (const one of this.#waiting.slice(0, mostLookedAt)) {
      const mayJoin = together.length === 0 ||
        whole.hasRoomFor(one.work, this.#limits) && touched.isFreeFor(one.work);
      // Commits that must wait keep their order, because they are about the same keys.
      if (mayJoin) {
        whole.add(one.work);
        together.push(one);
      } else later.push(one);
      touched.add(one.work);
    }
    return { together, later: [...later, ...this.#waiting.slice(mostLookedAt)] };
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    const [first] = group;
    if (first === undefined) return;
    if (group.length === 1) return await this.#writeAlone(first);
    const whole = new Commit();
    for (const { work } of group) whole.add(work);
    try {
      const versionstamp = await this.#write(whole, Math.max(...group.map(({ now }) => now)));
      if (versionstamp !== undefined) {
        for (const { tell } of group) tell.resolve(versionstamp);
        return;
      }
    } catch (error) {
      // A commit that may have been written must not be written again, and a database that fails for the moment would refuse
      // the commits one by one too.
      if (error instanceof UnknownCommitError || isPassing(error)) {
        for (const { tell } of group) tell.reject(error);
        return;
      }
    }
    // One of the commits failed: only its caller gets the error.
    for (const one of group) await this.#writeAlone(one);
  }

  async #writeAlone({ work, now, tell }: Waiting): Promise<void> {
    try {
      tell.resolve(await this.#write(work, now));
    } catch (error) {
      tell.reject(error);
    }
  }
}

/**
 * The keys that the commits of a group check and write. An operation makes all checks before it writes: two commits
 * that want the same name would both get it. So a commit must not write a key that another one of the group checks. Keys
 * that two commits write without a check are written in their order.
 */
class Touched {
  readonly #checked = new Set<string>();
  readonly #written = new Set<string>();

  add({ checks, mutations }: Commit): void {
    for (const { key } of checks) this.#checked.add(nameOf(key));
    for (const { key } of mutations) this.#written.add(nameOf(key));
  }

  isFreeFor({ checks, mutations }: Commit): boolean {
    return !checks.some(({ key }) => this.#written.has(nameOf(key))) &&
      !mutations.some(({ key }) => this.#checked.has(nameOf(key)));
  }
}

function nameOf(key: Deno.KvKey): string {
  return JSON.stringify(key);
}
