import { z } from "zod";
import { answer, apiRoute, errorAnswers } from "./api_route.ts";
import { ApiDescription, DocsFile } from "./contract/docs.ts";
import { newRoutes } from "./deps.ts";
import { found } from "./wire.ts";

/** Browsers may show the page, and tools read the document, before anybody has logged in. */
const security: [] = [];

const documentRoute = apiRoute({
  method: "get",
  path: "/api/v1/openapi.json",
  tags: ["docs"],
  operationId: "getApiDescription",
  summary: "Get the OpenAPI document",
  description: "OpenAPI 3.1 of all that this server answers.",
  security,
  responses: { 200: answer(ApiDescription, "The document.") },
});

const pageRoute = apiRoute({
  method: "get",
  path: "/docs",
  tags: ["docs"],
  operationId: "showDocs",
  summary: "Show the documentation",
  description: "A page for the browser; it loads nothing from elsewhere.",
  security,
  responses: {
    200: { description: "The page.", content: { "text/html": { schema: z.string() } } },
  },
});

const fileRoute = apiRoute({
  method: "get",
  path: "/docs/{file}",
  tags: ["docs"],
  operationId: "getDocsFile",
  summary: "Get a file of the documentation page",
  security,
  request: { params: DocsFile },
  responses: {
    200: {
      description: "The file.",
      content: {
        "text/css": { schema: z.string() },
        "text/javascript": { schema: z.string() },
        "image/png": { schema: z.string().meta({ format: "binary" }) },
      },
    },
    ...errorAnswers(404),
  },
});

/**
 * The API, described. What describes it is loaded with the first request: a server that starts
 * shall not wait for it.
 */
export function docsRoutes(app: () => Parameters<typeof describe>[0]) {
  let document: Promise<string> | undefined;
  return newRoutes()
    .openapi(documentRoute, async (c) => {
      document ??= describe(app());
      const headers = { "Content-Type": "application/json" };
      // The document is its own description of itself: there is no type to check it against.
      // deno-lint-ignore no-explicit-any
      return c.body(await document, 200, headers) as any;
    })
    .openapi(pageRoute, async () => (await import("./docs/page.ts")).docsPage())
    .openapi(fileRoute, async (c) => {
      const { docsFile } = await import("./docs/page.ts");
      return found("file", await docsFile(c.req.valid("param").file));
    });
}

async function describe(
  app: Parameters<typeof import("./docs/openapi.ts").describeApi>[0],
): Promise<string> {
  const { describeApi } = await import("./docs/openapi.ts");
  return JSON.stringify(describeApi(app));
}
