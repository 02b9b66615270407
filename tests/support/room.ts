import { type ClaimId, newId } from "../../scheduler/model/ids.ts";
import type { Taker } from "../../scheduler/store/firing/taking.ts";
import type { Lease } from "../../scheduler/store/running/leases.ts";
import type { Claimed } from "../../scheduler/store/running/queue.ts";

/** A worker with room for so many, which notes what it is told. */
export class Room implements Taker {
  readonly claimed: Claimed[] = [];
  readonly dropped: string[] = [];
  readonly #lease: Lease;
  #room: number;

  constructor(lease: Lease, room: number) {
    this.#lease = lease;
    this.#room = room;
  }

  get taken() {
    return this.claimed.flatMap(({ executions }) => executions);
  }

  take(most: number) {
    const room = Math.min(most, this.#room);
    if (room === 0 || this.dropped.includes("lost")) return undefined;
    this.#room -= room;
    return {
      lease: this.#lease,
      claimId: newId<ClaimId>(0),
      room,
      taken: (claimed: Claimed) => {
        this.claimed.push(claimed);
        this.#room += room - claimed.executions.length;
      },
      dropped: (why: string) => {
        this.dropped.push(why);
        this.#room += room;
      },
    };
  }
}
