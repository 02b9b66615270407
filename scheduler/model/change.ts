import { z } from "zod";
import {
  bytesOfIds,
  CategoryId,
  type ExecutionId,
  idsIn,
  isIdBytes,
  SheetId,
  slotId,
  slotOf,
} from "./ids.ts";

/** The versionstamp of a commit: the database gives later commits higher ones. */
export const ChangeId = z.string()
  .regex(/^[0-9a-f]{20}$/, "must be 20 lower-case hex digits").brand<"ChangeId">();
export type ChangeId = z.infer<typeof ChangeId>;

/** Lower than the versionstamp of any commit. */
export const lowestChangeId = "0".repeat(20) as ChangeId;

/** One thing that a commit changed: which record to read again, and which category may see it. */
export const ChangedThing = z.object({
  kind: z.enum([
    "job",
    "execution",
    "log",
    "alarm",
    "pause",
    "monitor",
    "channel",
    "calendar",
    "user",
    "api_key",
    "category",
  ]),
  id: z.string(),
  categoryId: CategoryId,
  /** An execution's new state; `deleted` for a job or monitor that is gone. */
  state: z.string().exactOptional(),
});
export type ChangedThing = z.infer<typeof ChangedThing>;

/** Things that differ in their ids alone, as the feed stores them. */
const ThingGroup = ChangedThing.omit({ id: true }).extend({ ids: z.array(z.string()) });
type ThingGroup = z.infer<typeof ThingGroup>;

/** The same for many things. Executions that lie together on a sheet are named by the sheet and their places. */
const LargeGroup = ChangedThing.omit({ id: true }).extend({
  /** The sheet, the first place, and how many follow it. */
  slots: z.array(z.tuple([SheetId, z.number(), z.number()])),
  /** All other ids. */
  hex: z.instanceof(Uint8Array).refine(isIdBytes),
});
type LargeGroup = z.infer<typeof LargeGroup>;

/** Fewer ids than this are stored as they are. */
const many = 4;

/**
 * What one commit changed, as the feed keeps it. `at` is the time of the commit's plan, by the clock of its process.
 * Earlier versions stored each thing by itself, and then each group with its ids.
 */
export const ChangeEntry = z.object({
  at: z.number(),
  things: z.array(z.union([ThingGroup, LargeGroup, ChangedThing])).transform((stored) =>
    stored.flatMap((one) => {
      if ("id" in one) return [one];
      const { ids, shared } = "ids" in one ? plainGroup(one) : largeGroup(one);
      return ids.map((id): ChangedThing => ({ ...shared, id }));
    })
  ),
});
export type ChangeEntry = z.infer<typeof ChangeEntry>;

type Shared = Omit<ChangedThing, "id">;

interface Group {
  readonly ids: readonly string[];
  readonly shared: Shared;
}

function plainGroup({ ids, ...shared }: ThingGroup): Group {
  return { ids, shared };
}

function largeGroup({ slots, hex, ...shared }: LargeGroup): Group {
  const onSheets = slots.flatMap(([sheet, first, more]) =>
    Array.from({ length: more + 1 }, (_, i) => slotId(sheet, first + i))
  );
  return { ids: [...onSheets, ...idsIn(hex)], shared };
}

/** The stored form of things. Those of one kind, category and state come together, in the order of the first of each. */
export function groupThings(things: readonly ChangedThing[]): (ThingGroup | LargeGroup)[] {
  const groups: { readonly shared: Shared; readonly ids: string[] }[] = [];
  let last: typeof groups[number] | undefined;
  for (const thing of things) {
    // Most often a thing has what the one before it has.
    if (last === undefined || !isShared(last.shared, thing)) {
      last = groups.find(({ shared }) => isShared(shared, thing));
    }
    if (last === undefined) {
      const { id: _, ...shared } = thing;
      groups.push(last = { shared, ids: [] });
    }
    last.ids.push(thing.id);
  }
  return groups.map(({ shared, ids }) =>
    ids.length < many || !areHex(ids) ? { ...shared, ids } : { ...shared, ...shortened(ids) }
  );
}

function isShared(a: Shared, b: Shared): boolean {
  return a.kind === b.kind && a.categoryId === b.categoryId && a.state === b.state;
}

function areHex(ids: readonly string[]): boolean {
  return ids.every(({ length }) => length === 32) && /^[0-9a-f]*$/.test(ids.join(""));
}

function shortened(ids: readonly string[]): Pick<LargeGroup, "slots" | "hex"> {
  const slots: LargeGroup["slots"] = [];
  const others: string[] = [];
  let last: LargeGroup["slots"][number] | undefined;
  for (const id of ids.toSorted()) {
    if (last !== undefined && id === slotId(last[0], last[1] + last[2] + 1)) {
      last[2]++;
      continue;
    }
    const slot = slotOf(id as ExecutionId);
    if (slot === undefined) others.push(id);
    else slots.push(last = [slot.sheet, slot.place, 0]);
  }
  return { slots, hex: bytesOfIds(others) };
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
