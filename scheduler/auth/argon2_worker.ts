/// <reference lib="deno.worker" />
import { argon2id, type Argon2Work } from "./argon2.ts";

/** The worker of `argon2_thread.ts`: one answer for each message. `undefined` means that the work failed. */
self.onmessage = async ({ data: work }: MessageEvent<Argon2Work>) => {
  self.postMessage(await argon2id(work).catch(() => undefined));
};
