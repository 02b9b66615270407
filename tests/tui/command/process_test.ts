import { strict as assert } from "node:assert";
import { adminPassword, aWalk, packages, type Walk } from "./support.ts";

let walk: Walk;
Deno.test.beforeAll(async () => {
  walk = await aWalk();
  const script = JSON.stringify(["sh", "-c", "echo begun; exec sleep 600"]);
  const options = ["--class", "ShellJob", "--args", script, "--cron", "0 3 1 1 *"];
  await walk.admin.json("jobs", "create", "long", ...options);
});
Deno.test.afterAll(() => walk.close());

const root = new URL("../../..", import.meta.url).pathname;

function command(args: readonly string[], environment: Record<string, string> = {}) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "-A", `${root}tui/carillon.ts`, ...args],
    env: { ...packages, ...walk.admin.environment, NO_COLOR: "", TERM: "xterm", ...environment },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

async function ran(args: readonly string[], input = "", environment = {}) {
  const child = command(args, environment).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("the process exits with the code of the command", async () => {
  const [good, usage, missing, unreachable] = await Promise.all([
    ran(["whoami", "--json"]),
    ran(["whoami", "--nonsense"]),
    ran(["jobs", "show", "no such job"]),
    ran(["whoami"], "", { CARILLON_URL: walk.stranded.environment.CARILLON_URL }),
  ]);

  assert.equal(JSON.parse(good.out).user.username, "admin");
  assert.deepEqual([good, usage, missing, unreachable].map(({ code }) => code), [0, 2, 3, 5]);
});

Deno.test("login reads the password from the standard input of the process", async () => {
  const { code, out } = await ran(["login", "--user", "admin"], `${adminPassword}\n`);

  assert.deepEqual([code, out], [0, `Logged in at ${walk.server.url} as admin.\n`]);
});

Deno.test("ctrl+c at a followed run leaves it, and the exit code says so", async () => {
  const child = command(["run", "long", "--follow"]).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();

  const { value } = await reader.read();
  child.kill("SIGINT");
  const { code } = await child.status;

  assert.equal(value, "begun\n");
  assert.equal(code, 130);
  const [{ state, execution_id }] = await walk.admin.json("runs", "list", "--job", "long");
  assert.equal(state, "running");
  await walk.admin.run("runs", "stop", execution_id);
  await reader.cancel();
  await child.stdin.close();
  await child.stderr.cancel();
});

Deno.test("a reader that has seen enough ends the process quietly", async () => {
  const child = command(["events"]).spawn();
  const reader = child.stdout.getReader();

  await reader.read();
  await reader.cancel();
  await walk.admin.run("jobs", "pause", "long");
  await walk.admin.run("jobs", "resume", "long");
  await child.stdin.close();
  const { code } = await child.status;
  const err = await new Response(child.stderr).text();

  assert.deepEqual([code, err], [0, ""]);
});

Deno.test("--help loads neither the dashboard nor the libraries of the answers", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", `${root}tui/carillon.ts`],
    stderr: "null",
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: {
      specifier: string;
      dependencies?: { isDynamic?: boolean; code?: { specifier: string } }[];
    }[];
  };
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const loaded = new Set<string>();
  const load = (name: string) => {
    if (loaded.has(name)) return;
    loaded.add(name);
    for (const { isDynamic, code } of byName.get(name)?.dependencies ?? []) {
      if (isDynamic !== true && code !== undefined) load(code.specifier);
    }
  };
  load(new URL("../../../tui/carillon.ts", import.meta.url).href);

  const heavy = [...loaded].filter((name) => /npm:|\/(client\/mod|main)\.tsx?$/.test(name));

  assert.ok(loaded.size > 10 && loaded.size < 30);
  assert.deepEqual(heavy.map((name) => name.replace(/^.*\/tui\/|@.*$/g, "")).toSorted(), [
    "command/main.ts",
    "npm:commander",
  ]);
});
