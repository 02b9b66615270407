import { z } from "zod";
import { CategoryId, ChangeId } from "./ids.ts";

/** One thing that a commit changed: which record to read again, and which category may see it. */
export const ChangedThing = z.object({
  kind: z.enum(["job", "execution", "log"]),
  id: z.string(),
  categoryId: CategoryId,
  /** The new state of an execution; `deleted` for a deleted job. */
  state: z.string().exactOptional(),
});
export type ChangedThing = z.infer<typeof ChangedThing>;

export const Change = z.object({ id: ChangeId, at: z.number(), things: z.array(ChangedThing) });
export type Change = z.infer<typeof Change>;
