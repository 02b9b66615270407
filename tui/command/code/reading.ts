import { CarillonError } from "../../client/failure.ts";
import type { ConfigDocument } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { wrongUse } from "../failures.ts";

/** Where an entry of the document is written. */
interface Place {
  readonly file: string;
  readonly line: number;
}

/** A document, and where each of its entries is written: `jobs[0]`. */
export interface ReadDocument {
  readonly document: ConfigDocument;
  readonly places: ReadonlyMap<string, Place>;
}

/** Names that editors and version control give to files that are not meant. */
const hidden = /^\./;
const isRead = (name: string) => /\.(ya?ml|json)$/i.test(name) && !hidden.test(name);

/**
 * The document of a file, of the standard input (`-`), or of all files of a folder, whose lists are joined.
 * @throws CommandFailure for what cannot be read, and for what is no YAML mapping.
 */
export async function readDocument(context: Context, path: string): Promise<ReadDocument> {
  const files = path === "-" ? ["-"] : await filesOf(path);
  if (files.length === 0) throw wrongUse(`${path} holds no .yaml, .yml or .json file.`);
  const joined: Record<string, unknown> = {};
  const places = new Map<string, Place>();
  for (const file of files) await join(joined, places, file, await textOf(context, file));
  return { document: joined as ConfigDocument, places };
}

async function filesOf(path: string): Promise<string[]> {
  try {
    if (!(await Deno.stat(path)).isDirectory) return [path];
    const files: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      if (isDirectory && !hidden.test(name)) files.push(...await filesOf(`${path}/${name}`));
      else if (isRead(name)) files.push(`${path}/${name}`);
    }
    return files.sort();
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function textOf({ io }: Context, file: string): Promise<string> {
  try {
    return file === "-" ? await io.readInput() : await Deno.readTextFile(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(path: string, error: unknown) {
  return wrongUse(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
}

/** Adds the documents of a file. Lists are joined; any other field must be the same in all files. */
async function join(
  joined: Record<string, unknown>,
  places: Map<string, Place>,
  file: string,
  text: string,
): Promise<void> {
  const { LineCounter, parseAllDocuments, isNode } = await import("yaml");
  const lines = new LineCounter();
  for (const part of parseAllDocuments(text, { lineCounter: lines })) {
    const [error] = part.errors;
    if (error !== undefined) throw wrongUse(`${file} is not YAML: ${error.message.split("\n")[0]}`);
    const value: unknown = part.toJS();
    if (value === null) continue;
    if (typeof value !== "object" || Array.isArray(value)) {
      throw wrongUse(`${file} does not hold jobs as code: it is no mapping.`);
    }
    for (const [name, field] of Object.entries(value)) {
      const before = joined[name];
      if (!Array.isArray(field)) {
        if (before !== undefined && before !== field) {
          throw wrongUse(`${file} and a file before it say different things of "${name}".`);
        }
        joined[name] = field;
        continue;
      }
      const list = Array.isArray(before) ? before : [];
      for (const i of field.keys()) {
        const node = part.getIn([name, i], true);
        const offset = isNode(node) ? node.range?.[0] ?? 0 : 0;
        places.set(`${name}[${list.length + i}]`, { file, line: lines.linePos(offset).line });
      }
      joined[name] = [...list, ...field];
    }
  }
}

/** Says in which file and line the server found a fault. Any other error stays as it is. */
export function placed(error: unknown, { places }: ReadDocument): unknown {
  if (!(error instanceof CarillonError) || error.code !== "invalid") return error;
  const told = error.details.map(({ field, reason }) => {
    const [, place = ""] = /^(\w+\[\d+\])/.exec(field) ?? [];
    const at = places.get(place);
    return `${at === undefined ? "" : `${at.file}:${at.line}: `}${field}: ${reason}`;
  });
  return told.length === 0 ? error : wrongUse(told.join("; "));
}
