/// <reference lib="deno.worker" />
import { argon2id, type Argon2Work } from "./argon2.ts";

/** The far side of `argon2_thread.ts`: one message in, one answer out; no answer can be `undefined`. */
self.onmessage = async ({ data: work }: MessageEvent<Argon2Work>) => {
  self.postMessage(await argon2id(work).catch(() => undefined));
};
