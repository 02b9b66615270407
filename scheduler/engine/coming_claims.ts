import type { ClaimId } from "../model/ids.ts";
import { Tally } from "./shares.ts";

/** Executions that are about to be claimed. */
interface Coming {
  readonly room: number;
  readonly starting: number;
  /** How many of each category, as far as they are chosen. */
  readonly tally: Tally;
}

const none: Coming = { room: 0, starting: 0, tally: new Tally() };

/** The places that are set aside for claims on their way: one from the queue, and those of ticks. */
export class ComingClaims {
  #claiming = none;
  readonly #takings = new Map<ClaimId, Coming & { readonly done: Promise<void> }>();

  /** The claims of ticks. */
  get takings(): ReadonlySet<ClaimId> {
    return new Set(this.#takings.keys());
  }

  get tallies(): Tally[] {
    return this.#all().map(({ tally }) => tally);
  }

  /** Sets places aside for a claim from the queue until {@link claimed}. */
  claim(room: number, starting: number): void {
    this.#claiming = { ...none, room, starting };
  }

  /** The claim from the queue has chosen what it takes. */
  chosen(tally: Tally): void {
    this.#claiming = { ...this.#claiming, tally };
  }

  claimed(): void {
    this.#claiming = none;
  }

  /** Sets places aside for a tick until `end` is called. */
  take(
    claimId: ClaimId,
    room: number,
    starting: number,
  ): { readonly tally: Tally; readonly end: () => void } {
    const tally = new Tally();
    const { promise: done, resolve } = Promise.withResolvers<void>();
    this.#takings.set(claimId, { room, starting, tally, done });
    const end = () => {
      this.#takings.delete(claimId);
      resolve();
    };
    return { tally, end };
  }

  /** Resolves when no tick takes anything any more. */
  async over(): Promise<void> {
    await Promise.all(Array.from(this.#takings.values(), ({ done }) => done));
  }

  /** What is left of this room. */
  roomOf(room: number): number {
    return this.#all().reduce((rest, { room }) => rest - room, room);
  }

  /** How many of the next may start at once: none when executions that may not start are coming. */
  startingOf(starting: number): number {
    return this.#all().reduce((rest, { room, starting }) => {
      return starting < room ? 0 : Math.max(0, rest - starting);
    }, starting);
  }

  #all(): Coming[] {
    return [this.#claiming, ...this.#takings.values()];
  }
}
