/** The last answer again, while the arguments are the very same: states are never changed in place. */
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

/** The same for what is computed from a whole state of which only some parts count. */
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
