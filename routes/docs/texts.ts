import { operationsOf } from "./openapi.ts";
import { tags } from "./tags.ts";
import type { ApiDocument, Schema } from "./types.ts";

/** All English texts of the list of calls that need a translation. */
export function textsOf(document: ApiDocument): ReadonlySet<string> {
  const texts = [
    ...tags.flatMap(({ name, title, description }) =>
      operationsOf(document).some((one) => one.tags?.[0] === name) ? [title, description] : []
    ),
    ...operationsOf(document).flatMap((operation) => [
      operation.summary,
      operation.description,
      operation["x-permission"],
      ...(operation.parameters ?? []).map(({ description }) => description),
      ...Object.values(operation.responses).map(({ description }) => description),
    ]),
    ...Object.values(document.components.schemas).flatMap(textsOfSchema),
  ];
  return new Set(texts.filter((text) => text !== undefined));
}

/** The texts in the table of the fields of a schema. */
function textsOfSchema(schema: Schema): (string | undefined)[] {
  return [
    schema.description,
    ...Object.values(schema.properties ?? {}).flatMap(textsOfSchema),
    ...Object.values(schema.items?.properties ?? {}).flatMap(textsOfSchema),
  ];
}
