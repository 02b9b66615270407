/** The wall clock of some processes, which can be set while they run. */
export class SetClock {
  readonly #path: string;
  readonly environment: Record<string, string>;
  #offsetMs: number;

  constructor(folder: string, offsetMs: number) {
    this.#path = `${folder}/clock_${crypto.randomUUID()}`;
    this.environment = { WRONG_CLOCK: this.#path };
    this.#offsetMs = offsetMs;
    this.set(offsetMs);
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  now(): number {
    return Date.now() + this.#offsetMs;
  }

  set(offsetMs: number): void {
    this.#offsetMs = offsetMs;
    // Written beside it first: the process must not read half a number.
    Deno.writeTextFileSync(`${this.#path}.new`, String(offsetMs));
    Deno.renameSync(`${this.#path}.new`, this.#path);
  }
}
