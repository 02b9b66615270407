import project from "../../deno.json" with { type: "json" };
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "../deps.ts";
import { statuses } from "../http/errors.ts";
import { exampleOf } from "./example.ts";
import { tags } from "./tags.ts";
import type { ApiDocument, Operation, Schema } from "./types.ts";

const introduction = `Carillon fires jobs on time, runs them and records every execution.

Log in with \`POST /api/v1/auth/login\` and send the token as \`Authorization: Bearer\` with every
other call. Every error has the form of \`Error\`. Times are answered in UTC. What lies in a
category that the caller cannot see is 404, as if it did not exist.`;

/** The OpenAPI 3.1 document of all routes of the application, from the schemas that validate requests. */
export function describeApi(app: OpenAPIHono<AppEnv>): ApiDocument {
  const about = {
    openapi: "3.1.1",
    info: {
      title: "Carillon",
      version: project.version,
      description: introduction,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "This server." }],
    tags: tags.map(({ name, description }) => ({ name, description })),
  };
  const written: unknown = app.getOpenAPI31Document(about);
  // A copy, because parts of the generated document belong to the schemas.
  const document = structuredClone(written) as ApiDocument;

  document.components.securitySchemes = {
    bearer: {
      type: "http",
      scheme: "bearer",
      description: "The token of a log-in, or an API key.",
    },
  };
  document.components.headers = {
    RequestId: {
      description: "What the server's log calls this request; the client may send its own.",
      required: true,
      schema: { type: "string", examples: ["0f8c1d7e-6a4b-4c39-9d55-2f1f0f7c1c11"] },
    },
  };
  for (const schema of Object.values(document.components.schemas)) tidySchema(schema);
  for (const operation of operationsOf(document)) tidyOperation(document, operation);
  return document;
}

export function operationsOf(document: ApiDocument): Operation[] {
  return Object.values(document.paths).flatMap((item) => Object.values(item));
}

function tidyOperation(document: ApiDocument, operation: Operation): void {
  if (operation.parameters !== undefined) {
    // OpenAPI ignores a parameter of this name: the media types of the answers describe it.
    operation.parameters = operation.parameters.filter(({ name }) => name !== "accept");
  }
  for (const parameter of operation.parameters ?? []) {
    tidySchema(parameter.schema);
    // A parameter without a value counts as not sent.
    if (parameter.in === "query") parameter.allowEmptyValue = true;
  }
  const bodies = [operation.requestBody, ...Object.values(operation.responses)];
  for (const media of bodies.flatMap((body) => Object.values(body?.content ?? {}))) {
    if (media.schema === undefined) continue;
    tidySchema(media.schema);
    media.example ??= exampleOf(document, media.schema);
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    for (const header of Object.values(response.headers ?? {})) tidySchema(header.schema ?? {});
    const code = codeOf.get(Number(status));
    const media = response.content?.["application/json"];
    if (code !== undefined && media !== undefined && status !== "422") {
      media.example = { error: response.description, code, details: [] };
    }
    response.headers = { ...headersOf(status), ...response.headers, ...everywhere };
  }
}

const codeOf = new Map(Object.entries(statuses).map(([code, status]) => [status as number, code]));

const everywhere = { "X-Request-Id": { $ref: "#/components/headers/RequestId" } };

/** The headers of every answer with this status. */
function headersOf(status: string) {
  if (status === "401") {
    const schema = { type: "string", examples: ["Bearer"] };
    return { "WWW-Authenticate": { description: "How to log in.", required: true, schema } };
  }
  if (status === "429") {
    const schema = { type: "integer", minimum: 0, examples: [60] };
    return { "Retry-After": { description: "Seconds to wait.", required: true, schema } };
  }
  return {};
}

/** Older OpenAPI versions have `example`; JSON Schema 2020-12 has `examples`. */
function tidySchema(schema: Schema): void {
  const { example } = schema;
  if (example !== undefined) {
    delete schema.example;
    schema.examples = [example];
  }
  const inner = [
    ...Object.values(schema.properties ?? {}),
    ...[schema.items, schema.additionalProperties].filter((one) => typeof one === "object"),
    ...schema.anyOf ?? [],
    ...schema.oneOf ?? [],
    ...schema.allOf ?? [],
    ...schema.prefixItems ?? [],
  ];
  for (const one of inner) if (one !== null) tidySchema(one);
}
