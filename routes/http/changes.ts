import type { Context } from "hono";
import type { Caller } from "../../scheduler/model/caller.ts";
import type { Clock, Instant } from "../../scheduler/model/time.ts";
import type { AppEnv } from "../deps.ts";
import { ifMatch } from "./etags.ts";

/** A change of a record that a request asks for. */
export interface Change<R> {
  readonly caller: Caller;
  readonly now: Instant;
  /**
   * Called with the record in the transaction that changes it.
   * @throws Refusal `not_found` or `forbidden` by the rights of the caller, then `precondition_failed` by `If-Match`.
   */
  readonly mustFit: (record: R) => void;
}

/** @param mustChange throws Refusal where the caller may not change the record. */
export function changeBy<R extends { readonly version: number }>(
  c: Context<AppEnv>,
  clock: Clock,
  mustChange: (caller: Caller, record: R) => void,
): Change<R> {
  const [caller, mustMatch] = [c.get("caller"), ifMatch(c)];
  const mustFit = (record: R) => {
    mustChange(caller, record);
    mustMatch(record);
  };
  return { caller, now: clock.now(), mustFit };
}
