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
  /** Changed in place, as `#byId` is. The list of things is a new one where something has changed. */
  #keyed: Keyed<T>[] = [];
  #byId = new Map<string, Keyed<T>>();
  #things: readonly T[] = [];

  of(map: SharedMap<T>, sorting: Sorting<T>): readonly T[] {
    const isSame = this.#isReversed === sorting.isReversed &&
      this.#deps.length === sorting.deps.length &&
      this.#deps.every((dep, i) => dep === sorting.deps[i]);
    if (isSame && this.#map === map) return this.#things;
    const changed = isSame ? this.#map?.differencesFrom(map) : undefined;
    this.#isReversed = sorting.isReversed;
    this.#deps = sorting.deps;
    this.#map = map;
    if (changed === undefined || changed.size > map.size * mostChanged) this.#sort(map, sorting);
    else this.#move(map, [...changed.keys()], sorting);
    return this.#things;
  }

  #sort(map: SharedMap<T>, sorting: Sorting<T>): void {
    this.#keyed = keyed([...map], sorting).sort((a, b) => this.#compare(a, b));
    this.#byId = new Map(this.#keyed.map((one) => [one.id, one]));
    this.#things = this.#keyed.map(({ it }) => it);
  }

  #move(map: SharedMap<T>, ids: readonly string[], sorting: Sorting<T>): void {
    const going = ids.flatMap((id) => this.#byId.get(id) ?? []);
    const coming = keyed(
      ids.flatMap((id): [string, T][] => {
        const it = map.get(id);
        return it === undefined ? [] : [[id, it]];
      }),
      sorting,
    );
    // The usual case in a short list of what is rare.
    if (going.length === 0 && coming.length === 0) return;
    const things = [...this.#things];
    for (const one of going) {
      const place = this.#placeOf(one);
      this.#keyed.splice(place, 1);
      things.splice(place, 1);
      this.#byId.delete(one.id);
    }
    for (const one of coming) {
      const place = this.#placeOf(one);
      this.#keyed.splice(place, 0, one);
      things.splice(place, 0, one.it);
      this.#byId.set(one.id, one);
    }
    this.#things = things;
  }

  /** Where it belongs, by halving. */
  #placeOf(one: Keyed<T>): number {
    let from = 0;
    let to = this.#keyed.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#compare(this.#keyed[middle] as Keyed<T>, one) < 0) from = middle + 1;
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
