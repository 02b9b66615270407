import { operationsOf } from "./openapi.ts";
import { tags } from "./tags.ts";
import type { ApiDocument, Schema } from "./types.ts";

/** All that the list of calls says in English and has to be said in other languages too. */
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

/** Those that a table of its fields shows. */
function textsOfSchema(schema: Schema): (string | undefined)[] {
  return [
    schema.description,
    ...Object.values(schema.properties ?? {}).flatMap(textsOfSchema),
    ...Object.values(schema.items?.properties ?? {}).flatMap(textsOfSchema),
  ];
}
