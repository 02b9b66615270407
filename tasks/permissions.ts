import type { Config } from "../scheduler/config.ts";

/** Where the service finds and keeps files. */
export interface Places {
  /** The working directory, which paths in the configuration are relative to. */
  readonly cwd: string;
  /** The folder of main.ts. */
  readonly program: string;
  /** Deno's cache of packages. The page of the API shows files of one of these packages. */
  readonly cache: string;
}

/**
 * The permissions that a service of this configuration needs, as flags of `deno run`.
 *
 * The service may use the network, because HTTP jobs may call any public address, and it reads its environment. It
 * writes its database and nothing else. Only shell jobs start programs: a program has all rights of the
 * server's user, and so the service may read and write all files then.
 */
export function neededPermissions(config: Config, places: Places): string[] {
  const always = ["--allow-net", "--allow-env", "--allow-sys=hostname"];
  if (config.allowShellJobs) return [...always, "--allow-run", "--allow-read", "--allow-write"];
  const { cwd, program, cache } = places;
  const database = databasePaths(config.kvPath);
  const modules = config.jobModules.filter(isPath).map(folderOf);
  const read = [cwd, program, cache, ...modules, ...database];
  return [
    ...always,
    `--allow-read=${listed(read)}`,
    ...(database.length === 0 ? [] : [`--allow-write=${listed(database)}`]),
  ];
}

/** Deno's own cache folder, unless DENO_DIR names another one. */
export function cacheFolder(
  env: (name: string) => string | undefined,
  os: typeof Deno.build.os,
): string {
  const given = env("DENO_DIR");
  if (given) return given;
  const home = env("HOME") ?? "";
  if (os === "windows") return `${env("LOCALAPPDATA") ?? ""}\\deno`;
  if (os === "darwin") return `${home}/Library/Caches/deno`;
  return `${env("XDG_CACHE_HOME") || `${home}/.cache`}/deno`;
}

/** The folder of the database; without one its files, so that the working directory is not writable. */
function databasePaths(kvPath: string | undefined): string[] {
  if (kvPath === undefined || kvPath === ":memory:" || /^https?:/.test(kvPath)) return [];
  const folder = folderOf(kvPath);
  if (folder !== "" && !/^(\.[\\/])?$/.test(folder)) return [folder];
  return ["", "-wal", "-shm", "-journal", "-processes", "-marker"].map((suffix) =>
    `${kvPath}${suffix}`
  );
}

/** Not a file:, npm:, jsr: or https: address; a single letter before the colon is a Windows drive. */
function isPath(specifier: string): boolean {
  return !/^[a-z][a-z0-9+.-]+:/i.test(specifier);
}

/** With the separator at its end; "" for a path without a folder. */
function folderOf(path: string): string {
  return path.slice(0, path.search(/[^/\\]*$/));
}

/** A comma separates the values of a flag: one that belongs to a path is doubled. */
function listed(paths: readonly string[]): string {
  return [...new Set(paths)].filter((path) => path !== "")
    .map((path) => path.replaceAll(",", ",,")).join(",");
}
