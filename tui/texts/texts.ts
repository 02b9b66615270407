import type { en } from "./en.ts";

/** Every text of the dashboard. A language in which one is missing does not compile. */
export type Texts = Widened<typeof en>;

/** A catalogue's form without its words: texts stay texts, functions take the same and give a text. */
type Widened<T> = T extends string ? string
  : T extends (...args: infer A) => string ? (...args: A) => string
  : T extends readonly string[] ? { readonly [I in keyof T]: string }
  : { readonly [K in keyof T]: Widened<T[K]> };
