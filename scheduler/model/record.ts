/**
 * What a record of our own database must be, said in zod's words as far as records need them. zod itself
 * is for what clients and operators send: it takes longer to load than the rest of a server that starts.
 */

/** What may be asked of a value; zod's schemas can be as well. */
export interface Schema<T> {
  safeParse(value: unknown): Parsed<T>;
}

export type Parsed<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly error: { readonly message: string } };

type TypeOf<S> = S extends Shape<infer T> ? T : never;
export type { TypeOf as infer };

declare const brand: unique symbol;
type Brand<Name extends string> = { readonly [brand]: { readonly [name in Name]: true } };

/** Why a value does not fit, and what leads to the part of it that does not. */
class Misfit {
  constructor(readonly expected: string, readonly path: readonly PropertyKey[] = []) {}

  within(key: PropertyKey): Misfit {
    return new Misfit(this.expected, [key, ...this.path]);
  }

  get message(): string {
    return `${this.path.map(String).join(".") || "it"} is not ${this.expected}`;
  }
}

type Read<T> = (value: unknown) => T | Misfit;

class Shape<T> implements Schema<T> {
  constructor(readonly read: Read<T>) {}

  safeParse(value: unknown): Parsed<T> & { readonly data?: T } {
    const read = this.read(value);
    return read instanceof Misfit ? { success: false, error: read } : { success: true, data: read };
  }

  /** @throws Error for a value that does not fit. */
  parse(value: unknown): T {
    const parsed = this.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new TypeError(parsed.error.message);
  }

  /** A type of its own, for which no other of the same form is taken. */
  brand<Name extends string>(): Shape<T & Brand<Name>> {
    return this as Shape<unknown> as Shape<T & Brand<Name>>;
  }

  /** Of a field: it may be absent, but not there and `undefined`. */
  exactOptional(): OptionalShape<T> {
    return new OptionalShape(this.read);
  }

  transform<U>(change: (value: T) => U): Shape<U> {
    return new Shape((value) => {
      const read = this.read(value);
      return read instanceof Misfit ? read : change(read);
    });
  }

  protected where(isSo: (value: T) => boolean, expected: string): Read<T> {
    return (value) => {
      const read = this.read(value);
      return read instanceof Misfit || isSo(read) ? read : new Misfit(expected);
    };
  }
}

class OptionalShape<T> extends Shape<T> {
  readonly isOptional = true;
}

class TextShape extends Shape<string> {
  regex(form: RegExp, expected: string): TextShape {
    return new TextShape(this.where((text) => form.test(text), expected));
  }
}

class NumberShape extends Shape<number> {
  int(): NumberShape {
    return new NumberShape(this.where(Number.isSafeInteger, "a whole number"));
  }

  nonnegative(): NumberShape {
    return new NumberShape(this.where((number) => number >= 0, "zero or more"));
  }
}

class ChoiceShape<T extends string | number> extends Shape<T> {
  constructor(readonly options: readonly T[]) {
    super((value) =>
      options.includes(value as T) ? value as T : new Misfit(`one of ${options.join(", ")}`)
    );
  }
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type OptionalName<F extends Fields> = {
  [K in keyof F]: F[K] extends OptionalShape<unknown> ? K : never;
}[keyof F];
type ObjectOf<F extends Fields> = Simple<
  & { [K in Exclude<keyof F, OptionalName<F>>]: TypeOf<F[K]> }
  & { [K in OptionalName<F>]?: TypeOf<F[K]> }
>;
type Simple<T> = { [K in keyof T]: T[K] };

class ObjectShape<F extends Fields> extends Shape<ObjectOf<F>> {
  constructor(readonly shape: F) {
    const fields = Object.entries(shape).map(([name, { read, ...rest }]) => ({
      name,
      read,
      isOptional: "isOptional" in rest,
    }));
    super((value) => {
      if (!isObject(value)) return new Misfit("an object");
      const found: Record<string, unknown> = {};
      for (const { name, read, isOptional } of fields) {
        const inner = value[name];
        if (inner === undefined && isOptional && !(name in value)) continue;
        const field = read(inner);
        if (field instanceof Misfit) return field.within(name);
        found[name] = field;
      }
      return found as ObjectOf<F>;
    });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const string = (): TextShape =>
  new TextShape((value) => typeof value === "string" ? value : new Misfit("text"));

export const number = (): NumberShape =>
  new NumberShape((value) =>
    typeof value === "number" && Number.isFinite(value) ? value : new Misfit("a number")
  );

export const boolean = (): Shape<boolean> =>
  new Shape((value) => typeof value === "boolean" ? value : new Misfit("true or false"));

export const unknown = (): Shape<unknown> => new Shape((value) => value);

export const literal = <const T extends string | number>(only: T): ChoiceShape<T> =>
  new ChoiceShape([only]);

const choice = <const T extends string>(options: readonly T[]): ChoiceShape<T> =>
  new ChoiceShape(options);
export { choice as enum };

export const custom = <T>(isSo: (value: unknown) => boolean): Shape<T> =>
  new Shape((value) => isSo(value) ? value as T : new Misfit("what it must be"));

const instance = <T>(of: new (...given: never[]) => T): Shape<T> =>
  new Shape((value) => value instanceof of ? value : new Misfit(`a ${of.name}`));
export { instance as instanceof };

export const array = <T>(item: Shape<T>): Shape<T[]> =>
  new Shape((value) => {
    if (!Array.isArray(value)) return new Misfit("a list");
    const items: T[] = [];
    for (const [i, one] of value.entries()) {
      const read = item.read(one);
      if (read instanceof Misfit) return read.within(i);
      items.push(read);
    }
    return items;
  });

/** Without the fields that it does not name. */
export const object = <const F extends Fields>(shape: F): ObjectShape<F> => new ObjectShape(shape);

/** The first of them that fits. */
export const union = <const S extends readonly Shape<unknown>[]>(
  shapes: S,
): Shape<TypeOf<S[number]>> =>
  new Shape((value) => {
    let misfit = new Misfit("anything");
    for (const { read } of shapes) {
      const found = read(value);
      if (!(found instanceof Misfit)) return found as TypeOf<S[number]>;
      misfit = found;
    }
    return misfit;
  });

/** Of objects, told apart by one field. */
export const discriminatedUnion = <
  const K extends string,
  const S extends readonly ObjectShape<Record<K, ChoiceShape<string>>>[],
>(key: K, shapes: S): Shape<TypeOf<S[number]>> => {
  const readOf = new Map(
    shapes.flatMap(({ shape, read }) => shape[key].options.map((option) => [option, read])),
  );
  return new Shape((value) => {
    const read = isObject(value) ? readOf.get(value[key] as string) : undefined;
    if (read === undefined) return new Misfit(`one of ${[...readOf.keys()].join(", ")}`, [key]);
    return read(value) as TypeOf<S[number]> | Misfit;
  });
};
