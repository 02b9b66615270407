import type { Key } from "../store/kv/database.ts";

/** An index row that has to be there. */
export interface Link {
  readonly key: Deno.KvKey;
  readonly value: unknown;
}

/** A row whose value says nothing. */
export function marked({ parts }: Key<unknown>): Link {
  return { key: parts, value: 1 };
}
