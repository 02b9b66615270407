/** Remembers the last result while the arguments stay identical. States are never changed in place, so that is safe. */
export function memo<A extends readonly unknown[], R>(
  compute: (...args: A) => R,
): (...args: A) => R {
  let last: { args: A; result: R } | undefined;
  return (...args) => {
    if (last !== undefined && last.args.every((arg, i) => arg === args[i])) return last.result;
    const result = compute(...args);
    last = { args, result };
    return result;
  };
}

/** The same for a computation on a whole state that depends on some parts only. */
export class Cached<R> {
  #deps: readonly unknown[] | undefined;
  #result: R | undefined;

  get(deps: readonly unknown[], compute: () => R): R {
    if (this.#deps === undefined || !this.#deps.every((dep, i) => dep === deps[i])) {
      this.#result = compute();
      this.#deps = deps;
    }
    return this.#result as R;
  }
}
