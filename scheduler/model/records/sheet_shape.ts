import type { ClaimId, PackId, WorkerId } from "../ids.ts";
import type { JobSnapshot } from "../job_snapshot.ts";
import type { Ended } from "./execution_record.ts";

/** What the executions of a sheet have in common. */
export interface SheetHead {
  /** When the executions were made and claimed. */
  readonly claimedAt: number;
  readonly workerId: WorkerId;
  readonly claimId: ClaimId;
  readonly hostname: string;
  readonly pid: number;
  readonly traceparent?: string | undefined;
  /** The places that packs have on the sheet. Absent in sheets of earlier versions, and where no pack has any. */
  readonly packs?: readonly PackPlaces[] | undefined;
}

/** The places of a pack's executions on a sheet: they lie side by side. */
export interface PackPlaces {
  readonly pack: PackId;
  readonly from: number;
  readonly count: number;
}

/**
 * A sheet holds the executions that one commit fired and claimed for one fire time, as long as they go the usual way:
 * they run, and end at their first attempt. It is written when they are fired, and again when all of them have ended.
 * An execution that goes another way leaves the sheet: it gets a record of its own.
 */
export interface Sheet extends SheetHead {
  readonly slots: readonly Slot[];
}

export interface Slot {
  readonly job: JobSnapshot;
  /** As jobText() makes it of the job, where it is known: a sheet is written twice. */
  readonly jobText?: string;
  /** Absent while the execution runs, and while its end lies beside the sheet. */
  readonly end?: SlotEnd;
}

/** How an execution ended on its sheet; `left`: it has a record of its own. */
export type SlotEnd =
  | "left"
  | Pick<Ended, "state" | "endedAt" | "result" | "description" | "attempts"> & {
    readonly startedAt: number;
    /** Its stored form, where it was made before: an end is written beside its sheet, and on it. */
    readonly text?: string | undefined;
  };
