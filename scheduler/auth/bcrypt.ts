import { bcrypt as hashWasmBcrypt } from "hash-wasm";

/** The input of one run of bcrypt, as plain data that can go to another thread. */
export interface BcryptWork {
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly cost: number;
}

/** @returns the 23 bytes that a hash keeps. */
export type Bcrypt = (work: BcryptWork) => Promise<Uint8Array>;

/** bcrypt reads no more of a password, and libraries leave out the rest. */
const mostBytes = 72;

/** Blocks its thread for up to seconds: servers use the hashing thread. */
export const bcrypt: Bcrypt = async ({ password, salt, cost }) => {
  const digest = await hashWasmBcrypt({
    password: password.subarray(0, mostBytes),
    salt,
    costFactor: cost,
    outputType: "binary",
  });
  return digest.slice(0, 23);
};
