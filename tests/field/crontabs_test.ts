import assert from "node:assert/strict";
import { readCrontab } from "../../scheduler/cron/crontab/mod.ts";
import { table } from "./crontabs/table.ts";
import { told } from "./crontabs/told.ts";

const folder = new URL("./crontabs/", import.meta.url);

function textOf(path: string): string {
  // A byte order mark stays in the text, as it does in pasted text.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return decoder.decode(Deno.readFileSync(new URL(path, folder)));
}

for (const [path, { form, rows }] of Object.entries(table)) {
  Deno.test(`readCrontab() says what each line of ${path} becomes`, () => {
    const read = readCrontab(textOf(path), { timeZone: "UTC", home: "/home/carillon" });

    assert.equal(read.form, form);
    assert.deepEqual(read.lines.flatMap(told), rows);
  });
}

Deno.test("every fixture of a crontab has its rows in the table", () => {
  const paths = ["system", "user", "foreign"].flatMap((name) =>
    [...Deno.readDirSync(new URL(`${name}/`, folder))].map((file) => `${name}/${file.name}`)
  );

  assert.ok(paths.length >= 20);
  assert.deepEqual(paths.toSorted(), Object.keys(table).toSorted());
});

Deno.test("a second import of the same file finds each job by its key", () => {
  for (const path of Object.keys(table)) {
    const keys = () =>
      readCrontab(textOf(path), { timeZone: "UTC" }).lines
        .flatMap((line) => line.kind === "job" ? line.jobs.map(({ key }) => key) : []);
    const first = keys();

    assert.deepEqual(keys(), first);
    assert.equal(new Set(first).size, first.length, `${path} has two jobs of one key`);
  }
});

Deno.test("no secret of a variable reaches a job", () => {
  const read = readCrontab(textOf("user/secrets.crontab"), { timeZone: "UTC" });

  const jobs = JSON.stringify(read.lines);
  assert.doesNotMatch(jobs, /hunter2|abc def|s3cretpw/);
  assert.match(jobs, /"DB_PASSWORD":"JOB_SECRET_DB_PASSWORD"/);
});
