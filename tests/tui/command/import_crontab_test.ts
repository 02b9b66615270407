import { strict as assert } from "node:assert";
import { table } from "../../field/crontabs/table.ts";
import { aNewServer } from "./import_support.ts";

const fixtures = new URL("../../field/crontabs/", import.meta.url).pathname;
const runsAs = { runsAs: { home: "/home/carillon" } };

interface Fate {
  readonly line: number;
  readonly becomes: string;
  readonly reason?: string;
  readonly job?: { readonly name: string };
}

/** The start of a row of the table: what the line becomes, in the words of the command. */
function rowOf({ line, becomes, reason }: Fate): string {
  return becomes === "not taken" ? `${line} no: ${reason}` : `${line} ${becomes}`;
}

Deno.test("import crontab says of each line of each fixture what it becomes", async () => {
  await using server = await aNewServer(runsAs);
  for (const [path, { rows }] of Object.entries(table)) {
    const file = `${fixtures}${path}`;

    const answer = await server.admin.json("import", "crontab", file, "--dry-run");

    const expected = rows.map((row) =>
      row.replace(/^(\d+ job) .*$/, "$1").replace(/^(\d+) \w+=.*$/, "$1 variable")
    )
      .filter((row) => !/ blank$/.test(row));
    assert.deepEqual(answer.lines.map(rowOf), expected, path);
  }
  assert.deepEqual((await server.get("/jobs")).jobs, []);
});

Deno.test("import crontab makes the jobs of files, folders and the standard input, each once", async () => {
  await using server = await aNewServer(runsAs);
  const folder = `${server.admin.home}/cron.d`;
  await Deno.mkdir(folder);
  await Deno.writeTextFile(`${folder}/app`, "MAILTO=ops\n0 2 * * * root /opt/backup\nbad line\n");
  await Deno.writeTextFile(`${folder}/app.dpkg-old`, "0 3 * * * root /opt/old\n");
  const command = ["import", "crontab", folder, "--form", "system", "--category", "default"];

  const { code, out } = await server.admin.run(...command, "--yes");
  const again = await server.admin.json(...command, "--yes");
  const piped = await server.admin.type(
    { input: "0 2 * * * /opt/mine\n" },
    "import",
    "crontab",
    "--yes",
  );

  assert.equal(code, 0);
  assert.match(out, /app:2 {2}job {2}backup \(0 2 \* \* \* UTC\)\n/);
  assert.match(out, /cron\.d\/app\.dpkg-old: cron reads no file of this name in a folder\n/);
  assert.match(out, /^ {2}\S+app:3: "bad line" is neither a time/m);
  assert.deepEqual(again.created, []);
  assert.deepEqual(again.lines.map(({ becomes }: Fate) => becomes), [
    "variable",
    "here already",
    "not taken",
  ]);
  assert.match(piped.out, /1 job created\.\n$/);
  const { jobs } = await server.get("/jobs");
  assert.deepEqual(
    jobs.map(({ name, category_id }: Record<string, unknown>) => [name, category_id]),
    [
      ["backup", 1],
      ["mine", 0],
    ],
  );
});

Deno.test("import crontab asks first, makes a job of two files once, and writes YAML instead", async () => {
  await using server = await aNewServer(runsAs);
  const [one, two] = [`${server.admin.home}/one`, `${server.admin.home}/two`];
  for (const file of [one, two]) await Deno.writeTextFile(file, "0 0 13 * fri cat%hello\n");
  const yaml = `${server.admin.home}/jobs.yaml`;

  const refused = await server.admin.type({ answers: ["n"] }, "import", "crontab", one, two);
  const written = await server.admin.run("import", "crontab", one, two, "--output-file", yaml);

  assert.equal(refused.code, 1);
  assert.match(refused.out, /two:1 {2}not taken .*: it repeats .*one:1\n/);
  assert.match(refused.err, /^Create 2 jobs\? .*Nothing was done\.\n$/s);
  assert.match(written.err, /2 jobs are in/);
  const text = await Deno.readTextFile(yaml);
  assert.match(
    text,
    /^ {2}- key: cat\n {4}name: cat\n {4}job_class_string: carillon\.jobs\.ProgramJob\n {4}pub_args:\n/m,
  );
  assert.match(text, /^ {2}- key: cat-2$/m);
  assert.deepEqual((await server.get("/jobs")).jobs, []);
});
