import type { Instant } from "../../model/time.ts";
import type { Database } from "./database.ts";
import { isPassing, UnknownCommitError } from "./patience.ts";
import { Commit } from "./work.ts";

/** While so many commits are on their way, further ones wait to be written together. */
const commitsAtOnce = 2;

/** What writes more than that is a batch already, and goes alone. */
const mostOfSmall = 30;

/** So many are looked at for one group: where all want the same key, each group is one of them. */
const mostLookedAt = 100;

/** Writes a commit; `undefined` when one of its checks failed. */
type Write = (work: Commit, now: Instant) => Promise<string | undefined>;

interface Waiting {
  readonly work: Commit;
  readonly now: Instant;
  readonly tell: PromiseWithResolvers<string | undefined>;
}

/**
 * Lets small commits that are made at the same time share an atomic operation: a file takes some 2,000 of them a
 * second, whatever they hold. One that comes alone is written at once.
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

  /** Writes all of it, or nothing, as if it were alone. */
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

  /** From the oldest on, those that fit into one operation and do not touch what another of them touches. */
  #nextGroup(): { together: Waiting[]; later: Waiting[] } {
    const whole = new Commit();
    const touched = new Touched();
    const together: Waiting[] = [];
    const later: Waiting[] = [];
    for (const one of this.#waiting.slice(0, mostLookedAt)) {
      const mayJoin = together.length === 0 ||
        whole.hasRoomFor(one.work, this.#limits) && touched.isFreeFor(one.work);
      // Those that must wait keep their order among each other: they are about the same thing.
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
      // What may have been written must not be written again, and what the database does not take now it would not take
      // one by one either.
      if (error instanceof UnknownCommitError || isPassing(error)) {
        for (const { tell } of group) tell.reject(error);
        return;
      }
    }
    // Somebody's fault or lost race: only he shall hear of it.
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
 * What commits check and write. Those of one operation are all checked before any of them writes: two that want the same
 * name would both get it. So what one checks, another of the group must not write. What two of them write unchecked is
 * written in their order.
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
