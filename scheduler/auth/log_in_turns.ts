import { Refusal } from "../model/refusal.ts";

/** How many log-ins of one address are checked at once. */
const atOnce = 4;
/** How many more log-ins of one address may wait for their turn. */
const mostWaiting = 60;

/**
 * Lets log-ins of one address take turns. All log-ins share one thread that hashes passwords, which takes some
 * tens of milliseconds each: without turns, one address could make all others wait.
 */
export class LogInTurns {
  readonly #lines = new Map<string, Line>();

  /** @param group what counts as one address. @throws Refusal `too_many_attempts` when too many wait. */
  async take<T>(group: string, act: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(group) ?? { running: 0, waiting: [] };
    this.#lines.set(group, line);
    await enter(line);
    try {
      return await act();
    } finally {
      leave(line);
      if (line.running === 0) this.#lines.delete(group);
    }
  }
}

/** The log-ins of one address. */
interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

async function enter(line: Line): Promise<void> {
  if (line.running < atOnce) {
    line.running++;
    return;
  }
  if (line.waiting.length >= mostWaiting) {
    throw new Refusal("too_many_attempts", "Too many log-ins from this address at once.", {
      retryAfterSeconds: 5,
    });
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  line.waiting.push(resolve);
  await promise;
}

/** Hands the place to the log-in that waited longest. */
function leave(line: Line): void {
  const next = line.waiting.shift();
  if (next === undefined) line.running--;
  else next();
}
