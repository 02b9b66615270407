import type { Parts } from "./state.ts";

/** The same JSON, whatever the order of its keys. */
export function isSame(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b);
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1));
  }) ?? "undefined";
}

/** The parts of `after` that `before` says otherwise, or not at all. */
export function changedParts(before: Parts, after: Parts): string[] {
  return Object.keys(after).filter((part) => !isSame(before[part], after[part]));
}

export function pick(parts: Parts, names: Iterable<string>): Parts {
  return Object.fromEntries([...names].map((name) => [name, parts[name]]));
}

/** One part of which someone's word is not the base's. */
export interface Difference {
  readonly part: string;
  readonly base: unknown;
  readonly theirs: unknown;
  readonly ours: unknown;
  readonly isTheirs: boolean;
  readonly isOurs: boolean;
}

/** What both sides made of the base. Where only one changed a part, or both alike, nobody needs to be asked. */
export function differences(base: Parts, theirs: Parts, ours: Parts): Difference[] {
  const all = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...all].flatMap((part): Difference[] => {
    const mine = part in ours ? ours[part] : base[part];
    const isTheirs = !isSame(base[part], theirs[part]);
    const isOurs = !isSame(base[part], mine);
    if (!isTheirs && !isOurs) return [];
    return [{ part, base: base[part], theirs: theirs[part], ours: mine, isTheirs, isOurs }];
  });
}

/** Ours is taken where they left the part alone; where both changed it, theirs stays until it is chosen otherwise. */
export function oursAtFirst(all: readonly Difference[]): ReadonlySet<string> {
  return new Set(all.filter((it) => it.isOurs && !it.isTheirs).map(({ part }) => part));
}

/** What has to be sent for the choice that was made. */
export function chosenParts(all: readonly Difference[], ours: ReadonlySet<string>): Parts {
  const taken = all.filter((it) => ours.has(it.part) && !isSame(it.ours, it.theirs));
  return Object.fromEntries(taken.map((it) => [it.part, it.ours]));
}
