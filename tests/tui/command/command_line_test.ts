import { strict as assert } from "node:assert";
import { opensDashboard } from "../../../tui/command/opening.ts";
import { tableText } from "../../../tui/command/table.ts";
import { momentGiven } from "../../../tui/command/times.ts";
import { subcommands } from "../../../tui/command/list.ts";
import { deadAddress, Person } from "./support.ts";

const person = new Person("/nowhere", { CARILLON_URL: deadAddress() });

Deno.test("--help names every subcommand, and each has help of its own with examples", async () => {
  const { code, out } = await person.run("--help");

  assert.equal(code, 0);
  for (const { name, summary } of subcommands) {
    assert.ok(out.includes(`${name} `) && out.includes(summary), name);
    const own = await person.run(name, "--help");
    assert.equal(own.code, 0);
    assert.match(own.out, /\nGlobal Options:\n[^]*\nExamples:\n {2}\S/, name);
  }
});

Deno.test("a wrong command line is told in one line, and exits with 2", async () => {
  const wrong = async (...args: string[]) => {
    const { code, out, err } = await person.run(...args);
    assert.deepEqual([code, out], [2, ""], args.join(" "));
    assert.match(err, /^carillon: [^\n]+\n$/);
    return err;
  };

  assert.equal(await wrong("jbs"), "carillon: unknown command 'jbs' (Did you mean jobs?)\n");
  await wrong("jobs", "list", "--nonsense");
  await wrong("jobs", "show");
  await wrong("jobs", "list", "--output", "xml");
  await wrong("runs", "list", "--limit", "many");
  await wrong("events", "--kinds", "job,noise");
  await wrong("whoami", "--url", "ftp://example.org");
});

Deno.test("options of all subcommands may stand before and after the subcommand", async () => {
  const before = await person.run("--url", "http://127.0.0.1:9", "whoami");
  const after = await person.run("whoami", "--url", "http://127.0.0.1:9");

  assert.equal(before.err, after.err);
  assert.match(before.err, /127\.0\.0\.1:9/);
});

Deno.test("the dashboard opens without a subcommand, with the options of the dashboard", () => {
  assert.ok(opensDashboard([]));
  assert.ok(opensDashboard(["--url", "http://a", "--read-only"]));
  assert.ok(opensDashboard(["--lang=en", "--once"]));
  assert.ok(opensDashboard(["dashboard", "--help"]));
  for (const words of ["--help", "-h", "--version", "jobs list", "--url http://a jobs", "--json"]) {
    assert.ok(!opensDashboard(words.split(" ")), words);
  }
});

Deno.test("completions knows three shells, and the shells get candidates", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, out } = await person.run("completions", shell);
    assert.equal(code, 0);
    assert.match(out, /carillon __complete/);
  }
  const candidates = async (...words: string[]) =>
    (await person.run("__complete", ...words)).out.split("\n").filter(Boolean)
      .map((line) => line.split("\t")[0]);

  assert.equal((await person.run("completions", "csh")).code, 2);
  assert.deepEqual(await candidates("jo"), ["jobs"]);
  assert.deepEqual(await candidates("jobs", "re"), ["resume"]);
  assert.deepEqual(await candidates("--url", "http://a", "jobs", "pa"), ["pause"]);
  assert.deepEqual(await candidates("jobs", "list", "--ou"), ["--output"]);
  assert.deepEqual(await candidates("jobs", "list", "-o", "y"), ["yaml"]);
  assert.deepEqual(await candidates("completions", ""), ["bash", "zsh", "fish"]);
  assert.ok(
    !(await candidates("login", "--")).some((word) => /password|token|api-key/.test(word ?? "")),
  );
});

Deno.test("the package has the version of the service, and one version of Deno", async () => {
  const read = (name: string) => Deno.readTextFile(new URL(`../../../${name}`, import.meta.url));
  const [service, npm] = [
    JSON.parse(await read("deno.json")),
    JSON.parse(await read("package.json")),
  ];

  assert.equal(npm.version, service.version);
  assert.ok((await read("tui/bin.js")).includes(`const version = "${npm.peerDependencies.deno}";`));
});

Deno.test("momentGiven() reads times, and lengths before now", () => {
  const now = Date.parse("2026-11-22T06:00:00Z");

  assert.equal(momentGiven("--since", "90m", now), "2026-11-22T04:30:00.000Z");
  assert.equal(momentGiven("--since", "7d", now), "2026-11-15T06:00:00.000Z");
  assert.equal(
    momentGiven("--since", "2026-11-22T06:00:00+08:00", now),
    "2026-11-21T22:00:00.000Z",
  );
  for (const text of ["", "yesterday", "5", "5y", "2026-99-99"]) {
    assert.throws(() => momentGiven("--since", text, now), /^CommandFailure: --since: /);
  }
});

Deno.test("tableText() counts wide characters twice", () => {
  const table = tableText(["name", "n"], [["夜", "1"], ["abcde", "2"]], (text) => text);

  assert.equal(table, "NAME   N\n夜     1\nabcde  2\n");
});
