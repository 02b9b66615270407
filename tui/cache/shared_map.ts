/** Enough that a piece of a large map is small, and few enough that a small map costs little. */
const pieceCount = 64;

type Piece<V> = ReadonlyMap<string, V>;
const noPiece: Piece<never> = new Map<string, never>();

/**
 * A map that is never changed in place. The next version copies only the pieces that changed and shares the others:
 * copying whole maps for each batch of events was a third of the dashboard's garbage (docs/decisions/0038). Its order
 * is the same for the same ids, and means nothing.
 */
export class SharedMap<V> implements ReadonlyMap<string, V> {
  readonly #pieces: readonly Piece<V>[];
  readonly size: number;
  #values: readonly V[] | undefined;

  private constructor(pieces: readonly Piece<V>[], size: number) {
    this.#pieces = pieces;
    this.size = size;
  }

  static empty<V>(): SharedMap<V> {
    return new SharedMap<V>(Array.from({ length: pieceCount }, () => noPiece), 0);
  }

  get(id: string): V | undefined {
    return this.#pieces[pieceOf(id)]?.get(id);
  }

  has(id: string): boolean {
    return this.#pieces[pieceOf(id)]?.has(id) ?? false;
  }

  /** The next version, as `change` makes it. The map itself where nothing was set to another value. */
  changed(change: (draft: MapDraft<V>) => void): SharedMap<V> {
    const draft = new MapDraft(this.#pieces, this.size);
    change(draft);
    const { pieces, size } = draft;
    return pieces === this.#pieces ? this : new SharedMap(pieces, size);
  }

  /** What another version of the same map has differently: the ids with their values here; `undefined`: not here. */
  differencesFrom(other: SharedMap<V>): ReadonlyMap<string, V | undefined> {
    const different = new Map<string, V | undefined>();
    this.#pieces.forEach((piece, i) => {
      const before = other.#pieces[i] ?? noPiece;
      if (piece === before) return;
      // forEach() makes no pair for each entry.
      piece.forEach((value, id) => {
        if (before.get(id) !== value) different.set(id, value);
      });
      before.forEach((_, id) => {
        if (!piece.has(id)) different.set(id, undefined);
      });
    });
    return different;
  }

  values() {
    return this.list().values();
  }

  /** The values, listed once for each version. */
  list(): readonly V[] {
    return this.#values ??= this.#pieces.flatMap((piece) => [...piece.values()]);
  }

  *keys(): Generator<string, undefined, unknown> {
    for (const piece of this.#pieces) yield* piece.keys();
    return undefined;
  }

  *entries(): Generator<[string, V], undefined, unknown> {
    for (const piece of this.#pieces) yield* piece;
    return undefined;
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  forEach(act: (value: V, id: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [id, value] of this.entries()) act(value, id, this);
  }
}

/** The next version of a map, while it is made. */
export class MapDraft<V> {
  readonly #before: readonly Piece<V>[];
  #pieces: Piece<V>[] | undefined;
  #size: number;

  constructor(pieces: readonly Piece<V>[], size: number) {
    this.#before = pieces;
    this.#size = size;
  }

  get pieces(): readonly Piece<V>[] {
    return this.#pieces ?? this.#before;
  }

  get size(): number {
    return this.#size;
  }

  get(id: string): V | undefined {
    return this.pieces[pieceOf(id)]?.get(id);
  }

  set(id: string, value: V): void {
    if (this.get(id) === value && value !== undefined) return;
    const piece = this.#own(id);
    this.#size -= piece.size;
    piece.set(id, value);
    this.#size += piece.size;
  }

  delete(id: string): void {
    if (!this.pieces[pieceOf(id)]?.has(id)) return;
    this.#own(id).delete(id);
    this.#size--;
  }

  /** The piece of an id, as a copy that nobody else has. */
  #own(id: string): Map<string, V> {
    const at = pieceOf(id);
    this.#pieces ??= [...this.#before];
    const piece = this.#pieces[at] ?? noPiece;
    if (piece !== this.#before[at]) return piece as Map<string, V>;
    return this.#pieces[at] = new Map(piece);
  }
}

/** Ids begin with their time or count up, so their ends differ most. Shorter texts are all in the first piece. */
function pieceOf(id: string): number {
  const { length } = id;
  return (id.charCodeAt(length - 1) + id.charCodeAt(length - 2) * 31) & (pieceCount - 1);
}
