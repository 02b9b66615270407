import { second } from "../model/time.ts";
import { Refusal } from "../model/refusal.ts";
import type { Argon2, Argon2Work } from "./argon2.ts";
import type { Bcrypt, BcryptWork } from "./bcrypt.ts";

export interface Argon2Thread {
  /** Runs one task at a time, in order. @throws Refusal `unavailable` when too many wait already. */
  readonly argon2: Argon2;
  /** The same for bcrypt, in the same queue. */
  readonly bcrypt: Bcrypt;
  /** Finishes the waiting tasks and ends the worker. A later request starts a new worker. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

type HashWork = Argon2Work | BcryptWork;

export interface Argon2ThreadOptions {
  readonly startWorker?: () => Worker;
  /** Does the work where no worker can run. */
  readonly argon2Here?: Argon2;
  readonly idleMs?: number;
  readonly answerWithinMs?: number;
  readonly maxWaiting?: number;
  readonly worksPerWorker?: number;
}

/**
 * Runs Argon2id in one worker thread, which starts at the first request and ends when it is idle. Where
 * there is no `Worker`, or it does not answer, the calling thread does the work.
 */
export function createArgon2Thread(options: Argon2ThreadOptions = {}): Argon2Thread {
  const startWorker = options.startWorker ?? startArgon2Worker;
  const argon2Here = options.argon2Here ?? importedArgon2;
  const idleMs = options.idleMs ?? 5 * second;
  // About 400 times what a hash takes: only a worker that did not start is this slow.
  const answerWithinMs = options.answerWithinMs ?? 30 * second;
  // About 15 s of work: a later caller would give up before its turn.
  const maxWaiting = options.maxWaiting ?? 200;

  // Each hash fills 19 MB of new WebAssembly memory, and V8 does not see that it is time to collect the
  // old ones: 200 hashes in a row took 600 MB. Ending the worker frees its memory.
  const worksPerWorker = options.worksPerWorker ?? 4;

  let worker: Worker | undefined;
  let worksDone = 0; // of this worker
  let workerWorks: boolean | undefined; // unknown until the first answer
  let lastTurn: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let idleTimer: ReturnType<typeof setTimeout> | undefined;

  function endWorker(): void {
    clearTimeout(idleTimer);
    worker?.terminate();
    worker = undefined;
    worksDone = 0;
  }

  async function inWorker(work: HashWork): Promise<Uint8Array | undefined> {
    if (workerWorks === false) return undefined;
    try {
      worker ??= startWorker();
      const tag = await ask(worker, work, answerWithinMs);
      workerWorks = true;
      if (++worksDone >= worksPerWorker) endWorker();
      return tag;
    } catch {
      // The worker could not start, died or hangs. A worker that worked before gets another chance.
      workerWorks = workerWorks === true ? undefined : false;
      endWorker();
      return undefined;
    }
  }

  async function takeTurn(work: HashWork): Promise<Uint8Array> {
    try {
      return await inWorker(work) ??
        await ("cost" in work ? importedBcrypt(work) : argon2Here(work));
    } finally {
      waiting--;
      if (waiting === 0 && worker !== undefined) {
        idleTimer = setTimeout(endWorker, idleMs);
        Deno.unrefTimer(idleTimer);
      }
    }
  }

  function enqueue(work: HashWork): Promise<Uint8Array> {
    if (waiting >= maxWaiting) {
      return Promise.reject(
        new Refusal("unavailable", "Too many log-ins are waiting for their turn.", {
          retryAfterSeconds: 15,
        }),
      );
    }
    waiting++;
    clearTimeout(idleTimer);
    const turn = lastTurn.then(() => takeTurn(work));
    lastTurn = turn.catch(() => {});
    return turn;
  }

  async function stop(): Promise<void> {
    while (waiting > 0) await lastTurn;
    endWorker();
  }

  return { argon2: enqueue, bcrypt: enqueue, stop, [Symbol.asyncDispose]: stop };
}

function startArgon2Worker(): Worker {
  return new Worker(new URL("./argon2_worker.ts", import.meta.url), {
    type: "module",
    name: "argon2",
  });
}

/** Loads the WebAssembly only when this thread needs it. */
const importedArgon2: Argon2 = async (work) => {
  const tag = await (await import("./argon2.ts")).argon2id(work);
  // V8 counts this memory, unlike that of WebAssembly, and so collects both sooner: hundreds of hashes in
  // a row need about half the memory.
  void new ArrayBuffer(work.memoryKiB * 1024);
  return tag;
};

const importedBcrypt: Bcrypt = async (work) => (await import("./bcrypt.ts")).bcrypt(work);

/** Rejects if the worker fails or does not answer; `undefined` if this one work failed. */
function ask(
  worker: Worker,
  work: HashWork,
  answerWithinMs: number,
): Promise<Uint8Array | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>();
  const timer = setTimeout(() => reject(new Error("no answer")), answerWithinMs);
  worker.onmessage = ({ data }: MessageEvent<Uint8Array | undefined>) => resolve(data);
  worker.onmessageerror = () => reject(new Error("an unreadable answer"));
  worker.onerror = (event) => {
    event.preventDefault(); // otherwise the error ends the whole process
    reject(new Error(event.message));
  };
  worker.postMessage(work);
  return promise.finally(() => clearTimeout(timer));
}
