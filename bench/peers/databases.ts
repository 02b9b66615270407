import { endWithUs } from "../support/child_processes.ts";
import { freePort } from "../support/servers.ts";

/** A private server of this bench, on loopback, with its files in a temporary folder. */
export interface DatabaseServer extends AsyncDisposable {
  readonly port: number;
  /** Its first process. */
  readonly pid: number;
}

/** PostgreSQL refuses to run as root: these users may run it instead. */
const plainUsers = ["postgres", "nobody"];
const readyWithinMs = 30_000;

/** Starts PostgreSQL, durable as it is by default. @returns `undefined` where it is not installed. */
export async function startPostgres(): Promise<DatabaseServer | undefined> {
  const bin = await postgresFolder();
  if (bin === undefined) return undefined;
  const folder = await Deno.makeTempDir({ prefix: "carillon-peers-pg-" });
  const user = await plainUser();
  if (user !== undefined) await Deno.chown(folder, user.uid, user.gid);
  await mustSucceed(`${bin}/initdb`, {
    args: ["-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
    ...user,
  });
  const port = freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    shared_buffers: "256MB",
  };
  const process = new Deno.Command(`${bin}/postgres`, {
    args: [
      "-D",
      folder,
      ...Object.entries(settings).flatMap(([name, to]) => ["-c", `${name}=${to}`]),
    ],
    ...quiet,
    ...user,
  }).spawn();
  const server = serverOf(process, port, folder, "SIGINT"); // a fast shutdown
  await ready(`${bin}/pg_isready`, ["-q", "-h", "127.0.0.1", "-p", String(port)]);
  return server;
}

/** Starts Redis with its append-only file. @returns `undefined` where it is not installed. */
export async function startRedis(): Promise<DatabaseServer | undefined> {
  const bin = await folderOfProgram("redis-server");
  if (bin === undefined) return undefined;
  const folder = await Deno.makeTempDir({ prefix: "carillon-peers-redis-" });
  const port = freePort();
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  const process = new Deno.Command(`${bin}/redis-server`, {
    args: [...settings, "--appendonly", "yes", "--appendfsync", "everysec"],
    ...quiet,
  }).spawn();
  const server = serverOf(process, port, folder, "SIGTERM");
  await ready(`${bin}/redis-cli`, ["-h", "127.0.0.1", "-p", String(port), "ping"]);
  return server;
}

const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;

function serverOf(
  process: Deno.ChildProcess,
  port: number,
  folder: string,
  signal: Deno.Signal,
): DatabaseServer {
  const child = endWithUs(process, signal);
  return {
    port,
    pid: process.pid,
    async [Symbol.asyncDispose]() {
      await child.end();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Asks until the answer is yes. */
async function ready(program: string, args: string[]): Promise<void> {
  const giveUpAt = Date.now() + readyWithinMs;
  while (!(await new Deno.Command(program, { args, ...quiet }).output()).success) {
    if (Date.now() > giveUpAt) throw new Error(`${program} ${args.join(" ")} never succeeded`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function mustSucceed(program: string, options: Deno.CommandOptions): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, {
    ...options,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
}

/** The newest version of those in Debian's folders, or that of the PATH. */
async function postgresFolder(): Promise<string | undefined> {
  const root = "/usr/lib/postgresql";
  const versions: number[] = [];
  try {
    for await (const { name } of Deno.readDir(root)) versions.push(Number(name));
  } catch {
    // There is no such folder.
  }
  for (const version of versions.toSorted((a, b) => b - a)) {
    if (await isFile(`${root}/${version}/bin/postgres`)) return `${root}/${version}/bin`;
  }
  return await folderOfProgram("initdb");
}

async function folderOfProgram(name: string): Promise<string | undefined> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    if (await isFile(`${folder}/${name}`)) return folder;
  }
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((stat) => stat.isFile, () => false);
}

/** The user that PostgreSQL runs as. Absent: our own user will do. */
async function plainUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (Deno.uid() !== 0) return undefined;
  const users = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  for (const plain of plainUsers) {
    const [, , uid, gid] = users.find(([name]) => name === plain) ?? [];
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
