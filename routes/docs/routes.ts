import { answer, apiRoutes, route } from "../http/api_route.ts";
import type { Described } from "../http/mount.ts";
import { found } from "../http/wire.ts";

const apiRoute = apiRoutes(() => import("../contract/docs.ts"));

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
  responses: ({ ApiDescription }) => ({ 200: answer(ApiDescription, "The document.") }),
});

const pageRoute = apiRoute({
  method: "get",
  path: "/docs",
  tags: ["docs"],
  operationId: "showDocs",
  summary: "Show the documentation",
  description: "A page for the browser; it loads nothing from elsewhere.",
  security,
  responses: ({ Text }) => ({
    200: { description: "The page.", content: { "text/html": { schema: Text } } },
  }),
});

const fileRoute = apiRoute({
  method: "get",
  path: "/docs/{file}",
  tags: ["docs"],
  operationId: "getDocsFile",
  summary: "Get a file of the documentation page",
  security,
  request: ({ DocsFile }) => ({ params: DocsFile }),
  responses: ({ Text, Image }) => ({
    200: {
      description: "The file.",
      content: {
        "text/css": { schema: Text },
        "text/javascript": { schema: Text },
        "image/png": { schema: Image },
      },
    },
  }),
  errors: [404],
});

/**
 * The API, described. What describes it is loaded with the first request: a server that starts
 * shall not wait for it.
 */
export function docsRoutes(app: Described) {
  let document: Promise<string> | undefined;
  return [
    route(documentRoute, async (c) => {
      document ??= describe(app);
      const headers = { "Content-Type": "application/json" };
      // The document is its own description of itself: there is no type to check it against.
      // deno-lint-ignore no-explicit-any
      return c.body(await document, 200, headers) as any;
    }),
    route(pageRoute, async () => (await import("./page.ts")).docsPage()),
    route(fileRoute, async (c) => {
      const { docsFile } = await import("./page.ts");
      return found("file", await docsFile(c.req.valid("param").file));
    }),
  ];
}

async function describe(app: Described): Promise<string> {
  const { describeApi } = await import("./openapi.ts");
  return JSON.stringify(await describeApi(app));
}
