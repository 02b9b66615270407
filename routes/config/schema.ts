import { z } from "zod";
import { ConfigDocument } from "../contract/config/document.ts";

/** The JSON schema of the document, of the draft that editors know best. */
export function configSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(ConfigDocument, {
    io: "input",
    target: "draft-7",
    unrepresentable: "any",
    override: ({ jsonSchema }) => tidy(jsonSchema as Record<string, unknown>),
  });
  return { ...schema, title: "Carillon: jobs as code" };
}

function tidy(schema: Record<string, unknown>): void {
  const { example } = schema;
  if (example === undefined) return;
  delete schema.example;
  schema.examples = [example];
}
