import type { SharedMap } from "./shared_map.ts";

interface Keyed<T> {
  readonly it: T;
  readonly id: string;
  readonly key: string;
}

/** What a list shows of a map, and in which order. */
export interface Sorting<T> {
  /** What else the order and the choice depend on: while these stay identical, only changed things are looked at. */
  readonly deps: readonly unknown[];
  readonly isReversed: boolean;
  isShown(it: T): boolean;
  /** The text that sorts it. Things with equal texts are sorted by their ids. */
  keyOf(it: T): string;
}

/** With more changes than this share, sorting anew is faster. */
const mostChanged = 1 / 8;

/**
 * The things of a map, chosen and sorted. It keeps the order of the last version, and moves only what has changed.
 * While nothing that it shows has changed, the list is the same one.
 */
export class SortedThings<T> {
  #map: SharedMap<T> | undefined;
  #deps: readonly unknown[] = [];
  #isReversed = false;
  #keyed: Keyed<T>[] = [];
  #things: readonly T[] = [];

  of(map: SharedMap<T>, sorting: Sorting<T>): readonly T[] {
    const isSame = this.#isReversed === sorting.isReversed &&
      this.#deps.length === sorting.deps.length &&
      this.#deps.every((dep, i) => dep === sorting.deps[i]);
    if (isSame && this.#map === map) return this.#things;
    const changed = isSame ? this.#map?.differencesFrom(map) : undefined;
    this.#isReversed = sorting.isReversed;
    this.#deps = sorting.deps;
    const keyed = changed === undefined || changed.size > map.size * mostChanged
      ? this.#anew(map, sorting)
      : this.#moved(map, [...changed.keys()], sorting);
    this.#map = map;
    if (keyed !== this.#keyed) this.#things = keyed.map(({ it }) => it);
    this.#keyed = keyed;
    return this.#things;
  }

  #anew(map: SharedMap<T>, sorting: Sorting<T>): Keyed<T>[] {
    return keyed([...map], sorting).sort((a, b) => this.#compare(a, b));
  }

  #moved(map: SharedMap<T>, ids: readonly string[], sorting: Sorting<T>): Keyed<T>[] {
    const moving = new Set(ids);
    const rest = this.#keyed.filter(({ id }) => !moving.has(id));
    const there = ids.flatMap((id): [string, T][] => {
      const it = map.get(id);
      return it === undefined ? [] : [[id, it]];
    });
    const coming = keyed(there, sorting);
    // The usual case in a short list of what is rare: nothing of it has changed.
    if (coming.length === 0 && rest.length === this.#keyed.length) return this.#keyed;
    for (const one of coming) rest.splice(this.#placeOf(one, rest), 0, one);
    return rest;
  }

  /** Where it belongs, by halving. */
  #placeOf(one: Keyed<T>, sorted: readonly Keyed<T>[]): number {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#compare(sorted[middle] as Keyed<T>, one) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #compare(a: Keyed<T>, b: Keyed<T>): number {
    if (a.key === b.key) return a.id < b.id ? -1 : 1;
    return (a.key < b.key) === this.#isReversed ? 1 : -1;
  }
}

function keyed<T>(
  things: readonly (readonly [string, T])[],
  { isShown, keyOf }: Sorting<T>,
): Keyed<T>[] {
  const shown = things.filter(([, it]) => isShown(it));
  return shown.map(([id, it]) => ({ id, it, key: keyOf(it) }));
}
