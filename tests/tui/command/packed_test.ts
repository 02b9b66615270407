import { strict as assert } from "node:assert";
import { openDatabase } from "../../../scheduler/store/kv/database.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";
import { adminPassword, aWalk, packages } from "./support.ts";

const root = new URL("../../..", import.meta.url).pathname;

/** Runs a program, which must end well. @returns what it printed. */
async function ran(program: string, args: string[], cwd: string, env = {}): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd, env }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.ok(success, `${program} ${args.join(" ")}: ${text(stdout)}${text(stderr)}`);
  return text(stdout);
}

const program = `
import { Carillon, CarillonError } from "carillon/client";
const [url, password] = process.argv.slice(2);
const carillon = new Carillon({ url });
await carillon.auth.logIn("admin", password);
const stopping = new AbortController();
const events = carillon.events({ kinds: ["execution"], signal: stopping.signal });
await events.next(); // ready
const { job_id } = await carillon.jobs.create({
  name: "from node", job_class_string: "simple_scheduler.jobs.shell_job.ShellJob",
  pub_args: ["echo", "hello"], cron: "0 3 1 1 *",
});
const names = [];
for await (const job of carillon.jobs.each()) names.push(job.name);
const { execution_id } = await carillon.executions.run(job_id);
const log = [];
for await (const told of carillon.executions.follow(execution_id)) {
  log.push(told.type === "line" ? told.message : told.state);
}
const { value: event } = await events.next();
stopping.abort();
const refused = await carillon.jobs.get("0".repeat(32)).catch((error) => error);
console.log(JSON.stringify({
  names, log, event: event.type,
  refused: [refused instanceof CarillonError, refused.status, refused.code],
}));
`;

const typed = `
import { Carillon, type Job, type NewJob } from "carillon/client";
const carillon = new Carillon({ url: "http://127.0.0.1:8888", token: "T" });
const draft: NewJob = { name: "a", job_class_string: "b", minute: "*/5", max_retries: 3 };
const { job_id } = await carillon.jobs.create(draft);
const job: Job = await carillon.jobs.get(job_id);
export const paused: boolean = job.paused;
for await (const event of carillon.events()) {
  if (event.type === "execution") console.log(event.state, event.execution?.job.name);
  if (event.type === "job") console.log(event.job?.next_run_time);
}
// @ts-expect-error: a job has no such field
draft.nonsense;
// @ts-expect-error: a name is needed
await carillon.jobs.create({ job_class_string: "b" });
`;

const compilerOptions = {
  noEmit: true,
  strict: true,
  target: "esnext",
  module: "nodenext",
  lib: ["esnext", "dom"],
  types: [],
  // Those of the package are checked.
  skipDefaultLibCheck: true,
};

/** Packs the package and installs it into a new folder. @returns the folder. */
async function installed(within: string): Promise<string> {
  const folder = `${within}/user`;
  await Deno.mkdir(folder);
  await ran("npm", ["pack", "--silent", `--pack-destination=${folder}`], root);
  const [tarball] = [...Deno.readDirSync(folder)].map(({ name }) => name);
  await Deno.writeTextFile(`${folder}/package.json`, '{ "type": "module" }');
  // Without the peer dependency, because Deno is on this machine already.
  const quiet = ["--silent", "--offline", "--no-audit", "--no-fund", "--legacy-peer-deps"];
  await ran("npm", ["install", ...quiet, `./${tarball}`], folder);
  return folder;
}

Deno.test("the packed package works on Node: the client with its types, and the command", async () => {
  await using place = await temporaryFolder();
  // One waits for the other to read and to write: both at once take less time.
  const [walk, folder] = await Promise.all([aWalk(), installed(place.path)]);
  try {
    await Deno.writeTextFile(`${folder}/program.mjs`, program);
    await Deno.writeTextFile(`${folder}/typed.ts`, typed);
    await Deno.writeTextFile(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions }));
    const compiler = [
      "run",
      "--allow-all",
      `--config=${root}deno.json`,
      "npm:typescript@^5.9.3/tsc",
      "-p",
      ".",
    ];
    const types = ran(Deno.execPath(), compiler, folder);
    const told = JSON.parse(
      await ran("node", ["program.mjs", walk.server.url, adminPassword], folder),
    );
    const path = `${Deno.execPath().replace(/\/[^/]+$/, "")}:${Deno.env.get("PATH")}`;
    const environment = { ...packages, ...walk.admin.environment, PATH: path };
    const carillon = (...args: string[]) =>
      ran(`${folder}/node_modules/.bin/carillon`, args, folder, environment);
    const [who, dashboard, restored] = await Promise.all([
      carillon("whoami", "--json"),
      carillon("dashboard", "--once"),
      carillon("backup", "all.backup")
        .then(() => carillon("restore", "all.backup", "--database", "new.db", "--json")),
      types,
    ]);
    const again = await openDatabase(`${folder}/new.db`);
    const jobs = await again.list(keys.job.all, { limit: 10 });
    again.close();

    assert.deepEqual(told, {
      names: ["from node"],
      log: ["hello", "succeeded"],
      event: "execution",
      refused: [true, 404, "not_found"],
    });
    assert.equal(JSON.parse(who).user.username, "admin");
    assert.match(dashboard, /live {2}jobs 1/);
    assert.equal(JSON.parse(restored).database, "new.db");
    assert.deepEqual(jobs.map(({ value }) => value.name), ["from node"]);
  } finally {
    await walk.close();
  }
});
