import { isSuccess, percentilesOf } from "../../routes/contract/facts.ts";
import type { Past } from "./server/executions.ts";

/** How long the last successes of a job took, by the rule of the server's figures. */
export interface Durations {
  readonly p50: number;
  readonly p95: number;
  /** The median of the newer half as a share of the older half's; 1: no change. Absent with fewer than four. */
  readonly trend?: number;
}

const known = new WeakMap<readonly Past[], Durations | "none">();

/** Of the kept history, which is the server's last executions. `undefined`: none succeeded. */
export function durationsOf(history: readonly Past[] | undefined): Durations | undefined {
  if (history === undefined) return undefined;
  let durations = known.get(history);
  if (durations === undefined) {
    durations = measured(history) ?? "none";
    known.set(history, durations);
  }
  return durations === "none" ? undefined : durations;
}

const leastForTrend = 4;

function measured(history: readonly Past[]): Durations | undefined {
  const took = history.flatMap(({ state, duration_ms }) =>
    isSuccess(state) && duration_ms !== null ? duration_ms : []
  );
  const all = percentilesOf(took);
  if (all === undefined) return undefined;
  const { p50, p95 } = all;
  const half = Math.floor(took.length / 2);
  const newer = percentilesOf(took.slice(0, half))?.p50;
  const older = percentilesOf(took.slice(-half))?.p50;
  const hasTrend = took.length >= leastForTrend && newer !== undefined && older !== undefined;
  return { p50, p95, ...(hasTrend && older > 0 ? { trend: newer / older } : {}) };
}
