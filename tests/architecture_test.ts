import { strict as assert } from "node:assert";

/**
 * Which folder may import which, as docs/architecture.md says. A row stands for a folder and for the folders in it that
 * have no row of their own. A folder may import what its row names, with the folders in it; "a/." is the files of
 * "a" alone.
 */
const arrows: Record<string, readonly string[]> = {
  "": ["routes/.", "scheduler/engine", "scheduler/."],
  "routes": ["scheduler", "routes/contract", "routes/docs", "routes/backup", "routes/mcp"],
  "routes/backup": ["/.", "routes", "scheduler"],
  "routes/mcp": ["/.", "routes", "scheduler"],
  "routes/contract": ["scheduler/model"],
  "routes/docs": ["/.", "routes"],
  "scheduler": ["scheduler/cron", "scheduler/model", "scheduler/store"],
  "scheduler/cache": [],
  "scheduler/cron": ["scheduler/cache"],
  "scheduler/model": ["scheduler/cron"],
  "scheduler/auth": ["scheduler/cache", "scheduler/model"],
  "scheduler/job_classes": ["/."],
  "scheduler/store/kv": ["scheduler/model"],
  "scheduler/store/feed": ["scheduler/model", "scheduler/store/kv"],
  "scheduler/store/alarms": ["scheduler/model", "scheduler/store/kv"],
  "scheduler/store/history": ["scheduler/model", "scheduler/store/kv", "scheduler/store/alarms"],
  "scheduler/store/running": ["scheduler/model", "scheduler/store/kv", "scheduler/store/history"],
  "scheduler/store/access": ["scheduler/cache", "scheduler/model", "scheduler/store/kv"],
  "scheduler/store/calendars": ["scheduler/model", "scheduler/store/kv", "scheduler/store/access"],
  "scheduler/store/pauses": ["scheduler/model", "scheduler/store/kv", "scheduler/store/access"],
  "scheduler/store/jobs": [
    "scheduler/model",
    "scheduler/store/kv",
    "scheduler/store/alarms",
    "scheduler/store/feed",
    "scheduler/store/history",
    "scheduler/store/access",
    "scheduler/store/calendars",
  ],
  "scheduler/store/watching": [
    "scheduler/model",
    "scheduler/store/kv",
    "scheduler/store/alarms",
    "scheduler/store/history",
    "scheduler/store/running",
  ],
  "scheduler/store/monitors": [
    "scheduler/model",
    "scheduler/store/kv",
    "scheduler/store/alarms",
    "scheduler/store/history",
    "scheduler/store/access",
    "scheduler/store/pauses",
  ],
  "scheduler/store/channels": [
    "scheduler/model",
    "scheduler/store/kv",
    "scheduler/store/alarms",
    "scheduler/store/history",
    "scheduler/store/access",
  ],
  "scheduler/store/firing": [
    "scheduler/model",
    "scheduler/store/kv",
    "scheduler/store/history",
    "scheduler/store/jobs",
    "scheduler/store/running",
    "scheduler/store/calendars",
    "scheduler/store/pauses",
  ],
  "scheduler/notifications": [
    "scheduler/cron",
    "scheduler/model",
    "scheduler/store",
    "scheduler/job_classes",
  ],
  "scheduler/store/backup": [
    "scheduler/model",
    "scheduler/store/kv",
    "scheduler/store/history",
    "scheduler/store/jobs",
    "scheduler/store/running",
  ],
  "scheduler/doctor": [
    "scheduler/.",
    "scheduler/model",
    "scheduler/store",
  ],
  "scheduler/store/imports": [
    "scheduler/model",
    "scheduler/store/calendars",
    "scheduler/store/kv",
    "scheduler/store/history",
    "scheduler/store/jobs",
    "scheduler/store/access",
  ],
  "scheduler/engine": [
    "scheduler/.",
    "scheduler/model",
    "scheduler/store",
    "scheduler/job_classes",
  ],
  "tui": ["/.", "tui"],
  "tui/cache": [],
  "tui/terminal": [],
  "tui/keys": ["tui/cache"],
  "tui/texts": ["tui/cache", "tui/keys"],
  "tui/state": [
    "tui/.",
    "tui/cache",
    "tui/keys",
    "tui/terminal",
    "tui/texts",
    "routes/contract",
  ],
  "tui/client": [],
  "tui/command": [
    "/.",
    "tui/client",
    "tui/command/keeping",
    "tui/settings",
    "tui/state",
    "tui/terminal",
    "tui/texts",
  ],
  // It writes files of backups, and databases on this machine, as the tasks of operators do.
  "tui/command/keeping": ["tasks", "tui/client", "tui/command"],
  "tasks": ["scheduler"],
  "tui/server": ["tui/.", "tui/client", "tui/state", "tui/terminal", "routes/contract"],
  "tui/settings": ["tui/.", "tui/keys", "tui/state", "tui/terminal", "tui/texts"],
  "tui/components": [
    "tui/.",
    "tui/cache",
    "tui/keys",
    "tui/settings",
    "tui/state",
    "tui/terminal",
    "tui/texts",
    "routes/contract",
  ],
  "tui/commands": [
    "tui/.",
    "tui/components",
    "tui/keys",
    "tui/server",
    "tui/settings",
    "tui/state",
    "tui/terminal",
    "tui/texts",
    "routes/contract",
  ],
  "tui/overlays": [
    "tui/.",
    "tui/commands",
    "tui/components",
    "tui/keys",
    "tui/server",
    "tui/settings",
    "tui/state",
    "tui/terminal",
    "tui/texts",
  ],
  "tui/forms": [
    "tui/.",
    "tui/commands",
    "tui/components",
    "tui/keys",
    "tui/server",
    "tui/state",
    "tui/terminal",
    "tui/texts",
    "routes/contract",
  ],
  "tui/screens": [
    "tui/.",
    "tui/cache",
    "tui/commands",
    "tui/components",
    "tui/forms",
    "tui/keys",
    "tui/overlays",
    "tui/server",
    "tui/state",
    "tui/terminal",
    "tui/texts",
    "routes/contract",
  ],
};

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier: string };
    readonly type?: { readonly specifier: string };
    readonly isDynamic?: boolean;
  }[];
}

const root = new URL("..", import.meta.url).href;

/** The service, the dashboard, the command, and the client for other programs. */
const entries = ["main.ts", "tui/start.ts", "tui/carillon.ts", "tui/client/mod.ts"];

Deno.test("modules import only along the arrows of docs/architecture.md", async () => {
  const graphs = await Promise.all(entries.map(moduleGraph));
  const modules = graphs.flatMap((graph) => graph.modules);

  const wrong = modules.flatMap((module) => {
    const from = folderOf(module.specifier);
    if (from === undefined) return [];
    return (module.dependencies ?? []).flatMap(({ code, type }) => {
      const specifier = code?.specifier ?? type?.specifier ?? "";
      const to = folderOf(specifier);
      const isAllowed = to === undefined || mayImport(from, to);
      return isAllowed ? [] : [`${module.specifier.slice(root.length)} → ${to}`];
    });
  });

  assert.deepEqual(wrong, []);
});

Deno.test("every folder of the service and of the dashboard has its arrows", async () => {
  const graphs = await Promise.all(entries.map(moduleGraph));
  const modules = graphs.flatMap((graph) => graph.modules);

  const folders = new Set(modules.flatMap(({ specifier }) => folderOf(specifier) ?? []));

  assert.deepEqual([...folders].filter((folder) => rowOf(folder) === undefined), []);
});

Deno.test("the server loads nothing of the dashboard", async () => {
  const { modules } = await moduleGraph("main.ts");

  const loaded = modules.map(({ specifier }) => specifier);

  assert.ok(loaded.length > 50);
  assert.deepEqual(loaded.filter((name) => /\/tui\/|npm:\/?(ink|react)@/.test(name)), []);
});

Deno.test("no module of ours imports itself by way of others, types counted", async () => {
  const imports = await importsOf(...entries, "docs/generate.ts");

  const circles = circlesIn(imports);

  assert.ok(imports.size > 300);
  assert.deepEqual(circles, []);
});

Deno.test("no file has more than 300 lines, and no folder more than 20 files", async () => {
  const files = (await trackedFiles()).filter((file) => /^(routes|scheduler|tui|main)/.test(file));
  const code = files.filter((file) => /\.tsx?$/.test(file) && file !== generated);

  const long = code.filter((file) => linesOf(file) > 300);
  const folders = Object.entries(Object.groupBy(code, folderOfFile));
  const wide = folders.filter(([folder, inside]) =>
    !/\/texts(\/|$)/.test(folder) && (inside?.length ?? 0) > 20
  );

  assert.ok(code.length > 300);
  assert.deepEqual(long, []);
  assert.deepEqual(wide.map(([folder]) => folder), []);
});

/** Nobody edits it, and a user's editor reads it. */
const generated = "tui/client/types.ts";

/** Each module of ours that the entries lead to, with what it imports of ours, types counted. */
async function importsOf(...entries: string[]): Promise<Map<string, Set<string>>> {
  const imports = new Map<string, Set<string>>();
  for (const entry of entries) {
    for (const { specifier, dependencies = [] } of (await moduleGraph(entry)).modules) {
      if (!specifier.startsWith(root)) continue;
      const targets = dependencies
        .flatMap(({ code, type }) => [code?.specifier, type?.specifier])
        .filter((target) => target !== undefined && target.startsWith(root));
      imports.set(specifier, new Set(targets as string[]));
    }
  }
  return imports;
}

/** The circles of imports, each named once by the modules on it. */
function circlesIn(imports: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const left = new Map([...imports].map(([from, to]) => [from, new Set(to)]));
  // Removes modules that import none of the remaining modules, until no such module is left: what remains is on
  // circles, or leads to them.
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const [module, targets] of left) {
      if ([...targets].some((target) => left.has(target))) continue;
      left.delete(module);
      isSmaller = true;
    }
  }
  return [...left.keys()].map((module) => module.slice(root.length));
}

async function trackedFiles(): Promise<string[]> {
  const files: string[] = [];
  const walk = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
      const path = `${folder}${name}`;
      if (isDirectory) await walk(`${path}/`);
      else files.push(path);
    }
  };
  for (const folder of ["routes/", "scheduler/", "tui/"]) await walk(folder);
  return [...files, "main.ts"];
}

function linesOf(file: string): number {
  return Deno.readTextFileSync(new URL(file, root)).split("\n").length - 1;
}

function folderOfFile(file: string): string {
  return file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
}

function folderOf(specifier: string): string | undefined {
  if (!specifier.startsWith(root)) return undefined;
  const path = specifier.slice(root.length);
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

/** The row for a folder: its own, or that of the nearest folder around it. */
function rowOf(folder: string): string | undefined {
  if (folder in arrows) return folder;
  const around = folder.lastIndexOf("/");
  return around < 0 ? undefined : rowOf(folder.slice(0, around));
}

function mayImport(from: string, to: string): boolean {
  const row = rowOf(from) ?? "";
  if (rowOf(to) === row) return true;
  return (arrows[row] ?? []).some((allowed) =>
    allowed === `${to}/.` || to === allowed || to.startsWith(`${allowed}/`)
  );
}

async function moduleGraph(entry: string): Promise<{ modules: Module[] }> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    cwd: new URL("..", import.meta.url),
    stderr: "null",
  });
  const { stdout } = await command.output();
  return JSON.parse(new TextDecoder().decode(stdout));
}
