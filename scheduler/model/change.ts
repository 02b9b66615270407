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
  kind: z.enum(["job", "execution", "log", "alarm", "pause"]),
  id: z.string(),
  categoryId: CategoryId,
  /** An execution's new state; `deleted` for a job that is gone. */
  state: z.string().exactOptional(),
});
export type ChangedThing = z.infer<typeof ChangedThing>;

/** Things that differ in their ids alone, as the feed stores them. */
const ThingGroup = ChangedThing.omit({ id: true }).extend({ ids: z.array(z.string()) });
type ThingGroup = z.infer<typeof ThingGroup>;

/**
 * What one commit changed, as the feed keeps it. `at` is the time of the commit's plan, by the clock of its process. An
 * earlier version stored each thing by itself.
 */
export const ChangeEntry = z.object({
  at: z.number(),
  things: z.array(z.union([ThingGroup, ChangedThing])).transform((stored) =>
    stored.flatMap((one) => {
      if (!("ids" in one)) return [one];
      const { ids, ...shared } = one;
      return ids.map((id): ChangedThing => ({ ...shared, id }));
    })
  ),
});
export type ChangeEntry = z.infer<typeof ChangeEntry>;

/** The stored form of things. Those of one kind, category and state come together, in the order of the first of each. */
export function groupThings(things: readonly ChangedThing[]): ThingGroup[] {
  const groups = new Map<
    string,
    { readonly shared: Omit<ThingGroup, "ids">; readonly ids: string[] }
  >();
  for (const { id, ...shared } of things) {
    const name = `${shared.kind} ${shared.categoryId} ${shared.state ?? ""}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { shared, ids: [id] });
    else group.ids.push(id);
  }
  return Array.from(groups.values(), ({ shared, ids }) => ({ ...shared, ids }));
}

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
