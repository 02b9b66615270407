/** The reference: Hono, a database, one read for each request; no token, no checks, no log. */
import { Hono } from "hono";

const kv = await Deno.openKv(Deno.env.get("KV_PATH"));
const app = new Hono();
app.get("/thing", async (c) => c.json((await kv.get(["thing"])).value ?? {}));
Deno.serve({
  port: Number(Deno.env.get("PORT")),
  hostname: "127.0.0.1",
  onListen: () => {},
}, app.fetch);
