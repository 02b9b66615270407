import assert from "node:assert/strict";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { schemaVersion } from "../../scheduler/store/kv/schema/schema_version.ts";
import { testApi } from "../support/app.ts";
import { makeMonitor, ping } from "../support/monitors.ts";

Deno.test("on a database that a newer program has migrated, reads are answered and changes are refused", async () => {
  await using api = await testApi();
  await api.db.kv.set(keys.schemaVersion.parts, schemaVersion + 1);

  const { status, body } = await api.admin.send("POST", "/categories", { name: "new" });

  assert.deepEqual([status, body.code], [503, "unavailable"]);
  assert.match(body.error, new RegExp(`version ${schemaVersion + 1}, .* up to ${schemaVersion}`));
  assert.equal((await api.admin.send("GET", "/categories")).status, 200);
});

Deno.test("on such a database, pings are refused whatever their method", async () => {
  await using api = await testApi();
  const { key } = await makeMonitor(api);
  await api.db.kv.set(keys.schemaVersion.parts, schemaVersion + 1);

  const answers = [await ping(api, key), await ping(api, `${key}/start`, { method: "POST" })];

  assert.deepEqual(answers.map(({ status }) => status), [503, 503]);
});
