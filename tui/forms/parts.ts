import type { Parts } from "./state.ts";

/** Whether two values are the same JSON. The order of keys does not matter. */
export function isSame(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b);
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1));
  }) ?? "undefined";
}

/** The names of the parts of `after` that differ from `before` or are missing there. */
export function changedParts(before: Parts, after: Parts): string[] {
  return Object.keys(after).filter((part) => !isSame(before[part], after[part]));
}

export function pick(parts: Parts, names: Iterable<string>): Parts {
  return Object.fromEntries([...names].map((name) => [name, parts[name]]));
}

/** A part that at least one side changed. */
export interface Difference {
  readonly part: string;
  readonly base: unknown;
  readonly theirs: unknown;
  readonly ours: unknown;
  readonly isTheirs: boolean;
  readonly isOurs: boolean;
}

/** The parts that both sides changed, or one. Only a part that both changed differently needs a choice. */
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

/** At first the user's value is chosen for parts that only the user changed; for others their value stays. */
export function oursAtFirst(all: readonly Difference[]): ReadonlySet<string> {
  return new Set(all.filter((it) => it.isOurs && !it.isTheirs).map(({ part }) => part));
}

/** The parts to send for these choices. */
export function chosenParts(all: readonly Difference[], ours: ReadonlySet<string>): Parts {
  const taken = all.filter((it) => ours.has(it.part) && !isSame(it.ours, it.theirs));
  return Object.fromEntries(taken.map((it) => [it.part, it.ours]));
}
