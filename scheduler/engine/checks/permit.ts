import type { Clock, Instant } from "../../model/time.ts";
import type { ClockCheck } from "./clock_check.ts";
import type { SchemaCheck } from "./schema_check.ts";

/** Whether a process may fire, claim, recover and remove: its clock is right, and it knows the database's layout. */
export class Permit {
  readonly #clock: Clock;
  readonly #check: Pick<ClockCheck, "mayAct" | "settle">;
  readonly #schema: SchemaCheck;

  constructor(clock: Clock, check: Pick<ClockCheck, "mayAct" | "settle">, schema: SchemaCheck) {
    this.#clock = clock;
    this.#check = check;
    this.#schema = schema;
  }

  /** Finds out whether the clock is right, where that is not known yet. @returns as {@link mayAct}. */
  async settled(): Promise<boolean> {
    return await this.#check.settle() && await this.mayAct();
  }

  async mayAct(): Promise<boolean> {
    return this.#check.mayAct && await this.#schema.mayAct();
  }

  /** The time, as it may be acted on; `undefined` where this process must not act. */
  async now(): Promise<Instant | undefined> {
    if (!await this.#schema.mayAct()) return undefined;
    // The clock is read first: it may be set between a check and its reading.
    const now = this.#clock.now();
    return this.#check.mayAct ? now : undefined;
  }
}
