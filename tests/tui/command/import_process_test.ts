import { strict as assert } from "node:assert";
import project from "../../../deno.json" with { type: "json" };
import { aNewServer, type NewServer, originalDatabase } from "./import_support.ts";
import { deadAddress, packages } from "./support.ts";

const root = new URL("../../..", import.meta.url).pathname;
/** With the permissions of the task, and no more. */
const [, ...flags] = project.tasks.carillon.command.split(" ").slice(0, -1);

async function ran(server: NewServer, args: readonly string[], environment = {}) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...flags, `${root}tui/carillon.ts`, "import", ...args],
    env: { ...packages, ...server.admin.environment, TERM: "xterm", ...environment },
    stdin: "null",
  });
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("the process imports with the permissions of its task, and exits with the code", async () => {
  await using server = await aNewServer();
  const ndscheduler = ["ndscheduler", "--database", originalDatabase];

  const unasked = await ran(server, ndscheduler);
  const done = await ran(server, [...ndscheduler, "--yes"]);
  const again = await ran(server, [...ndscheduler, "--yes"]);
  const refused = await ran(server, [...ndscheduler, "--yes"], { CARILLON_API_KEY: "wrong" });
  const dead = await ran(server, [...ndscheduler, "--yes"], { CARILLON_URL: deadAddress() });
  const usage = await ran(server, ["crontab", "/no/such/file"]);

  assert.match(unasked.err, /Nobody can be asked here: add --yes\.\n$/);
  assert.match(done.out, /Done:\n(.|\n)* {2}jobs {8}72 created\n/);
  assert.match(again.out, /Nothing to do\.\n$/);
  assert.deepEqual(
    [unasked, done, again, refused, dead, usage].map(({ code }) => code),
    [2, 0, 0, 4, 5, 2],
  );
});
