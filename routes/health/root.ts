import type { Context } from "hono";
import { accepts } from "hono/accepts";
import type { AppEnv } from "../deps.ts";

const answer = {
  name: "Carillon",
  description: "A cron-job scheduler service: a REST API, crons and a worker.",
  docs: "/docs",
  openapi: "/api/v1/openapi.json",
  api: "/api/v1",
  health: "/readyz",
} as const;

const page = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>${answer.name}</title>
<h1>${answer.name}</h1>
<p>${answer.description}</p>
<ul>
<li><a href="${answer.docs}">The documentation of the API</a></li>
<li><a href="${answer.openapi}">The same as OpenAPI</a></li>
<li><a href="${answer.health}">Whether this server is ready</a></li>
</ul>
</html>
`;

/** `GET /`: says what this server is and where its documentation is. JSON, or HTML for a browser. */
export function answerRoot(c: Context<AppEnv>): Response {
  const type = accepts(c, {
    header: "Accept",
    supports: ["application/json", "text/html"],
    default: "application/json",
  });
  c.header("Vary", "Accept");
  return type === "text/html" ? c.html(page) : c.json(answer);
}
