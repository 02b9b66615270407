import type { StorageFullError } from "./failures.ts";

/** A small write may still find room while larger ones do not: the storage counts as full for this long after a refusal. */
const calmMs = 10_000;

/** Whether the storage takes writes, as the writes of this process found. */
export class StorageState {
  readonly #elapsed: () => number;
  #refusal: StorageFullError | undefined;
  #refusedAt = -Infinity;
  #wroteAt = -Infinity;

  /** @param elapsed milliseconds that never jump. */
  constructor(elapsed: () => number = () => performance.now()) {
    this.#elapsed = elapsed;
  }

  /** Why the storage takes no writes; `undefined` while it takes them. */
  get refusal(): StorageFullError | undefined {
    const isOver = this.#wroteAt > this.#refusedAt && this.#elapsed() - this.#refusedAt > calmMs;
    return isOver ? undefined : this.#refusal;
  }

  /** Whether nobody has written since the last refusal: only a write can tell whether there is room again. */
  get isUnsure(): boolean {
    return this.#refusal !== undefined && this.#wroteAt <= this.#refusedAt;
  }

  refused(refusal: StorageFullError): void {
    this.#refusal = refusal;
    this.#refusedAt = this.#elapsed();
  }

  written(): void {
    if (this.#refusal !== undefined) this.#wroteAt = this.#elapsed();
  }
}
