import { strict as assert } from "node:assert";

const root = new URL("../..", import.meta.url).href;

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    code?: { specifier: string };
    type?: { specifier: string };
    isDynamic?: boolean;
  }[];
}

Deno.test("the dashboard imports the contract and nothing else of the service", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "tui/main.ts"],
    cwd: new URL("../..", import.meta.url),
    stderr: "null",
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: Module[] };

  const wrong = modules.filter(({ specifier }) => specifier.startsWith(`${root}tui/`)).flatMap(
    ({ specifier, dependencies = [] }) =>
      dependencies.map(({ code, type }) => (code ?? type)?.specifier ?? "")
        .filter((to) => to.startsWith(root))
        .map((to) => to.slice(root.length))
        .filter((to) => !/^(tui|routes\/contract)\//.test(to))
        .map((to) => `${specifier.slice(root.length)} → ${to}`),
  );

  assert.ok(modules.length > 50);
  assert.deepEqual(wrong, []);
});

Deno.test("all that a session needs is fetched before the first frame", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "tui/main.ts"],
    cwd: new URL("../..", import.meta.url),
    stderr: "null",
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: Module[] };
  const known = new Set(modules.map(({ specifier }) => specifier));

  const late = modules.filter(({ specifier }) => specifier.startsWith(root)).flatMap(
    ({ specifier, dependencies = [] }) =>
      dependencies.filter(({ isDynamic }) => isDynamic).map(({ code }) => ({ specifier, code })),
  );

  // The runtime fetches what it can read from the code before any code runs. A package that is fetched later is told
  // by the runtime on the screen.
  assert.ok(late.every(({ code }) => code !== undefined && known.has(code.specifier)));
  assert.deepEqual(late.map(({ specifier }) => specifier.slice(root.length)), [
    "tui/start.ts",
    "tui/start.ts",
  ]);
});
