import { strict as assert } from "node:assert";

/**
 * Who may import whom, as docs/architecture.md says. A row stands for a folder and for the folders in it that
 * have no row of their own. A folder may import what its row names, with the folders in it; "a/." is the files of
 * "a" alone.
 */
const arrows: Record<string, readonly string[]> = {
  "": ["routes/.", "scheduler/engine", "scheduler/."],
  "routes": ["scheduler", "routes/contract", "routes/docs"],
  "routes/contract": ["scheduler/model"],
  "routes/docs": ["/.", "routes"],
  "scheduler": ["scheduler/cron", "scheduler/model", "scheduler/store"],
  "scheduler/cache": [],
  "scheduler/cron": ["scheduler/cache"],
  "scheduler/model": ["scheduler/cron"],
  "scheduler/auth": ["scheduler/cache", "scheduler/model"],
  "scheduler/job_classes": [],
  "scheduler/store/kv": ["scheduler/model"],
  "scheduler/store/feed": ["scheduler/model", "scheduler/store/kv"],
  "scheduler/store/history": ["scheduler/model", "scheduler/store/kv"],
  "scheduler/store/running": ["scheduler/model", "scheduler/store/kv", "scheduler/store/history"],
  "scheduler/store/access": ["scheduler/cache", "scheduler/model", "scheduler/store/kv"],
  "scheduler/store/jobs": [
    "scheduler/model",
    "scheduler/store/kv",
    "scheduler/store/history",
    "scheduler/store/access",
  ],
  "scheduler/store/firing": [
    "scheduler/model",
    "scheduler/store/kv",
    "scheduler/store/history",
    "scheduler/store/jobs",
    "scheduler/store/running",
  ],
  "scheduler/engine": [
    "scheduler/.",
    "scheduler/model",
    "scheduler/store",
    "scheduler/job_classes",
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

Deno.test("modules import only along the arrows of docs/architecture.md", async () => {
  const { modules } = await moduleGraph("main.ts");

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

Deno.test("every folder of the service has its arrows", async () => {
  const { modules } = await moduleGraph("main.ts");

  const folders = new Set(modules.flatMap(({ specifier }) => folderOf(specifier) ?? []));

  assert.deepEqual([...folders].filter((folder) => rowOf(folder) === undefined), []);
});

Deno.test("the server loads nothing of the dashboard", async () => {
  const { modules } = await moduleGraph("main.ts");

  const loaded = modules.map(({ specifier }) => specifier);

  assert.ok(loaded.length > 50);
  assert.deepEqual(loaded.filter((name) => /\/tui\/|npm:\/?(ink|react)@/.test(name)), []);
});

function folderOf(specifier: string): string | undefined {
  if (!specifier.startsWith(root)) return undefined;
  const path = specifier.slice(root.length);
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

/** The row that speaks for a folder: its own, or that of the nearest folder around it. */
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
