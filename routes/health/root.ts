import { createRoute } from "@hono/zod-openapi";
import { accepts } from "hono/accepts";
import { Text, Welcome } from "../contract/docs.ts";
import { newApp } from "../http/new_app.ts";
import { forEveryone, openErrors } from "../http/route_config.ts";

const welcome: Welcome = {
  name: "Carillon",
  description: "A cron-job scheduler service: a REST API, crons and a worker.",
  docs: "/docs",
  openapi: "/api/v1/openapi.json",
  api: "/api/v1",
  health: "/readyz",
};

const page = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>${welcome.name}</title>
<h1>${welcome.name}</h1>
<p>${welcome.description}</p>
<ul>
<li><a href="${welcome.docs}">The documentation of the API</a></li>
<li><a href="${welcome.openapi}">The same as an OpenAPI document</a></li>
<li><a href="${welcome.health}">Whether this server is ready</a></li>
</ul>
</html>
`;

const welcomeRoute = createRoute({
  method: "get",
  path: "/",
  tags: ["docs"],
  operationId: "welcome",
  summary: "See what this server is",
  description: "Answers a browser with a page, and any other client with JSON.",
  security: [],
  "x-permission": forEveryone,
  responses: {
    200: {
      description: "The name of the service, and where its documentation is.",
      content: { "application/json": { schema: Welcome }, "text/html": { schema: Text } },
    },
    ...openErrors(),
  },
});

export function welcomeRoutes() {
  return newApp().openapi(welcomeRoute, (c) => {
    c.header("Vary", "Accept");
    const supports = ["application/json", "text/html"];
    const type = accepts(c, { header: "Accept", supports, default: "application/json" });
    return type === "text/html" ? c.html(page) : c.json(welcome, 200);
  });
}
