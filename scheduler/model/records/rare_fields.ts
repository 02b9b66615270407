import type { Scheduled } from "./execution_record.ts";

/** The fields that few executions have. */
export type Rare = Pick<
  Scheduled,
  | "formerId"
  | "reason"
  | "retryOf"
  | "coalesced"
  | "coalescedSince"
  | "givenBack"
  | "isListed"
  | "isPaused"
  | "traceparent"
>;

const noneRare: Rare = {};

/**
 * The fields that few executions have, of one that may have them. They are named one by one: a rest pattern takes twenty times
 * as long, and each minute makes thousands of executions.
 */
export function rareOf(of: Rare): Rare {
  const { formerId, reason, retryOf, coalesced, coalescedSince, givenBack } = of;
  const { isListed, isPaused, traceparent } = of;
  const any = formerId ?? reason ?? retryOf ?? coalesced ?? coalescedSince ?? givenBack ??
    isListed ?? isPaused ?? traceparent;
  if (any === undefined) return noneRare;
  return {
    ...(formerId === undefined ? {} : { formerId }),
    ...(reason === undefined ? {} : { reason }),
    ...(retryOf === undefined ? {} : { retryOf }),
    ...(coalesced === undefined ? {} : { coalesced }),
    ...(coalescedSince === undefined ? {} : { coalescedSince }),
    ...(givenBack === undefined ? {} : { givenBack }),
    ...(isListed === undefined ? {} : { isListed }),
    ...(isPaused === undefined ? {} : { isPaused }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
