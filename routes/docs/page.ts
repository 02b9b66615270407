const title = "Carillon API";

const page = `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** In a file of its own, because the page allows no inline script. */
const start = `SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "list",
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  showExtensions: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

const contentTypes = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "favicon-32x32.png": "image/png",
} as const;

/** Allows nothing from other servers. The viewer sets styles from its script, and its icons are data URLs. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const immutable = "public, max-age=86400";

/** The page that shows the API's description. */
export function docsPage(): Response {
  return new Response(page, {
    headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy },
  });
}

/** A file of the page, from the package of the viewer; `undefined` for any other name. */
export async function docsFile(name: string): Promise<Response | undefined> {
  if (name === "start.js") return file(start, "text/javascript; charset=utf-8");
  if (!Object.hasOwn(contentTypes, name)) return undefined;
  // The only module of the package for servers: it knows the folder of the files.
  const { default: folder } = await import("swagger-ui-dist/absolute-path.js");
  const bytes = await Deno.readFile(`${folder()}/${name}`);
  return file(bytes, contentTypes[name as keyof typeof contentTypes]);
}

function file(content: BodyInit, type: string): Response {
  return new Response(content, { headers: { "Content-Type": type, "Cache-Control": immutable } });
}
