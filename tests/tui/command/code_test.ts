import { strict as assert } from "node:assert";
import { parse } from "yaml";
import { aWalk, type Walk } from "./support.ts";

let walk: Walk;
Deno.test.beforeAll(async () => void (walk = await aWalk()));
Deno.test.afterAll(() => walk.close());

const awesome = "simple_scheduler.jobs.sample_job.AwesomeJob";

async function written(name: string, text: string): Promise<string> {
  const file = `${walk.folder}/${name}`;
  await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(file, text);
  return file;
}

const jobText = (name: string, more = "") =>
  `  - name: ${name}\n    job_class_string: ${awesome}\n    pub_args: [a, b]\n    cron: "0 3 * * *"\n    timezone: UTC\n${more}`;

Deno.test("apply shows a diff, asks, and does what was shown; diff exits with 1 until then", async () => {
  const { admin } = walk;
  const file = await written("walk/jobs.yaml", `owner: walk\njobs:\n${jobText("Walk")}`);

  const before = await admin.run("diff", "-f", file);
  const asked = await admin.type({ answers: ["n"] }, "apply", "-f", file);
  const dry = await admin.run("apply", "-f", file, "--dry-run");
  const done = await admin.type({ answers: ["y"] }, "apply", "-f", file);
  const after = await admin.run("diff", "-f", file);
  const again = await admin.run("apply", "-f", file);

  assert.deepEqual([before.code, asked.code, dry.code, done.code, after.code, again.code], [
    1,
    1,
    0,
    0,
    0,
    0,
  ]);
  assert.match(asked.err, /^Do this \(1\)\? \[y\/N\] carillon: Nothing was done\.\n$/);
  assert.equal(
    before.out,
    `+ create job "Walk" (default/walk)
    + job_class_string: "${awesome}"
    + pub_args: ["a","b"]
    + minute: "0"
    + hour: "3"
    + timezone: "UTC"
1 to create, 0 to change, 0 to delete; 0 as the document says.
`,
  );
  assert.match(done.out, /Done\.\n$/);
  assert.equal(after.out, "0 to create, 0 to change, 0 to delete; 1 as the document says.\n");
  assert.equal((await admin.json("jobs", "show", "Walk")).managed_by, "walk");
});

Deno.test("apply is coloured on a terminal, and NO_COLOR turns that off", async () => {
  const { admin } = walk;
  const file = await written("colours/jobs.yaml", `jobs:\n${jobText("Colours")}`);

  const coloured = await admin.type({ isTerminal: true }, "diff", "-f", file);
  admin.environment.NO_COLOR = "1";
  const plain = await admin.type({ isTerminal: true }, "diff", "-f", file);
  delete admin.environment.NO_COLOR;

  assert.ok(coloured.out.startsWith("\x1b[32m+ create job"));
  assert.ok(!plain.out.includes("\x1b"));
});

Deno.test("apply takes a folder and the standard input, and prunes when it is asked to", async () => {
  const { admin } = walk;
  await written("folder/a.yaml", `owner: folder\ncategories:\n  - name: Folder\n`);
  await written("folder/more/b.yml", `jobs:\n${jobText("One", "    category: Folder\n")}`);
  await written("folder/more/.hidden.yaml", "nonsense: true");

  const all = await admin.run("apply", "-f", `${walk.folder}/folder`, "--yes");
  const input = `owner: folder\ncategories:\n  - name: Folder\njobs: []\n`;
  const pruned = await admin.type({ input }, "apply", "-f", "-", "--prune", "--yes", "--json");

  assert.equal(all.code, 0, all.err);
  assert.match(all.out, /^2 to create/m);
  const { steps } = JSON.parse(pruned.out);
  assert.deepEqual(steps.map(({ action, key }: { action: string; key: string }) => [action, key]), [
    ["delete", "one"],
  ]);
});

Deno.test("apply names the file and the line of what is wrong", async () => {
  const { admin } = walk;
  const text = `# jobs\njobs:\n${jobText("Good")}${jobText("Bad", "    max_retries: -1\n")}`;
  const file = await written("wrong/jobs.yaml", text);
  const broken = await written("wrong/broken.yaml", "jobs: [");

  const wrong = await admin.run("apply", "-f", file, "--yes");
  const unread = await admin.run("diff", "-f", broken);
  const missing = await admin.run("diff", "-f", "/not/there");

  assert.deepEqual([wrong.code, unread.code, missing.code], [2, 2, 2]);
  assert.match(wrong.err, /^carillon: \S+jobs\.yaml:8: jobs\[1\]\.max_retries: must be [^\n]+\n$/);
  assert.match(unread.err, /broken\.yaml is not YAML/);
});

Deno.test("apply says what the caller may not do, before it asks", async () => {
  const { reader } = walk;
  const file = await written("reader/jobs.yaml", `jobs:\n${jobText("Reader")}`);

  const { code, out, err } = await reader.run("apply", "-f", file);

  assert.equal(code, 4);
  assert.match(out, /! Permission denied/);
  assert.match(err, /^carillon: create job "Reader": Permission denied: [^\n]+whoami[^\n]+\n$/);
});

Deno.test("export writes what apply takes, with the schema for editors", async () => {
  const { admin, server } = walk;
  const file = `${walk.folder}/exported.yaml`;

  const { out } = await admin.run("export");
  const saved = await admin.run("export", "-f", file);
  const diff = await admin.run("diff", "-f", file);

  assert.ok(
    out.startsWith(`# yaml-language-server: $schema=${server.url}/api/v1/config.schema.json\n`),
  );
  assert.deepEqual([saved.code, await Deno.readTextFile(file)], [0, out]);
  assert.deepEqual([diff.code, diff.err], [0, ""]);
  assert.equal((await fetch(`${server.url}/api/v1/config.schema.json`)).status, 200);
});

Deno.test("export onto a file keeps its comments, order and what is as it says", async () => {
  const { admin } = walk;
  const head = "# of the team\nowner: kept\n";
  const text = `${head}jobs:\n  # comes last\n${jobText("Zulu")}  # comes first\n${
    jobText("Alpha")
  }  # not on the server\n${jobText("Gone")}`;
  const file = await written("kept/jobs.yaml", text);
  await admin.run("apply", "-f", file, "--yes");

  const same = await admin.run("export", "-f", file, "--owner", "kept");
  const unchanged = await Deno.readTextFile(file);
  await admin.run("jobs", "delete", "Gone", "--yes");
  await admin.run("jobs", "edit", "Alpha", "--cron", "*/7 4 * * *", "--yes");
  await admin.run("jobs", "edit", "Zulu", "--set", "max_retries=2", "--yes");
  const updated = await admin.run("export", "-f", file, "--owner", "kept");
  const after = await Deno.readTextFile(file);

  assert.match(same.out, /is up to date\.\n$/);
  assert.equal(unchanged, text);
  assert.match(updated.out, /is updated\.\n$/);
  assert.ok(after.startsWith(`${head}jobs:\n  # comes last\n  - name: Zulu\n`), after);
  const { jobs: [zulu, alpha, ...others] } = parse(after);
  assert.deepEqual([zulu.cron, zulu.max_retries, others], ["0 3 * * *", 2, []]);
  assert.deepEqual([alpha.name, alpha.cron, alpha.minute, alpha.hour], [
    "Alpha",
    undefined,
    "*/7",
    "4",
  ]);
  assert.match(after, /# comes first/);
  assert.equal((await admin.run("diff", "-f", file)).code, 0);
});

Deno.test("export writes monitors back, and the command asks before it changes one by hand", async () => {
  const { admin, server } = walk;
  const text = `owner: watched
monitors:
  # of the mail server
  - name: Mail
    cron: 0 2 * * *
    timezone: UTC
`;
  const file = await written("watched/monitors.yaml", text);
  const applied = await admin.run("apply", "-f", file, "--yes");

  const no = await admin.type({ answers: ["n"] }, "monitors", "pause", "Mail");
  const asked = await admin.type({ answers: ["n"] }, "monitors", "delete", "Mail");
  const { monitor_id, managed_by } = await admin.json("monitors", "show", "Mail");
  const yes = await admin.run("monitors", "pause", "Mail", "--yes");
  await server.call("PUT", `/monitors/${monitor_id}`, { minute: "30" });
  await admin.run("export", "-f", file, "--owner", "watched");

  assert.match(applied.err, /A new monitor gets a ping key that no answer shows/);
  assert.deepEqual([managed_by, no.code, asked.code, yes.code], ["watched", 1, 1, 0]);
  assert.match(no.err, /"Mail" is managed as code by "watched"/);
  assert.match(asked.err, /managed as code by "watched"/);
  const after = await Deno.readTextFile(file);
  assert.match(after, /# of the mail server/);
  const entry = { name: "Mail", timezone: "UTC", minute: "30", hour: "2" };
  assert.deepEqual(parse(after).monitors, [entry]);
});

Deno.test("the command asks before it changes by hand what a document made", async () => {
  const { admin } = walk;
  const file = await written("managed/jobs.yaml", `owner: managed\njobs:\n${jobText("Managed")}`);
  await admin.run("apply", "-f", file, "--yes");

  const no = await admin.type({ answers: ["n"] }, "jobs", "pause", "Managed");
  const nobody = await admin.type(
    { input: "" },
    "jobs",
    "edit",
    "Managed",
    "--set",
    "overlap=queue",
  );
  const yes = await admin.type({ answers: ["y"] }, "jobs", "pause", "Managed");
  const told = await admin.run("jobs", "show", "Managed");

  assert.deepEqual([no.code, nobody.code, yes.code], [1, 2, 0]);
  assert.match(no.err, /"Managed" is managed as code by "managed"/);
  assert.match(told.out, /^managed by +managed$/m);
});
