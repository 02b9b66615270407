const deepest = 64;

/**
 * Why a value from JSON.parse() is refused, in any place of a request; `undefined` for a good value.
 * There is no recursion, because the nesting of the value is bounded only by the size of the request.
 */
export function jsonProblem(value: unknown): string | undefined {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return `it is nested deeper than ${deepest} levels`;
    const below: unknown[] = [];
    for (const one of level) {
      if (typeof one === "number" && !Number.isFinite(one)) return "it holds a number too large";
      if (typeof one !== "object" || one === null) continue;
      if (!Array.isArray(one) && Object.hasOwn(one, "__proto__")) {
        return "it holds an object with a field __proto__";
      }
      for (const inner of Object.values(one)) below.push(inner);
    }
    level = below;
  }
}
