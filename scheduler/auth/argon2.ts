import { argon2id as hashWasmArgon2id } from "hash-wasm";

/** The input of one run of Argon2id (version 1.3), as plain data that can go to another thread. */
export interface Argon2Work {
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
  readonly tagBytes: number;
}

/** @returns the tag. */
export type Argon2 = (work: Argon2Work) => Promise<Uint8Array>;

/** Blocks its thread for tens of milliseconds: servers use {@link createArgon2Thread}. */
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
