import assert from "node:assert/strict";
import { KvServer } from "./chaos/kv_server.ts";
import { eventually, Server, temporaryFolder } from "./server.ts";

/** A port that nobody has at this moment. */
function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}

Deno.test("a server waits for a KV server that is not there yet", async () => {
  await using folder = await temporaryFolder();
  const port = freePort();
  await using server = await Server.startSignedOut(folder.path, {
    KV_PATH: `http://127.0.0.1:${port}`,
    DENO_KV_ACCESS_TOKEN: "a token of tests",
  });
  assert.equal(await statusOf(`${server.url}/livez`), 200);
  assert.equal(await statusOf(`${server.url}/healthz`), 200);
  assert.equal(await statusOf(`${server.url}/readyz`), 503);
  assert.equal(await statusOf(`${server.url}/api/v1/jobs`), 503);
  assert.match(server.output, /the database is not there yet: waiting for it/);

  await using _ = await KvServer.start(port);

  await eventually(
    "the server is ready",
    async () => await statusOf(`${server.url}/readyz`) === 200,
  );
  assert.equal(await statusOf(`${server.url}/livez`), 200);
  assert.equal(await statusOf(`${server.url}/api/v1/jobs`), 401);
});

Deno.test("a server that waits for its database can be stopped", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.startSignedOut(folder.path, {
    KV_PATH: `http://127.0.0.1:${freePort()}`,
    DENO_KV_ACCESS_TOKEN: "a token of tests",
  });

  assert.equal(await server.stop(), 0);
});
