import assert from "node:assert/strict";
import { testApi } from "../../support/app.ts";

Deno.test("GET /docs is a page that loads nothing from elsewhere", async () => {
  await using api = await testApi();

  const page = await api.app.request("/docs");
  const html = await page.text();

  assert.equal(page.status, 200);
  assert.match(page.headers.get("Content-Type") ?? "", /^text\/html/);
  const policy = page.headers.get("Content-Security-Policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self';/);
  assert.doesNotMatch(policy, /https?:|\*/);
  assert.doesNotMatch(html, /https?:|\/\/\w/);
  const files = [...html.matchAll(/(?:src|href)="(.+?)"/g)].map(([, path = ""]) => path);
  assert.ok(files.length >= 4);
  for (const path of files) {
    const file = await api.app.request(path);
    assert.equal(file.status, 200, path);
    assert.ok((await file.bytes()).length > 100, path);
    assert.match(file.headers.get("Content-Type") ?? "", /^(text\/(css|javascript)|image\/png)/);
  }
});

Deno.test("GET /docs/{file} answers the page's files, and no other", async () => {
  await using api = await testApi();

  for (const name of ["package.json", "x", "..%2fpackage.json", "%2e%2e%2f", "constructor"]) {
    const answer = await api.app.request(`/docs/${name}`);
    assert.equal(answer.status, 404, name);
    assert.equal((await answer.json()).code, "not_found");
  }
});

Deno.test("what describes the API is not loaded at the start", async () => {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "main.ts"],
    cwd: new URL("../../..", import.meta.url),
    stderr: "null",
  });
  const { modules } = JSON.parse(new TextDecoder().decode((await command.output()).stdout)) as {
    modules: { specifier: string; dependencies?: Dependency[] }[];
  };

  interface Dependency {
    readonly code?: { readonly specifier: string };
    readonly isDynamic?: boolean;
  }
  const importers = modules.flatMap(({ specifier, dependencies = [] }) =>
    dependencies
      .filter(({ code }) => /\/routes\/docs\/|swagger-ui/.test(code?.specifier ?? ""))
      .filter(({ isDynamic }) => isDynamic !== true)
      .map(() => specifier)
  );
  assert.deepEqual(importers.filter((specifier) => !specifier.includes("/routes/docs/")), []);
  assert.ok(modules.some(({ specifier }) => specifier.endsWith("/routes/docs/openapi.ts")));
});
