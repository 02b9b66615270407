import assert from "node:assert/strict";
import { readConfig } from "../../scheduler/config.ts";
import { cacheFolder, neededPermissions } from "../../tasks/permissions.ts";

const places = { cwd: "/srv", program: "/opt/carillon/", cache: "/home/c/.cache/deno" };

function flags(environment: Record<string, string>): string[] {
  return neededPermissions(readConfig(environment), places);
}

Deno.test("neededPermissions() lets the service write its data folder alone, and start nothing", () => {
  assert.deepEqual(flags({}), [
    "--allow-net",
    "--allow-env",
    "--allow-sys=hostname",
    "--allow-read=/srv,/opt/carillon/,/home/c/.cache/deno,./data/",
    "--allow-write=./data/",
  ]);
});

Deno.test("neededPermissions() lets nothing be written where the database is no file", () => {
  for (const kvPath of [":memory:", "https://kv.example"]) {
    assert.deepEqual(flags({ KV_PATH: kvPath }).filter((flag) => /write|run/.test(flag)), []);
  }
});

Deno.test("neededPermissions() names the files of a database without a folder", () => {
  for (const kvPath of ["c.db", "./c.db"]) {
    const suffixes = ["", "-wal", "-shm", "-journal", "-processes", "-marker"];
    const files = suffixes.map((suffix) => `${kvPath}${suffix}`).join(",");
    assert.ok(flags({ KV_PATH: kvPath }).includes(`--allow-write=${files}`));
  }
});

Deno.test("neededPermissions() lets programs be started only with shell jobs", () => {
  assert.ok(flags({ ALLOW_SHELL_JOBS: "true" }).includes("--allow-run"));
  assert.ok(!flags({ ALLOW_SHELL_JOBS: "false" }).some((flag) => flag.startsWith("--allow-run")));
});

Deno.test("neededPermissions() lets job modules be read where they are, and keeps commas of paths", () => {
  const [, , , read] = flags({
    JOB_MODULES: "/jobs/a.ts, npm:my-jobs, https://example.org/b.ts",
    KV_PATH: "/var/a,b/c.db",
  });

  assert.equal(
    read,
    "--allow-read=/srv,/opt/carillon/,/home/c/.cache/deno,/jobs/,/var/a,,b/",
  );
});

Deno.test("cacheFolder() is Deno's own", () => {
  const env = (given: Record<string, string>) => (name: string) => given[name];

  assert.equal(cacheFolder(env({ DENO_DIR: "/d" }), "linux"), "/d");
  assert.equal(cacheFolder(env({ HOME: "/home/c" }), "linux"), "/home/c/.cache/deno");
  assert.equal(cacheFolder(env({ HOME: "/h", XDG_CACHE_HOME: "/x" }), "linux"), "/x/deno");
  assert.equal(cacheFolder(env({ HOME: "/h" }), "darwin"), "/h/Library/Caches/deno");
});
