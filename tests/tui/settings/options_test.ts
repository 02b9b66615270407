import { strict as assert } from "node:assert";
import { parseOptions } from "../../../tui/settings/options.ts";

Deno.test("parseOptions() reads what it knows, with = or without", () => {
  const parsed = parseOptions([
    "--url=http://a:1",
    "--user",
    "mika",
    "--read-only",
    "--lang",
    "zh-tw",
  ]);

  assert.deepEqual(parsed, {
    options: {
      url: "http://a:1",
      user: "mika",
      language: "zh-TW",
      isReadOnly: true,
      isOnce: false,
      isAscii: false,
      isMouseOff: false,
    },
  });
  assert.deepEqual(parseOptions(["--", "--help"]), { help: true });
});

Deno.test("parseOptions() says what is wrong, and takes no password", () => {
  const errors = [["--password", "x"], ["--password=x"], ["--url", "ftp://a"], ["--user"], [
    "--fast",
  ], [
    "--lang",
    "xx",
  ]].map((args) => parseOptions(args));

  for (const parsed of errors) assert.ok("error" in parsed);
  assert.match(JSON.stringify(errors[0]), /command line/);
});

Deno.test("parseOptions() reads the view that the words ask for", () => {
  const viewOf = (...args: string[]) => {
    const parsed = parseOptions(args);
    return "options" in parsed ? parsed.options.view : parsed;
  };

  assert.deepEqual(viewOf("jobs"), { kind: "tab", tab: "jobs", filter: "" });
  assert.deepEqual(viewOf("--", "runs", "state:failed", "--once", "job:nightly backup"), {
    kind: "tab",
    tab: "runs",
    filter: 'state:failed job:"nightly backup"',
  });
  assert.deepEqual(viewOf("job", "nightly", "backup"), { kind: "job", job: "nightly backup" });
  assert.deepEqual(viewOf("run", "abc"), { kind: "run", id: "abc" });
  assert.match(JSON.stringify(viewOf("job")), /job needs a name or an id/);
  assert.match(JSON.stringify(viewOf("jbos")), /jbos is no view/);
});
