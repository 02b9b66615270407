import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { ApiDescription, DocsFile, Image, Text } from "./contract/docs.ts";
import type { AppEnv } from "./deps.ts";
import { found } from "./http/errors.ts";
import { newApp } from "./http/new_app.ts";
import { forEveryone, json, openErrors } from "./http/route_config.ts";

/** Open to all: browsers show the page, and tools read the document, before anybody has logged in. */
const forAll = { tags: ["docs"], security: [], "x-permission": forEveryone };

const getDocument = createRoute({
  ...forAll,
  method: "get",
  path: "/api/v1/openapi.json",
  operationId: "getApiDescription",
  summary: "Get the OpenAPI document",
  description: "OpenAPI 3.1 of all calls of this server.",
  responses: { 200: json(ApiDescription, "The document."), ...openErrors() },
});

const getPage = createRoute({
  ...forAll,
  method: "get",
  path: "/docs",
  operationId: "showDocs",
  summary: "Show the documentation",
  description: "A page for the browser. The page loads nothing from other servers.",
  responses: {
    200: { description: "The page.", content: { "text/html": { schema: Text } } },
    ...openErrors(),
  },
});

const getFile = createRoute({
  ...forAll,
  method: "get",
  path: "/docs/{file}",
  operationId: "getDocsFile",
  summary: "Get a file of the documentation page",
  request: { params: DocsFile },
  responses: {
    200: {
      description: "The file.",
      content: {
        "text/css": { schema: Text },
        "text/javascript": { schema: Text },
        "image/png": { schema: Image },
      },
    },
    ...openErrors(404),
  },
});

/** The description of `app`: the document and the page. Both are loaded with the first request for them. */
export function docsRoutes(app: OpenAPIHono<AppEnv>) {
  let document: Promise<string> | undefined;
  const describe = async () => {
    const { describeApi } = await import("./docs/openapi.ts");
    return JSON.stringify(describeApi(app));
  };
  return newApp()
    .openapi(getDocument, async (c) => {
      document ??= describe();
      const headers = { "Content-Type": "application/json" };
      // The document describes itself: there is no type to check it against.
      // deno-lint-ignore no-explicit-any
      return c.body(await document, 200, headers) as any;
    })
    .openapi(getPage, async () => (await import("./docs/page.ts")).docsPage())
    .openapi(getFile, async (c) => {
      const { docsFile } = await import("./docs/page.ts");
      return found("file", await docsFile(c.req.valid("param").file));
    });
}
