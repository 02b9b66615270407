import { Execution } from "../../../model/execution.ts";
import type { EndState } from "../../../model/execution_state.ts";
import {
  bytesOfIds,
  type CategoryId,
  ExecutionId,
  type JobId,
  type PackId,
  type SheetId,
} from "../../../model/ids.ts";
import {
  endsBytes,
  Sheet,
  sheetBytes,
  SheetParts,
  SlotEnds,
} from "../../../model/records/sheet.ts";
import type { Instant } from "../../../model/time.ts";
import { aNumber, indexKey, indexTable, key, table } from "./key_makers.ts";
import { JobMark, storedMark } from "../../../model/records/job_mark.ts";
import { Strip } from "../../../model/records/strip.ts";
import { indexMark, LogChunk } from "../records.ts";

/** The category of an index entry that cannot be read. */
export const noCategory = -1;

/** The table of the index by job, and the one in which former versions wrote it. */
export const jobRows = "run_of";
export const formerJobRows = ["execution_by_job"];

/** The tables that take the place of that index for executions of packs. */
export const strips = "strip";
export const stays = "pack_of";

export function idBytes(id: string): Uint8Array<ArrayBuffer> {
  return bytesOfIds([id]);
}

/** The keys of executions, a part of all keys. */
export const historyKeys = {
  execution: {
    at: (id: ExecutionId) => key(Execution, "execution", id),
    all: table(Execution, "execution"),
    /** With ids in bytes and a short name, because each execution has such a row: read by kv/job_rows.ts. */
    byJob: (job: JobId, id: ExecutionId) => ({
      ...key(JobMark, jobRows, idBytes(job), idBytes(id)),
      stored: storedMark,
    }),
    /** An unreadable entry leads to its execution all the same. */
    allByJob: (job: JobId) => ({
      ...table(JobMark, jobRows, idBytes(job)),
      instead: indexMark as JobMark,
    }),
    /** As former versions wrote the rows. */
    formerRow: (job: JobId, id: ExecutionId) => key(JobMark, ...formerJobRows, job, id),
    formerByJob: (job: JobId) => ({
      ...table(JobMark, ...formerJobRows, job),
      instead: indexMark as JobMark,
    }),
    byCategory: (category: CategoryId, id: ExecutionId) =>
      indexKey("execution_by_category", category, id),
    allByCategory: (category: CategoryId) => indexTable("execution_by_category", category),
    /** Ends other than success, with their category. Success, the most common end, has no entry. */
    byState: (state: EndState, id: ExecutionId) => key(aNumber, "execution_by_state", state, id),
    /** With an unreadable entry only the execution says its category. */
    allByState: (state: EndState) => ({
      ...table(aNumber, "execution_by_state", state),
      instead: noCategory,
    }),
    /** Only ends long after the time with which the id begins: see history/end_index.ts. */
    lateEnd: (endedAt: Instant, id: ExecutionId) => indexKey("execution_late_end", endedAt, id),
    allLateEnds: indexTable("execution_late_end"),
    /**
     * The id that an execution of an import had before: it leads to the execution. It stays when the execution is
     * removed, so that a second import does not bring the execution back.
     */
    former: (id: ExecutionId) => key(ExecutionId, "execution_former", id),
    log: (id: ExecutionId, part: number) => key(LogChunk, "execution_log", id, part),
    logs: (id: ExecutionId) => table(LogChunk, "execution_log", id),
  },
  /** Executions that were fired and claimed together, while they go the usual way: see model/records/sheet.ts. */
  sheet: {
    at: (id: SheetId) => ({ ...key(Sheet, "sheet", id), stored: sheetBytes }),
    all: table(Sheet, "sheet"),
    /** The same record, for callers that need few of its slots. */
    parts: (id: SheetId) => key(SheetParts, "sheet", id),
    byCategory: (category: CategoryId, id: SheetId) => indexKey("sheet_by_category", category, id),
    allByCategory: (category: CategoryId) => indexTable("sheet_by_category", category),
    /** Ends of a part of the sheet, from this place on. They go when the sheet is written with all its ends. */
    ends: (id: SheetId, place: number) => ({
      ...key(SlotEnds, "sheet_ends", id, place),
      stored: endsBytes,
    }),
    allEnds: (id: SheetId) => table(SlotEnds, "sheet_ends", id),
  },
  /** The ends that the jobs of a pack have on one sheet, once all have ended: the index by job of packs. */
  strip: {
    at: (pack: PackId, id: SheetId) => key(Strip, strips, idBytes(pack), idBytes(id)),
    allOf: (pack: PackId) => table(Strip, strips, idBytes(pack)),
  },
  /**
   * Where a job's history lies besides the pack that it is in: the packs that it has left, with its first fire time and the
   * last fire time there. Of a row that cannot be read, nobody knows the last: 0.
   */
  stay: {
    at: (job: JobId, from: Instant, pack: PackId) => ({
      ...key(aNumber, stays, idBytes(job), from, idBytes(pack)),
      instead: 0,
    }),
    allOf: (job: JobId) => ({ ...table(aNumber, stays, idBytes(job)), instead: 0 }),
    /** By the last fire time: retention looks here. */
    over: (until: Instant, job: JobId, from: Instant, pack: PackId) =>
      indexKey("pack_of_until", until, idBytes(job), from, idBytes(pack)),
    allOver: indexTable("pack_of_until"),
  },
};
