/**
 * Starts the service with the permissions that its configuration needs, and no others:
 *
 *   deno task start [flags of deno run]     the flags give more, for instance for your own job modules
 */
import { readConfig } from "../scheduler/config.ts";
import { heapFlags } from "./heap.ts";
import { cacheFolder, neededPermissions } from "./permissions.ts";

const program = new URL("..", import.meta.url).pathname;

/** Without a valid configuration the service itself says what is wrong. */
function permissions(): string[] {
  const env = (name: string) => Deno.env.get(name);
  try {
    const cache = cacheFolder(env, Deno.build.os);
    return neededPermissions(readConfig(env), { cwd: Deno.cwd(), program, cache });
  } catch {
    return ["--allow-env"];
  }
}

const service = new Deno.Command(Deno.execPath(), {
  args: ["run", "--no-prompt", ...heapFlags, ...permissions(), ...Deno.args, `${program}main.ts`],
}).spawn();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  if (Deno.build.os === "windows" && signal === "SIGTERM") continue;
  Deno.addSignalListener(signal, () => {
    try {
      service.kill(signal);
    } catch {
      // It has ended already.
    }
  });
}

Deno.exit((await service.status).code);
