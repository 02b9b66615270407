/// <reference lib="deno.worker" />
import { argon2id, type Argon2Work } from "./argon2.ts";
import { bcrypt, type BcryptWork } from "./bcrypt.ts";

/** The worker of `argon2_thread.ts`: one answer for each message. `undefined` means that the work failed. */
self.onmessage = async ({ data: work }: MessageEvent<Argon2Work | BcryptWork>) => {
  const hashed = "cost" in work ? bcrypt(work) : argon2id(work);
  self.postMessage(await hashed.catch(() => undefined));
};
