import assert from "node:assert/strict";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { schemaVersion } from "../../scheduler/store/kv/schema/schema_version.ts";
import { testApi } from "../support/app.ts";

Deno.test("on a database that a newer program has migrated, reads are answered and changes are refused", async () => {
  await using api = await testApi();
  await api.db.kv.set(keys.schemaVersion.parts, schemaVersion + 1);

  const { status, body } = await api.admin.send("POST", "/categories", { name: "new" });

  assert.deepEqual([status, body.code], [503, "unavailable"]);
  assert.match(body.error, new RegExp(`version ${schemaVersion + 1}, .* up to ${schemaVersion}`));
  assert.equal((await api.admin.send("GET", "/categories")).status, 200);
});
