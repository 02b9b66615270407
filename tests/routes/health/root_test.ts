import assert from "node:assert/strict";
import { testApi } from "../../support/app.ts";

Deno.test("GET / says what the server is and where its documentation is", async () => {
  await using api = await testApi();

  const response = await api.app.request("/", { headers: { Accept: "application/json" } });
  const answer = await response.json();

  assert.equal(response.status, 200);
  assert.equal(answer.name, "Carillon");
  for (const path of [answer.docs, answer.openapi, answer.health]) {
    const there = await api.app.request(path);
    await there.body?.cancel();
    assert.notEqual(there.status, 404, path);
  }
});

Deno.test("GET / answers a browser with a page", async () => {
  await using api = await testApi();

  const response = await api.app.request("/", {
    headers: { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" },
  });

  assert.match(response.headers.get("Content-Type") ?? "", /^text\/html/);
  assert.match(await response.text(), /<a href="\/docs">/);
});

Deno.test("GET / answers JSON to a client that names nothing", async () => {
  await using api = await testApi();

  const response = await api.app.request("/");

  assert.match(response.headers.get("Content-Type") ?? "", /^application\/json/);
  assert.equal((await response.json()).name, "Carillon");
});
