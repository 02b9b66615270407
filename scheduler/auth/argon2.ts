import { argon2id as hashWasmArgon2id } from "hash-wasm";

/** One run of Argon2id (version 1.3): what it is asked, as plain data that can go to another thread. */
export interface Argon2Work {
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
  readonly tagBytes: number;
}

/** Answers the tag. */
export type Argon2 = (work: Argon2Work) => Promise<Uint8Array>;

/** Keeps its thread busy for tens of milliseconds: servers ask {@link createArgon2Thread} instead. */
export const argon2id: Argon2 = (work) =>
  hashWasmArgon2id({
    password: work.password,
    salt: work.salt,
    memorySize: work.memoryKiB,
    iterations: work.passes,
    parallelism: work.lanes,
    hashLength: work.tagBytes,
    outputType: "binary",
  });
