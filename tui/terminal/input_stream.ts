import type { Clock } from "./clock.ts";
import { decode, flush, type Input, isPasting } from "./input.ts";

/** After this time a lone escape byte is the Escape key, and `ESC O` is alt+O. */
const escapeMs = 50;
/** The halves of a terminal's reply, and the chunks of a paste, may come more slowly. */
const replyMs = 2000;
const pasteMs = 5000;
/** The first bytes of a reply that are keys too. A person needs more than one byte for `ESC [`. */
// deno-lint-ignore no-control-regex -- escape sequences begin with it
const keyLike = /^\x1b[OPX]?$/;

/** Turns the chunks of a terminal's input into keys, pastes and clicks. Waits for the rest of a sequence that was cut. */
export class InputStream {
  readonly #clock: Clock;
  readonly #onInputs: (inputs: readonly Input[]) => void;
  #pending = "";
  /** The first bytes that were taken for a key. The next chunk may show that they began a reply. */
  #taken = "";
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, onInputs: (inputs: readonly Input[]) => void) {
    this.#clock = clock;
    this.#onInputs = onInputs;
  }

  take(chunk: string): void {
    this.#cancel?.();
    this.#cancel = undefined;
    // A terminal sends the rest of a sequence as one chunk. A person's keys come one by one.
    const begin = chunk.length > 1 && isRest(this.#taken, chunk) ? this.#taken : "";
    this.#taken = "";
    const { inputs, rest } = decode(this.#pending + begin, chunk);
    this.#pending = rest;
    if (rest !== "") this.#cancel = this.#clock.after(waitOf(rest), () => this.#end());
    this.#onInputs(inputs);
  }

  stop(): void {
    this.#cancel?.();
  }

  /** Nothing more came. */
  #end(): void {
    const rest = this.#pending;
    this.#pending = "";
    this.#cancel = undefined;
    if (keyLike.test(rest)) {
      this.#taken = rest;
      this.#cancel = this.#clock.after(replyMs, () => this.#taken = "");
    }
    const inputs = flush(rest);
    if (inputs.length > 0) this.#onInputs(inputs);
  }
}

function waitOf(rest: string): number {
  if (isPasting(rest)) return pasteMs;
  return keyLike.test(rest) ? escapeMs : replyMs;
}

/** Whether the chunk goes on with a sequence that began with `taken`. */
function isRest(taken: string, chunk: string): boolean {
  if (taken === "") return false;
  if (taken === "\x1b") return /^[[\]P_^XO]/.test(chunk);
  // The body of a DCS reply begins with parameters, `>` or `!`; of SS3 only one letter comes.
  return taken === "\x1bP" && /^[0-9>!+$]/.test(chunk);
}
