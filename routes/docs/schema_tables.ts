import { nameOfRef } from "./example.ts";
import type { Language } from "./language.ts";
import type { ApiDocument, Schema } from "./types.ts";

/** A heading and a table of fields for each schema of the document, by name. */
export function schemaTables(document: ApiDocument, language: Language): string[] {
  return Object.entries(document.components.schemas)
    .toSorted(([one], [other]) => one < other ? -1 : 1)
    .flatMap(([name, schema]) => writeSchema(name, schema, language));
}

function writeSchema(name: string, schema: Schema, language: Language): string[] {
  const { labels, say } = language;
  const rows = fieldRows(schema, "", language);
  const head = [
    `| ${labels.field} | ${labels.type} | ${labels.required} | ${labels.description} |`,
    "| --- | --- | --- | --- |",
  ];
  const { description } = schema;
  return [
    `### ${name}`,
    ...description === undefined ? [] : [say(description)],
    ...rows.length === 0 ? [shortType(schema, language)] : [[...head, ...rows].join("\n")],
  ];
}

function fieldRows(schema: Schema, prefix: string, language: Language): string[] {
  const { labels, say } = language;
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const isRequired = schema.required?.includes(name) === true;
    const text = field.description ?? "";
    const type = shortType(field, language) +
      (field.readOnly === true ? `, ${labels.readOnly}` : "");
    const said = cell(say(text));
    const row = `| \`${prefix}${name}\` | ${cell(type)} | ${
      isRequired ? labels.yes : labels.no
    } | ${said === "" && nameOfRef(field) === undefined ? "" : said} |`;
    return [
      row,
      ...fieldRows(field, `${prefix}${name}.`, language),
      ...field.items === undefined ? [] : fieldRows(field.items, `${prefix}${name}[].`, language),
    ];
  });
}

/** A schema in a few words: its type and its bounds. */
export function shortType(schema: Schema, language: Language): string {
  const { labels } = language;
  const name = nameOfRef(schema);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(", ");
  const choices = [...schema.anyOf ?? [], ...schema.oneOf ?? []];
  if (choices.length > 0) {
    return choices.map((one) => shortType(one, language)).join(labels.or);
  }
  if (schema.allOf !== undefined) {
    return schema.allOf.map((one) => shortType(one, language)).join(" & ");
  }
  if (schema.type === "array") {
    const items = schema.items === undefined ? "" : shortType(schema.items, language);
    return items === "" ? "array" : `array<${items}>`;
  }
  const type = Array.isArray(schema.type) ? schema.type.join(labels.or) : schema.type ?? "";
  return [type, schema.format, boundsOf(schema)].filter((part) => part).join(", ");
}

function boundsOf({ minimum, maximum, maxLength }: Schema): string | undefined {
  if (maxLength !== undefined) return `≤ ${maxLength}`;
  if (minimum === undefined) return undefined;
  return maximum === undefined ? `≥ ${minimum}` : `${minimum}–${maximum}`;
}

function code(value: unknown): string {
  return `\`${value}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
