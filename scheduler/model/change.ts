import { z } from "zod";
import { CategoryId, ChangeId } from "./ids.ts";

/** One thing that a commit changed: enough to know who may see it and what to read again. */
export const ChangedThing = z.object({
  kind: z.enum(["job", "execution", "log"]),
  id: z.string(),
  categoryId: CategoryId,
  /** An execution's new state; `deleted` for a job that is gone. */
  state: z.string().exactOptional(),
});
export type ChangedThing = z.infer<typeof ChangedThing>;

export const Change = z.object({ id: ChangeId, at: z.number(), things: z.array(ChangedThing) });
export type Change = z.infer<typeof Change>;
