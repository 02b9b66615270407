import type { Context, TypedResponse } from "hono";
import type { JSONParsed } from "hono/utils/types";
import type { Page, PageRequest } from "../../../scheduler/store/kv/pages.ts";
import type { AppEnv } from "../../deps.ts";

/** How many rows are read from the database at once: so many are in memory for each list under way. */
const rowsAtOnce = 200;

/** About how many UTF-16 code units are written at once. */
const chunkLength = 32 * 1024;

/** A list to answer as a whole, however long. */
export interface WholeList<T> {
  /** The field of the answer that holds the rows. */
  readonly name: string;
  /** Reads a page of rows, in the form of the answer. */
  readonly read: (request: PageRequest) => Promise<Page<T>>;
  /** Fields behind the rows, which know how many rows there were. */
  readonly after?: (rows: number) => Readonly<Record<string, unknown>>;
  readonly rowsAtOnce?: number;
}

/**
 * Answers a whole list. A long one is written while it is read, as fast as the client takes it, in bounded memory. When
 * the client leaves, reading ends. An error after the first rows breaks the connection off, so that no client takes
 * half a list for a whole one.
 * @throws what reading the first page throws.
 */
export async function wholeList<Body>(
  c: Context<AppEnv>,
  list: WholeList<unknown>,
): Promise<Response & TypedResponse<JSONParsed<Body>, 200, "json">> {
  const { name, read, after = () => ({}), rowsAtOnce: limit = rowsAtOnce } = list;
  const first = await read({ limit });
  const answer = first.nextCursor === undefined
    ? c.json({ [name]: first.items, ...after(first.items.length) }, 200)
    : c.body(ReadableStream.from(written(c, { ...list, after, rowsAtOnce: limit }, first)), 200, {
      "Content-Type": "application/json",
    });
  // The cast is safe as long as `Body` is the schema of the list, which the tests of the API's description hold.
  return answer as unknown as Response & TypedResponse<JSONParsed<Body>, 200, "json">;
}

/** The bytes of the list. `ReadableStream.from()` asks for the next ones when the client has taken the last ones. */
async function* written(
  c: Context<AppEnv>,
  { name, read, after, rowsAtOnce: limit }: Required<WholeList<unknown>>,
  first: Page<unknown>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let text = `{${JSON.stringify(name)}:[`;
  let rows = 0;
  try {
    for (let page = first;; page = await read({ limit, cursor: page.nextCursor ?? "" })) {
      for (const row of page.items) {
        text += (rows++ === 0 ? "" : ",") + JSON.stringify(row);
        if (text.length < chunkLength) continue;
        yield encoder.encode(text);
        text = "";
      }
      if (page.nextCursor === undefined) break;
      // Also without a row: here the generator ends when the client has left. JSON allows blanks between rows.
      yield encoder.encode(text === "" ? " " : text);
      text = "";
    }
    const last = JSON.stringify(after(rows)).slice(1);
    yield encoder.encode(`${text}]${last === "}" ? "" : ","}${last}`);
  } catch (error) {
    c.var.log.error("a list broke off", { error, path: c.req.path, rows });
    throw error;
  }
}
