import type { CategoryId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import type { Database } from "../kv/database.ts";

/** What an import works with. */
export interface Taking {
  readonly db: Database;
  readonly now: Instant;
  /** Nothing is written: the outcomes are those that the same import would have. */
  readonly isDry: boolean;
  /** The categories that the import makes too. A dry run counts them as there. */
  readonly categories: ReadonlySet<CategoryId>;
}

/** What became of a record that an import brought. */
export type Taken =
  | { readonly outcome: "created" | "changed" | "same"; readonly note?: string }
  | { readonly outcome: "refused"; readonly reason: string };

export const same: Taken = { outcome: "same" };

export function refused(reason: string): Taken {
  return { outcome: "refused", reason };
}

/** The names of the fields in which two records differ. */
export function differences<T extends object>(
  one: T,
  other: { [K in keyof T]: unknown },
): string[] {
  return (Object.keys(one) as (keyof T & string)[])
    .filter((name) => inOneOrder(one[name]) !== inOneOrder(other[name]));
}

/** JSON in which the order of an object's fields does not count. */
function inOneOrder(value: unknown): string {
  return JSON.stringify(
    value,
    (_, part: unknown) =>
      typeof part === "object" && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => a < b ? -1 : 1))
        : part,
  );
}
