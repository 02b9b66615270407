import { strict as assert } from "node:assert";
import { Server, temporaryFolder } from "./server.ts";
import { TuiTerminal } from "./tui_terminal.ts";

const program = "tui/carillon.ts";
const password = "correct horse battery staple";

Deno.test("in a terminal the command asks, hides a password, colours, and edits in $EDITOR", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.start(folder.path);
  const home = folder.path;
  const inTerminal = (args: string[], env: Record<string, string> = {}) =>
    TuiTerminal.open({
      program,
      args,
      home,
      columns: 100,
      env: { CARILLON_URL: server.url, ...env },
    });
  const { job_id } = await server.call("POST", "/jobs", {
    name: "nightly",
    job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
    hour: "3",
  });

  await using login = await inTerminal(["login"]);
  await login.shows(/User: /);
  login.press("admin\r");
  await login.shows(/Password: /);
  login.press(`x\x15${password}y\x7f\r`);
  const screen = await login.shows(/Logged in at \S+ as admin/);
  const afterLogin = await login.ended();

  const editor = `${home}/editor`;
  await Deno.writeTextFile(editor, '#!/bin/sh\nsed -i "s/max_retries: 0/max_retries: 7/" "$2"\n');
  await Deno.chmod(editor, 0o755);
  await using edit = await inTerminal(["jobs", "edit", "nightly"], { EDITOR: `${editor} --wait` });
  await edit.shows(/nightly is changed/);
  await edit.ended();
  const { max_retries } = await server.call("GET", `/jobs/${job_id}`);

  const written: string[] = [];
  await server.call("PATCH", `/jobs/${job_id}`);
  await using list = await TuiTerminal.open({
    program,
    args: ["jobs", "list"],
    home,
    env: { CARILLON_URL: server.url },
    tap: (text) => written.push(text),
  });
  await list.ended();

  await using remove = await inTerminal(["jobs", "delete", job_id]);
  await remove.shows(/Delete the job "nightly"\? \[y\/N\] /);
  remove.press("n\r");
  const afterRefusal = await remove.ended();

  assert.ok(!screen.includes("horse"), screen);
  assert.deepEqual([afterLogin.code, afterLogin.line.has("echo")], [0, true]);
  assert.equal(max_retries, 7);
  assert.ok(written.join("").includes("\x1b[33mpaused\x1b[0m"));
  assert.equal(afterRefusal.code, 1);
  await server.call("GET", `/jobs/${job_id}`);
});

Deno.test("without a subcommand the dashboard opens", async () => {
  await using folder = await temporaryFolder();
  await using dashboard = await TuiTerminal.open({
    program,
    args: ["--url", "http://127.0.0.1:9"],
    home: folder.path,
  });

  await dashboard.shows(/Log in/i);
});
