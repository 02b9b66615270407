import type { ApiDocument, Operation, Schema } from "../routes/docs/types.ts";

const head = `// Written by \`deno task docs\` from the schemas of the API. Do not edit.
// deno-fmt-ignore-file
`;

/** The types of the client: one for each schema of the API, and one for the query of each call that has filters. */
export function writeClientTypes(document: ApiDocument): string {
  const schemas = Object.entries(document.components.schemas)
    .filter(([name]) => isName(name))
    .map(([name, schema]) => declared(nameOf(name), schema));
  const queries = Object.values(document.paths)
    .flatMap((calls) => Object.values(calls))
    .flatMap((call) => queryOf(call) ?? []);
  return [head, ...schemas, ...queries].join("\n");
}

function queryOf({ operationId, parameters = [], summary }: Operation): string | undefined {
  const asked = parameters.filter((parameter) => parameter.in === "query");
  if (operationId === undefined || asked.length === 0) return undefined;
  const fields = asked.map(({ name, description, schema, required }) =>
    field(name, { ...schema, description: description ?? "" }, required === true)
  );
  const name = `${operationId.slice(0, 1).toUpperCase()}${operationId.slice(1)}Query`;
  return `/** The query of "${summary}". */\nexport interface ${name} {\n${fields.join("\n")}\n}\n`;
}

function declared(name: string, schema: Schema): string {
  const about = comment(schema.description, "");
  if (schema.properties === undefined) return `${about}export type ${name} = ${typeOf(schema)};\n`;
  return `${about}export interface ${name} {\n${fieldsOf(schema, "  ").join("\n")}\n}\n`;
}

/** A field that only the server sets is left out where a client sends it: it has no type there. */
function fieldsOf({ properties = {}, required = [] }: Schema, indent: string): string[] {
  return Object.entries(properties)
    .filter(([, schema]) => schema.readOnly !== true)
    .map(([name, schema]) => field(name, schema, required.includes(name), indent));
}

function field(name: string, schema: Schema, isRequired: boolean, indent = "  "): string {
  const key = isName(name) ? name : JSON.stringify(name);
  const mark = isRequired ? "" : "?";
  // Code that has "undefined" for a value that is not sent is common where a compiler has no exactOptionalPropertyTypes.
  const type = isRequired ? typeOf(schema, indent) : `${typeOf(schema, indent)} | undefined`;
  return `${comment(schema.description, indent)}${indent}readonly ${key}${mark}: ${type};`;
}

function typeOf(schema: Schema, indent = ""): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref.replace(/^.*\//, ""));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  }
  const anyOf = schema.anyOf ?? schema.oneOf;
  if (anyOf !== undefined) {
    return [...new Set(anyOf.map((one) => typeOf(one, indent)))].join(" | ");
  }
  if (schema.allOf !== undefined) {
    return schema.allOf.map((one) => typeOf(one, indent)).join(" & ");
  }
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => typeOf({ ...schema, type }, indent)).join(" | ");
  }
  return plainType(schema, indent);
}

function plainType(schema: Schema, indent: string): string {
  switch (schema.type) {
    case "integer":
    case "number":
      return "number";
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    case "array":
      return `readonly (${typeOf(schema.items ?? {}, indent)})[]`;
    case "object":
      return objectType(schema, indent);
    default:
      return "unknown";
  }
}

function objectType(schema: Schema, indent: string): string {
  if (Object.keys(schema.properties ?? {}).length > 0) {
    return `{\n${fieldsOf(schema, `${indent}  `).join("\n")}\n${indent}}`;
  }
  const { additionalProperties: others } = schema;
  return `Readonly<Record<string, ${typeof others === "object" ? typeOf(others) : "unknown"}>>`;
}

function comment(text: string | undefined, indent: string): string {
  return text === undefined || text === ""
    ? ""
    : `${indent}/** ${text.replaceAll("*/", "* /")} */\n`;
}

/** `Error` is the name of a class of every runtime. */
function nameOf(schema: string): string {
  return schema === "Error" ? "ErrorAnswer" : schema;
}

function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}
