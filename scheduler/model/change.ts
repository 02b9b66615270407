import { z } from "zod";
import { CategoryId } from "./ids.ts";

/** The versionstamp of a commit: the database gives later commits higher ones. */
export const ChangeId = z.string()
  .regex(/^[0-9a-f]{20}$/, "must be 20 lower-case hex digits").brand<"ChangeId">();
export type ChangeId = z.infer<typeof ChangeId>;

/** Lower than the versionstamp of any commit. */
export const lowestChangeId = "0".repeat(20) as ChangeId;

/** One thing that a commit changed: which record to read again, and which category may see it. */
export const ChangedThing = z.object({
  kind: z.enum(["job", "execution", "log"]),
  id: z.string(),
  categoryId: CategoryId,
  /** An execution's new state; `deleted` for a job that is gone. */
  state: z.string().exactOptional(),
});
export type ChangedThing = z.infer<typeof ChangedThing>;

/** What one commit changed, as the feed keeps it. `at` is the time of the commit's plan, by the clock of its process. */
export const ChangeEntry = z.object({ at: z.number(), things: z.array(ChangedThing) });
export type ChangeEntry = z.infer<typeof ChangeEntry>;

/** What one commit changed, in its place among all commits. */
export interface Change {
  readonly id: ChangeId;
  readonly things: readonly ChangedThing[];
}

/** How far the feed reaches back. */
export const ChangePast = z.object({
  /** When this was written, by the clock of the process that wrote it. */
  at: z.number(),
  /** The last change of that moment: the next floor. */
  head: z.union([ChangeId]),
  /** Changes up to this one may be removed. */
  floor: z.union([ChangeId]),
  /**
   * Entries up to this one may be removed when their commit changed nothing that the feed reports: they only mark the
   * commit.
   */
  marksFloor: z.union([ChangeId]),
});
export type ChangePast = z.infer<typeof ChangePast>;
