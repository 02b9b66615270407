import assert from "node:assert/strict";
import { Server, temporaryFolder } from "./server.ts";

const root = new URL("../..", import.meta.url).pathname;

async function task(
  name: string,
  folder: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<{ code: number; output: string }> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", name, ...args],
    cwd: root,
    env: { KV_PATH: `${folder}/carillon.db`, ...env },
    stderr: "null",
  }).output();
  return { code, output: new TextDecoder().decode(stdout).trim() };
}

async function logIn(server: Server, password: string): Promise<Response> {
  return await fetch(`${server.url}/api/v1/auth/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username: "admin", password }),
  });
}

async function statusOf(response: Response): Promise<number> {
  await response.body?.cancel();
  return response.status;
}

Deno.test("deno task reset-admin lets an admin in again while the server runs", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.start(folder.path);
  // Somebody tried to log in until the address had to wait.
  for (let i = 0; i < 5; i++) assert.equal(await statusOf(await logIn(server, "forgotten")), 401);
  assert.equal(await statusOf(await logIn(server, "forgotten")), 429);

  const { code, output } = await task("reset-admin", folder.path);

  assert.equal(code, 0, output);
  const password = /^The new password of admin is (\S{20,}) /.exec(output)?.[1] ?? "";
  const answer = await logIn(server, password);
  assert.equal(answer.status, 200);
  const { token } = await answer.json();
  const headers = { Authorization: `Bearer ${token}` };
  const log = await fetch(`${server.url}/api/v1/logs?kind=security`, { headers });
  assert.match(await log.text(), /the password was reset on the server/);
});

Deno.test("deno task reset-admin ends the user's tokens, and works on a database that nobody serves", async () => {
  await using folder = await temporaryFolder();
  const first = await Server.start(folder.path);
  const { token } = first;
  await first.stop();

  const { code } = await task("reset-admin", folder.path, ["admin"]);

  assert.equal(code, 0);
  await using api = await Server.startSignedOut(folder.path);
  const answer = await fetch(`${api.url}/api/v1/users/current`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  assert.equal(await statusOf(answer), 401);
});

Deno.test("deno task reset-admin names the admins when there is no such user", async () => {
  await using folder = await temporaryFolder();
  await (await Server.start(folder.path)).stop();

  const { code, output } = await task("reset-admin", folder.path, ["nobody"]);

  assert.equal(code, 1);
  assert.match(output, /There is no user nobody\. The admins are: admin$/);
});

Deno.test("an operator's task makes no database where there is none", async () => {
  await using folder = await temporaryFolder();

  const { code, output } = await task("reset-admin", folder.path);

  assert.equal(code, 1);
  assert.match(output, /^KV_PATH: there is no database at /m);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder.path)), []);
});

Deno.test("deno task renew-key ends all log-ins of a server that runs", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.start(folder.path);
  const { token } = server;

  const { code, output } = await task("renew-key", folder.path);

  assert.equal(code, 0, output);
  const headers = { Authorization: `Bearer ${token}` };
  for (;;) {
    const answer = await fetch(`${server.url}/api/v1/users/current`, { headers });
    if (await statusOf(answer) === 401) break;
  }
});

Deno.test("deno task renew-key says that JWT_SECRET decides where it is set", async () => {
  await using folder = await temporaryFolder();
  await (await Server.start(folder.path)).stop();

  const { code, output } = await task("renew-key", folder.path, [], { JWT_SECRET: "s".repeat(32) });

  assert.equal(code, 1);
  assert.match(output, /^JWT_SECRET: /m);
});
