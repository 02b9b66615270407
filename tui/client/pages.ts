import type { CallOptions, Http } from "./http.ts";

/** The largest page of every list. */
const pageSize = 1000;

/** Yields each entry of a list, and reads its pages as they are needed. */
export async function* eachOf<Entry, List extends { readonly next_cursor?: string | undefined }>(
  http: Http,
  path: string,
  query: object,
  entriesOf: (list: List) => readonly Entry[],
  options: CallOptions = {},
): AsyncGenerator<Entry, void, undefined> {
  let cursor: string | undefined;
  do {
    const list: List = await http.call(
      { path, query: { limit: pageSize, ...query, ...(cursor === undefined ? {} : { cursor }) } },
      options,
    );
    yield* entriesOf(list);
    cursor = list.next_cursor;
  } while (cursor !== undefined);
}
