import { second } from "../model/time.ts";

/** How long ready work of another process may wait where its commits cannot be seen. */
export const pollMs = 250;
export const sweepsPerLease = 3;
export const shortestSweepMs = 100;
/** How often waits are looked at while the clock of another process is ahead. */
export const rebaseEveryMs = 5 * second;
