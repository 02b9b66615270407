import { day } from "../model/time.ts";
import type { Worker } from "../store/kv/records.ts";

/** Nobody asks for a process that ended so long ago. */
const keptMs = day;

/**
 * A locked file that shows that this process lives. The system takes the lock back when the process ends, however it
 * ends, and keeps it while the process is frozen. So others on the same machine see at once that a process is gone.
 */
export class ProcessLock {
  readonly processId: string;
  readonly #folder: string;
  readonly #hostname: string;
  readonly #file: Deno.FsFile;

  private constructor(folder: string, hostname: string, processId: string, file: Deno.FsFile) {
    this.#folder = folder;
    this.#hostname = hostname;
    this.processId = processId;
    this.#file = file;
  }

  /**
   * @param folder made where it is not there; all processes of one database share it.
   * @returns `undefined` where files cannot be locked.
   */
  static async take(folder: string, hostname: string): Promise<ProcessLock | undefined> {
    const processId = crypto.randomUUID();
    try {
      await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
      const options = { write: true, createNew: true, mode: 0o600 };
      const file = await Deno.open(`${folder}/${processId}`, options);
      const lock = new ProcessLock(folder, hostname, processId, file);
      if (!await file.tryLock(true)) return undefined;
      await lock.#removeOld();
      return lock;
    } catch {
      return undefined;
    }
  }

  /** Whether it is certain that the worker's process has ended. */
  async isGone({ hostname, processId }: Worker): Promise<boolean> {
    if (processId === undefined || processId === this.processId || hostname !== this.#hostname) {
      return false;
    }
    return await isFree(`${this.#folder}/${processId}`);
  }

  async release(): Promise<void> {
    this.#file.close();
    await Deno.remove(`${this.#folder}/${this.processId}`).catch(() => {});
  }

  async #removeOld(): Promise<void> {
    for await (const { name } of Deno.readDir(this.#folder)) {
      const path = `${this.#folder}/${name}`;
      const { mtime } = await Deno.stat(path);
      const isOld = mtime !== null && Date.now() - mtime.getTime() > keptMs;
      if (isOld && name !== this.processId && await isFree(path)) await Deno.remove(path);
    }
  }
}

/** `false` where there is no such file: somebody may have removed it. */
async function isFree(path: string): Promise<boolean> {
  try {
    using file = await Deno.open(path, { read: true, write: true });
    return await file.tryLock(true);
  } catch {
    return false;
  }
}
