import type { GivenHeader } from "./parts.ts";
import type { Answered, Asked } from "./snapshot_worker.ts";

/**
 * The bytes of a backup of a database file, read and packed by a thread of its own: the service goes on meanwhile.
 * @throws an error that names the reason where the file cannot be read.
 */
export async function* threadParts(path: string, header: GivenHeader): AsyncGenerator<Uint8Array> {
  const worker = new Worker(new URL("./snapshot_worker.ts", import.meta.url), { type: "module" });
  try {
    for (let asked: Asked = { path, header };; asked = "next") {
      const { part } = await ask(worker, asked);
      if (part === undefined) return;
      yield part;
    }
  } finally {
    worker.terminate();
  }
}

async function ask(worker: Worker, asked: Asked): Promise<{ part: Uint8Array | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  worker.onmessage = ({ data }: MessageEvent<Answered>) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault(); // otherwise the process ends
    reject(new Error(event.message));
  };
  worker.postMessage(asked);
  const answer = await promise;
  if ("failed" in answer) throw new Error(answer.failed);
  return answer;
}
