import type { ApiDocument, Schema } from "./types.ts";

/** The example of the schema, or one that is put together from the examples of its parts. */
export function exampleOf(document: ApiDocument, schema: Schema): unknown {
  if (schema.$ref !== undefined) return exampleOf(document, follow(document, schema));
  if (schema.examples !== undefined) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [choice] = [...schema.anyOf ?? [], ...schema.oneOf ?? []];
  if (choice !== undefined) return exampleOf(document, choice);
  if (schema.type === "array") {
    return schema.items === undefined ? [] : [exampleOf(document, schema.items)];
  }
  if (schema.allOf !== undefined) {
    return Object.assign({}, ...schema.allOf.map((part) => exampleOf(document, part)));
  }
  if (schema.properties === undefined) return plainExample(schema);
  const shown = Object.entries(schema.properties).filter(([, one]) => one.readOnly !== true);
  return Object.fromEntries(shown.map(([name, one]) => [name, exampleOf(document, one)]));
}

/** The schema that a reference points to; any other schema is its own result. */
export function follow(document: ApiDocument, schema: Schema): Schema {
  const name = nameOfRef(schema);
  return name === undefined ? schema : document.components.schemas[name] ?? {};
}

/** The name of the schema that a reference points to. */
export function nameOfRef({ $ref }: Schema): string | undefined {
  return $ref?.slice("#/components/schemas/".length);
}

function plainExample({ type, minimum = 0 }: Schema): unknown {
  if (type === "integer" || type === "number") return minimum;
  if (type === "boolean") return true;
  if (type === "object") return {};
  return type === "string" ? "" : null;
}
