import assert from "node:assert/strict";
import { parse } from "yaml";
import { variableNames } from "../../scheduler/config.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const root = new URL("../..", import.meta.url);
const dockerfile = await text("deploy/Dockerfile");
const unit = await text("deploy/carillon.service");
const compose = parse(await text("deploy/compose.yaml"), { merge: true }) as Compose;
const { tasks } = JSON.parse(await text("deno.json")) as Configuration;

interface Configuration {
  readonly tasks: Readonly<Record<string, { readonly command: string }>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
}

interface Service {
  readonly environment: Readonly<Record<string, string>>;
}

/** Variables that Deno reads itself. */
const denoVariables = ["DENO_DIR", "DENO_KV_ACCESS_TOKEN"];
const known = new Set([...variableNames, ...denoVariables]);

function text(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, root));
}

/** The values of all lines that begin with a keyword. */
function linesOf(file: string, keyword: string): string[] {
  return file.replaceAll("\\\n", " ").split("\n")
    .filter((line) => line.startsWith(keyword))
    .map((line) => line.slice(keyword.length).trim());
}

function unknown(names: Iterable<string>): string[] {
  return [...names].filter((name) => !known.has(name));
}

function startWords(): string[] {
  return [...(tasks.start?.command ?? "").split(" "), "--cached-only"];
}

Deno.test("deploy/Dockerfile starts the service as the start task does", () => {
  const [command = ""] = linesOf(dockerfile, "CMD");

  assert.deepEqual(JSON.parse(command), startWords());
});

Deno.test("deploy/Dockerfile has the version of Deno that the tests run with, and no root", async () => {
  const [version] = /(?<=deno@)[\d.]+/.exec(await text(".ci/run")) ?? [];

  assert.deepEqual(linesOf(dockerfile, "FROM"), [`denoland/deno:${version}`]);
  assert.deepEqual(linesOf(dockerfile, "USER"), ["deno"]);
});

Deno.test("deploy/Dockerfile copies all that the service imports", async () => {
  const copied = linesOf(dockerfile, "COPY").flatMap((line) => line.split(" ").slice(0, -1));
  const ignored = (await text("deploy/Dockerfile.dockerignore")).trim().split("\n");
  const modules = await Promise.all(["main.ts", "tasks/start.ts"].map(modulesOf));

  const missing = modules.flat().filter((path) => !copied.some((from) => path.startsWith(from)));

  assert.deepEqual(missing, []);
  assert.deepEqual(ignored, ["*", ...copied.map((path) => `!${path}`)]);
});

Deno.test("deploy/carillon.service starts the service as the start task does", () => {
  const [command = ""] = linesOf(unit, "ExecStart=");

  const [deno, ...words] = command.split(" ");

  assert.match(deno ?? "", /^\/.*\/deno$/);
  assert.deepEqual(words, startWords().slice(1));
});

Deno.test("deploy/carillon.service is a unit that systemd takes", async (t) => {
  if (!await isThere("systemd-analyze")) {
    return void await t.step({ name: "-", ignore: true, fn() {} });
  }
  await using folder = await temporaryFolder();
  const file = `${folder.path}/carillon.service`;
  // systemd also looks whether program and folder are there.
  const here = unit.replace("/usr/local/bin/deno", Deno.execPath())
    .replace("WorkingDirectory=/opt/carillon", `WorkingDirectory=${folder.path}`);
  await Deno.writeTextFile(file, here);

  const { success, stderr } = await new Deno.Command("systemd-analyze", {
    args: ["verify", "--man=no", file],
  }).output();

  assert.equal(new TextDecoder().decode(stderr), "");
  assert.ok(success);
});

Deno.test("the variables of deploy/ and docs/deploy.md are variables of the service", async () => {
  const guide = await text("docs/deploy.md");
  const services = Object.entries(compose.services).filter(([name]) => name !== "denokv");

  const ofImage = linesOf(dockerfile, "ENV").flatMap((line) => line.match(/[A-Z_]+(?==)/g) ?? []);
  const ofUnit = linesOf(unit, "Environment=").map((line) => line.split("=")[0] ?? "");
  const ofCompose = services.flatMap(([, { environment }]) => Object.keys(environment));
  const ofGuide = guide.match(/\b[A-Z][A-Z_]{2,}(?==)/g) ?? [];

  for (const names of [ofImage, ofUnit, ofCompose, ofGuide]) {
    assert.ok(names.length > 0);
    assert.deepEqual(unknown(names), []);
  }
});

Deno.test("deploy/compose.yaml gives every process the same database", () => {
  const { denokv, ...processes } = compose.services;

  for (const { environment } of Object.values(processes)) {
    assert.equal(environment.KV_PATH, "http://denokv:4512");
    assert.equal(environment.DENO_KV_ACCESS_TOKEN, denokv?.environment.DENO_KV_ACCESS_TOKEN);
  }
  assert.deepEqual(Object.values(processes).map(({ environment }) => environment.ROLE), [
    "api",
    "worker",
  ]);
});

/** The files of ours that a module imports, as paths below the root. */
async function modulesOf(entry: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    cwd: root,
    stderr: "null",
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { specifier: string }[];
  };
  return modules.map(({ specifier }) => specifier)
    .filter((specifier) => specifier.startsWith(root.href))
    .map((specifier) => specifier.slice(root.href.length));
}

async function isThere(program: string): Promise<boolean> {
  const look = new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" });
  return await look.output().then(({ success }) => success, () => false);
}
