import assert from "node:assert/strict";
import { operationsOf } from "../../../routes/docs/openapi.ts";
import type { ApiDocument, Schema } from "../../../routes/docs/types.ts";
import { testApi } from "../../support/app.ts";
import { apiDocument, SchemaCheck } from "./support.ts";

Deno.test("GET /openapi.json answers without a token, always the same", async () => {
  await using api = await testApi();

  const first = await api.nobody.get("/openapi.json");
  const second = await api.nobody.get("/openapi.json");

  assert.equal(first.status, 200);
  assert.match(first.headers.get("Content-Type") ?? "", /^application\/json/);
  assert.match(first.body.openapi, /^3\.1\./);
  assert.match(first.body.info.version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual(second.body, first.body);
});

Deno.test("every registered route is in the document, and every documented one is registered", async () => {
  await using api = await testApi();
  const document: ApiDocument = (await api.nobody.get("/openapi.json")).body;

  const documented = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`)
  );
  // "ALL" stands for middleware and for the routes that refuse other methods. Middleware of some methods has a pattern with `*`.
  const registered = api.app.routes
    .filter(({ method, path }) => method !== "ALL" && !path.endsWith("*"))
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(\{.*?\})?/g, "{$1}")}`);
  assert.deepEqual([...new Set(registered)].toSorted(), documented.toSorted());
});

Deno.test("each operation has a name of its own, a summary, a known tag and who may call it", async () => {
  const document = await apiDocument();
  const operations = operationsOf(document);

  const ids = operations.map(({ operationId }) => operationId);
  const nameless = operations.filter(({ operationId }) => operationId === undefined);
  assert.deepEqual(nameless.map(({ summary }) => summary), []);
  assert.equal(new Set(ids).size, ids.length);
  const summaries = operations.map(({ summary }) => summary);
  assert.equal(new Set(summaries).size, summaries.length);
  const known = document.tags.map(({ name }) => name);
  for (const { operationId = "", ...operation } of operations) {
    assert.match(operationId, /^[a-z][A-Za-z]+$/);
    assert.ok(operation.summary, operationId);
    assert.ok(operation["x-permission"], operationId);
    assert.ok((operation.tags ?? []).length > 0, operationId);
    assert.deepEqual(operation.tags?.filter((tag) => !known.includes(tag)), [], operationId);
  }
});

Deno.test("each operation that needs a token says so, and tells of 401", async () => {
  const document = await apiDocument();

  for (const { operationId, security = [], responses } of operationsOf(document)) {
    for (const scheme of security.flatMap((one) => Object.keys(one))) {
      assert.ok(scheme in (document.components.securitySchemes ?? {}), operationId);
      assert.ok(responses[401]?.headers?.["WWW-Authenticate"], operationId);
    }
  }
});

Deno.test("each parameter and each field has a description", async () => {
  const document = await apiDocument();

  const bare = [
    ...operationsOf(document).flatMap(({ operationId, parameters = [] }) =>
      parameters.filter(({ description }) => !description)
        .map(({ name }) => `${operationId}: ${name}`)
    ),
    ...Object.entries(document.components.schemas).flatMap(([name, schema]) =>
      bareFields(schema, name)
    ),
  ];
  assert.deepEqual(bare, []);
});

function bareFields(schema: Schema, path: string): string[] {
  const fields = Object.entries(schema.properties ?? {});
  return [
    ...fields.filter(([, { $ref, description }]) => $ref === undefined && !description)
      .map(([name]) => `${path}.${name}`),
    ...fields.flatMap(([name, field]) => bareFields(field, `${path}.${name}`)),
    ...schema.items === undefined ? [] : bareFields(schema.items, `${path}[]`),
  ];
}

Deno.test("all examples fit their schemas", async () => {
  const document = await apiDocument();
  const check = new SchemaCheck(document);

  let count = 0;
  const look = (schema: Schema, where: string) => {
    for (const example of schema.examples ?? []) {
      check.mustFit(schema, example, where);
      count += 1;
    }
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      look(field, `${where}.${name}`);
    }
    if (schema.items !== undefined) look(schema.items, `${where}[]`);
  };
  for (const [name, schema] of Object.entries(document.components.schemas)) look(schema, name);
  for (const { operationId = "", parameters, requestBody, responses } of operationsOf(document)) {
    for (const { name, schema } of parameters ?? []) look(schema, `${operationId}: ${name}`);
    for (const body of [requestBody, ...Object.values(responses)]) {
      for (const { schema = {}, example } of Object.values(body?.content ?? {})) {
        if (example === undefined) continue;
        check.mustFit(schema, example, operationId);
        count += 1;
      }
    }
  }
  assert.ok(count > 200, `${count} examples`);
});
