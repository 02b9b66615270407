/**
 * The reference: Hono and a database; no token, no checks, no log. It reads one key, lists records, or writes as many rows
 * as a new job has.
 */
import { Hono } from "hono";

const kv = await Deno.openKv(Deno.env.get("KV_PATH"));
const app = new Hono();
app.get("/thing", async (c) => c.json((await kv.get(["thing"])).value ?? {}));
app.get("/things", async (c) => {
  const things: unknown[] = [];
  for await (const { value } of kv.list({ prefix: ["things"] }, { limit: 100, batchSize: 100 })) {
    things.push(value);
  }
  return c.json({ things });
});

/** Rows of a new job beside its record: lists, due entry, category, and the indexes of the audit entry. */
const indexRows = 7;
app.post("/things", async (c) => {
  const thing = await c.req.json();
  const id = crypto.randomUUID();
  const operation = kv.atomic()
    .set(["made", id], thing)
    .set(["made_log", id], { id, name: thing.name, event: "added", at: Date.now() })
    .set(["made_change", id], {
      at: Date.now(),
      things: [{ kind: "job", id }, { kind: "log", id }],
    })
    .set(["made_lane"], 1)
    .set(["made_head"], id);
  for (let i = 0; i < indexRows; i++) operation.set(["made_index", i, id], 1);
  await operation.commit();
  return c.json({ id }, 201);
});
Deno.serve({
  port: Number(Deno.env.get("PORT")),
  hostname: "127.0.0.1",
  onListen: () => {},
}, app.fetch);
