import { type CategoryId, type ClaimId, newId, type WorkerId } from "../model/ids.ts";
import { giveBackUnknown } from "../store/running/leases.ts";
import type { Entry } from "../store/kv/database.ts";
import { claimNext } from "../store/running/queue.ts";
import { isAnyReady, type Ready } from "../store/running/ready.ts";
import type { Taker, Taking } from "../store/firing/taking.ts";
import { ComingClaims } from "./coming_claims.ts";
import { Holdings, type HoldingsDeps } from "./holdings.ts";
import { JobCategoriesSeen } from "./job_categories_seen.ts";
import { type LeaseHolder, LeaseKeeper, type LeaseKeeperDeps } from "./lease_keeper.ts";
import { Recorder } from "./recorder.ts";
import { RoomWait } from "./room_wait.ts";

export interface WorkerDeps extends HoldingsDeps, LeaseKeeperDeps {
  /** Whether the worker may claim now. Absent: it always may. */
  readonly mayClaim?: () => boolean;
}

/** After this time the queue may hold executions of which this worker got no notice. */
const lookAgainMs = 50;

/** A tick waits this long for a place at most: other workers may have places. */
const waitForRoomMs = 200;

/** Claims executions, runs them, and records how they ended. */
export class Worker implements Taker, LeaseHolder {
  readonly #deps: WorkerDeps;
  readonly #keeper: LeaseKeeper;
  readonly #recorder: Recorder;
  readonly #holdings: Holdings;
  readonly #coming = new ComingClaims();
  readonly #categories: JobCategoriesSeen;
  readonly #roomWait = new RoomWait(() => this.#tickRoom());
  #pumping: Promise<void> | undefined;
  #pumpAgain = false;
  #preparing: Promise<unknown> | undefined;
  #mayBeReady = true;
  #lookedAt = 0;
  /** A claim failed with an error; it may have been committed all the same. */
  #mayHaveUnknown = false;
  #isLookingForUnknown = false;
  #isStopping = false;

  readonly #mayClaim: () => Promise<boolean>;

  /** @param mayClaim asked before each claim. */
  constructor(deps: WorkerDeps, mayClaim = () => Promise.resolve(true)) {
    this.#deps = deps;
    this.#mayClaim = mayClaim;
    this.#keeper = new LeaseKeeper(deps, this);
    this.#recorder = new Recorder(deps, {
      written: () => this.#roomWait.notice(),
      idle: () => {
        this.#holdings.recorded();
        this.#claimMore();
      },
      isAllOver: () => this.#holdings.isEmpty,
    });
    this.#holdings = new Holdings(deps, this.#recorder, (now) => this.#claimMore(now));
    this.#categories = new JobCategoriesSeen(deps.db, this.#holdings.shares);
  }

  /** The id under which this worker claims; `undefined` while it has no lease. */
  get id(): WorkerId | undefined {
    return this.#keeper.lease?.workerId;
  }

  /** Claims ready executions while there is room, and goes on as room gets free. Never rejects. */
  pump(): Promise<void> {
    this.#mayBeReady = true;
    this.#pumpAgain = true;
    return this.#pumping ??= this.#claimAll();
  }

  async haveRoom(most: number, isWhole = false): Promise<boolean> {
    const isShort = () => !this.#isStopping && this.#holdings.mayBeShort;
    const { mostRoom } = this.#holdings;
    const wanted = Math.min(most, isWhole ? mostRoom : mostRoom / 2);
    while (isShort() && this.#tickRoom() < wanted) {
      const { endedSoFar } = this.#holdings;
      if (await this.#roomWait.comes(wanted, waitForRoomMs)) break;
      // Ends and claims that are not written yet say that the database is slow, and nothing about the runs.
      const isWriting = this.#recorder.pending > 0 || this.#coming.takings.size > 0;
      if (isWriting || this.#holdings.endedSoFar > endedSoFar) continue;
      this.#holdings.noneEnded();
    }
    return isShort() && this.#tickRoom() > 0;
  }

  /** Claims more when room gets free, unless the queue was empty a moment ago. */
  #claimMore(now = performance.now()): void {
    this.#roomWait.notice();
    if (this.#isStopping) return;
    if (this.#mayBeReady || now - this.#lookedAt > lookAgainMs) this.pump();
  }

  /** Resolves when nothing is ready any more and everything that was claimed is over. */
  async drain(): Promise<void> {
    for (;;) {
      // An execution that ends during the claim may put a retry into the queue after the claim has read the queue.
      const [wasOver, { heldSoFar }] = [this.#isOver, this.#holdings];
      await this.pump();
      if (wasOver && this.#isOver && this.#holdings.heldSoFar === heldSoFar) return;
      await this.#holdings.over();
      await this.#recorder.written();
    }
  }

  /** Claims no more, interrupts the runs, and gives back those that do not finish. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#holdings.interrupt();
    await this.#pumping;
    await this.#coming.over();
    this.#holdings.interrupt();
    await this.#holdings.over();
    await this.#recorder.written();
    await this.#preparing?.catch(() => {});
    await this.#keeper.leave();
  }

  /** Takes a lease, so that the next tick can take executions for this worker. Does nothing without room. */
  async prepare(look = () => this.#categories.look()): Promise<void> {
    if (this.#isStopping || this.#room() <= 0) return;
    try {
      this.#preparing = this.#keeper.have();
      await Promise.all([this.#preparing, look()]);
    } catch (error) {
      this.#deps.log.error("no lease could be taken", { error });
    }
  }

  take(most: number, isWhole = false): Taking | undefined {
    const { lease } = this.#keeper;
    // What a new worker takes too much goes to the queue a little later. Without this, most of it would go there at once.
    const isFirst = isWhole && this.#holdings.isNew && this.#coming.takings.size === 0;
    const room = isFirst ? most : Math.min(most, this.#tickRoom());
    const isUnsure = this.#mayHaveUnknown || this.#isLookingForUnknown || this.#keeper.isUnsure;
    if (lease === undefined || room <= 0 || this.#isStopping || isUnsure) return undefined;
    const claimId = newId<ClaimId>(this.#deps.clock.now());
    const starting = Math.min(room, this.#coming.startingOf(this.#holdings.starting));
    const { tally, end } = this.#coming.take(claimId, room, starting);
    return {
      lease,
      claimId,
      room,
      starting,
      admits: (category, more) => {
        const { shares, mostRoom } = this.#holdings;
        return shares.admits(category, more, mostRoom, () => this.#coming.tallies);
      },
      note: (category) => tally.add(category, 1),
      taken: (claimed) => {
        end();
        this.#holdings.hold(claimed);
        this.#roomWait.notice();
      },
      dropped: (why) => {
        end();
        this.#roomWait.notice();
        if (why === "unknown") this.#mayHaveUnknown = true;
        // If the lease was not renewed meanwhile, the lease itself may be lost.
        if (why === "lost" && this.#keeper.lease === lease) void this.renewLease();
      },
    };
  }

  /** A place in which one execution starts at once; `undefined` where all are taken. Never rejects. */
  async takePlace(): Promise<Taking | undefined> {
    if (!await this.#mayClaim().catch(() => false)) return undefined;
    // A person waits for the answer.
    await this.prepare(() => this.#categories.lookAgain());
    if (this.#room() <= this.#holdings.roomAhead) return undefined;
    const taking = this.take(1);
    if (taking === undefined) return undefined;
    if (taking.starting === 1) {
      // It must start at once: a slot that is kept for other categories is no place for it.
      const mayStart = (category: CategoryId) => this.#holdings.shares.mayStart(category);
      return {
        ...taking,
        admits: (category, more) => mayStart(category) && (taking.admits?.(category, more) ?? true),
      };
    }
    taking.dropped("unused");
    return undefined;
  }

  renewLease(): Promise<void> {
    return this.#keeper.renew();
  }

  isIdle(): boolean {
    return this.#isOver && this.#pumping === undefined && this.#coming.takings.size === 0;
  }

  /** Whether nothing is held and every end is written. */
  get #isOver(): boolean {
    return this.#holdings.isEmpty && this.#recorder.isIdle;
  }

  leaseLost(): void {
    this.#deps.log.warn("the lease was lost; other workers take over what runs here", {
      executions: this.#holdings.size,
    });
    this.#recorder.drop();
    this.#holdings.lose();
    this.pump();
  }

  /** How many more executions may be claimed. */
  #room(): number {
    return this.#coming.roomOf(this.#holdings.room);
  }

  /** How many of them a tick may take: not the kept slots, in which what waits has its turn. */
  #tickRoom(): number {
    return this.#room() - this.#holdings.shares.kept;
  }

  async #claimAll(): Promise<void> {
    const { log } = this.#deps;
    // Without this turn, #pumping could be cleared before pump() sets it, and would then stay set for ever.
    await Promise.resolve();
    while (this.#pumpAgain && !this.#isStopping) {
      this.#pumpAgain = false;
      // No more than one claim can take, because a tick cannot use the room that is set aside for the claim.
      const room = Math.min(this.#room(), this.#deps.db.limits.checks - 1);
      if (room <= 0) break;
      try {
        if (await this.#claim(room)) this.#pumpAgain = true;
      } catch (error) {
        this.#mayHaveUnknown = true;
        log.error("executions could not be claimed", { error });
      }
      this.#roomWait.notice();
    }
    // Not in a `finally()`, which runs later: a call that comes in between must start a new claim.
    this.#pumping = undefined;
  }

  /** @returns whether another claim may find more. */
  async #claim(room: number): Promise<boolean> {
    const { db, clock } = this.#deps;
    if (!await this.#mayClaim()) return false;
    // An idle server comes here several times a second: it must neither take a lease nor write.
    if (this.#keeper.lease === undefined && !await isAnyReady(db, clock.now())) return false;
    if (this.#mayHaveUnknown) await this.#lookForUnknown();
    const lease = await this.#keeper.have();
    if (lease === undefined) return true;
    this.#mayBeReady = false;
    this.#lookedAt = performance.now();
    const starting = Math.min(room, this.#coming.startingOf(this.#holdings.starting));
    this.#coming.claim(room, starting);
    const choose = (ready: Ready) => this.#choose(ready, room);
    const claimed = await claimNext(db, lease, room, clock.now(), { starting, choose })
      .finally(() => this.#coming.claimed());
    if (claimed === undefined) {
      await new Promise((done) => setTimeout(done, 10 * Math.random()));
      return true;
    }
    this.#holdings.hold(claimed);
    if (claimed.executions.length > 0) this.#mayBeReady = true;
    return claimed.executions.length > 0;
  }

  async #choose(ready: Ready, slots: number): Promise<Entry<unknown>[]> {
    const { shares, mostRoom } = this.#holdings;
    await this.#categories.lookBefore(ready, slots);
    const coming = this.#coming.tallies;
    const { dealt, tally } = shares.deal(ready, { slots, mostHeld: mostRoom, coming });
    this.#coming.chosen(tally);
    return dealt;
  }

  /** Gives back claims that this worker does not know. Meanwhile no tick takes anything, which would look unknown. */
  async #lookForUnknown(): Promise<void> {
    const { db, clock } = this.#deps;
    this.#isLookingForUnknown = true;
    this.#mayHaveUnknown = false;
    try {
      // A claim that is still on its way checks the lease as it was, so it cannot land any more.
      await this.#keeper.renew();
      const { lease } = this.#keeper;
      if (this.#keeper.isUnsure) throw new Error("nobody knows whether the lease was renewed");
      if (lease !== undefined) await giveBackUnknown(db, lease, this.#knownClaims(), clock.now());
    } catch (error) {
      this.#mayHaveUnknown = true;
      throw error;
    } finally {
      this.#isLookingForUnknown = false;
    }
  }

  #knownClaims(): Set<ClaimId> {
    const ids = [...this.#holdings.claims, ...this.#recorder.claims]
      .map(({ key }) => key.at(-1) as ClaimId);
    return new Set([...ids, ...this.#coming.takings]);
  }
}
