import type { Context, TypedResponse } from "hono";
import type { JSONParsed } from "hono/utils/types";
import { seesNoLess } from "../../../scheduler/model/caller.ts";
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
 * half a list for a whole one; so does the end of the caller's right to see the rows, within a second.
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
    : c.body(whileSeen(c, written(c, { ...list, after, rowsAtOnce: limit }, first)), 200, {
      "Content-Type": "application/json",
    });
  // The cast is safe as long as `Body` is the schema of the list, which the tests of the API's description hold.
  return answer as unknown as Response & TypedResponse<JSONParsed<Body>, 200, "json">;
}

/**
 * The bytes of a list, until they end or the caller sees less than when the list began. A client that reads nothing for
 * a while is cut off as well.
 */
function whileSeen(
  c: Context<AppEnv>,
  bytes: AsyncGenerator<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { caller: before } = c.var;
  let unfollow: (() => void) | undefined;
  let isOver = false;
  const end = async () => {
    isOver = true;
    unfollow?.();
    await bytes.return(undefined);
  };
  // Nothing runs before somebody reads: an answer may go without its body.
  return new ReadableStream({
    async pull(controller) {
      unfollow ??= c.var.watchCaller((now) => {
        if (isOver || now !== undefined && seesNoLess(now, before)) return;
        controller.error(new RightsEnded());
        void end();
      });
      try {
        const { done, value } = await bytes.next();
        if (isOver) return;
        if (done !== true) return controller.enqueue(value);
        await end();
        controller.close();
      } catch (error) {
        await end();
        throw error;
      }
    },
    cancel: end,
  }, { highWaterMark: 0 });
}

class RightsEnded extends Error {
  override readonly name = "RightsEnded";
  override readonly message = "the caller's rights ended while a list was written";
}

/** The bytes of the list. The stream asks for the next ones when the client has taken the last ones. */
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
