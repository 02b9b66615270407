#!/usr/bin/env node
// Starts the command on Deno: the packed one in dist/, or the sources of a checkout.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import process from "node:process";

const version = "2.9.6";
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const sources = join(root, "tui/carillon.ts");
const isCheckout = existsSync(sources);
const args = process.argv.slice(2);
// `npm pack` begins with this word: Deno also builds the package.
const isPacking = isCheckout && args[0] === "--pack";
const rights = [
  "--no-prompt",
  "--unstable-kv", // for `restore`; a checkout has it in its deno.json
  "--allow-env",
  "--allow-net",
  "--allow-read",
  "--allow-write",
];
const program = isCheckout ? sources : join(root, "dist/command/carillon.js");

const child = spawn(
  ...deno(
    isPacking
      ? ["run", "--allow-all", join(root, "tasks/pack.ts")]
      : ["run", ...rights, "--allow-run", program, ...args],
  ),
  { stdio: "inherit" },
);
// The terminal sends ctrl+c to both: the command decides what it means.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => signal === "SIGINT" || child.kill(signal));
}
child.on("error", (error) => {
  process.stderr.write(`carillon: Deno could not be started: ${error.message}\n`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal !== null) process.kill(process.pid, signal);
  else process.exit(code ?? 1);
});

/** Deno as npm has installed it with this package, or that of the PATH, or that of npx. */
function deno(words) {
  try {
    return [process.execPath, [createRequire(import.meta.url).resolve("deno/bin.cjs"), ...words]];
  } catch {
    const hasDeno = (process.env.PATH ?? "").split(process.platform === "win32" ? ";" : ":")
      .some((folder) =>
        existsSync(join(folder, process.platform === "win32" ? "deno.exe" : "deno"))
      );
    return hasDeno ? ["deno", words] : ["npx", ["-y", `deno@${version}`, ...words]];
  }
}
