import { z } from "zod";
import {
  bytesOfIds,
  ExecutionId,
  idsIn,
  isIdBytes,
  JobId,
  SheetId,
  slotId,
  slotOf,
} from "../ids.ts";

/** Executions that a worker claimed in one commit. A worker whose claim is gone has lost them, and writes nothing. */
const PlainClaim = z.object({
  /** In the order in which they start. */
  executionIds: z.array(ExecutionId),
  /** How many of them, from the first on, may have started when they were claimed. Absent: all. */
  starting: z.number().exactOptional(),
  /** Another process takes the executions: the worker has lost them. */
  isTaken: z.literal(true).exactOptional(),
  /**
   * The job of each execution. Only a claim that a fire made has it: such an execution counts as an instance of its job
   * as long as the claim is there.
   */
  jobIds: z.array(JobId).exactOptional(),
});
export type Claim = z.infer<typeof PlainClaim>;

/** The stored form where a claim has a whole sheet: the ids of its executions need not be stored. */
const SheetClaim = z.object({
  sheet: SheetId,
  jobs: z.instanceof(Uint8Array).refine(isIdBytes),
  starting: z.number().exactOptional(),
  isTaken: z.literal(true).exactOptional(),
}).transform(({ sheet, jobs, ...rest }): Claim => {
  const jobIds = idsIn<JobId>(jobs);
  return { ...rest, executionIds: jobIds.map((_, place) => slotId(sheet, place)), jobIds };
});

/** A claim as it is stored, in either form. */
export const Claim: z.ZodType<Claim> = z.union([SheetClaim, PlainClaim]);

/** What is stored of a claim. */
export function storedClaim(claim: Claim): unknown {
  const { executionIds: [first], jobIds } = claim;
  const sheet = first === undefined ? undefined : slotOf(first)?.sheet;
  if (sheet === undefined || jobIds?.length !== claim.executionIds.length) return claim;
  if (claim.executionIds.some((id, place) => id !== slotId(sheet, place))) return claim;
  const { executionIds: _e, jobIds: _j, ...rest } = claim;
  return { sheet, jobs: bytesOfIds(jobIds), ...rest };
}
