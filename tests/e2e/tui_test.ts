import { strict as assert } from "node:assert";
import { Server, temporaryFolder } from "./server.ts";
import { dashboardCommand, TuiTerminal } from "./tui_terminal.ts";

const root = new URL("../..", import.meta.url).pathname;
const ctrlC = "\x03";
const ctrlS = "\x13";
const ctrlU = "\x15";
const enter = "\r";
const esc = "\x1b";
const tab = "\t";

/** Nobody listens there. */
const nowhere = ["--url", "http://127.0.0.1:9"];

/** All modes that a program must take back are as a shell has them. */
const whole = {
  isPrimaryScreen: true,
  isCursorShown: true,
  isWrapping: true,
  isMouseFree: true,
  isPasteBare: true,
  isUnsynchronized: true,
};

async function assertEnds(terminal: TuiTerminal, code: number): Promise<void> {
  const end = await terminal.ended();
  assert.equal(end.code, code);
  assert.deepEqual(terminal.modes(), whole);
  for (const setting of ["icanon", "echo", "isig", "opost"]) {
    assert.ok(end.line.has(setting), `${setting} is off:\n${terminal.text()}`);
  }
}

Deno.test("a day with the dashboard: log in, make a job, watch it, change it, lose the server", async (t) => {
  await using folder = await temporaryFolder();
  const environment = { JOB_MODULES: "./tests/e2e/tui_jobs.ts" };
  await using first = await Server.start(folder.path, environment);
  const { port } = new URL(first.url);
  await using terminal = await TuiTerminal.open({
    args: ["--url", first.url],
    home: folder.path,
    columns: 100,
    rows: 30,
  });

  /** After a failed step, all later steps would fail as well. */
  const step = async (name: string, act: () => Promise<void>) => {
    if (!await t.step(name, act)) throw new Error(`not done: ${name}`);
  };

  await step("the form logs in, and does not show the password", async () => {
    await terminal.shows(/Log in/);
    terminal.press(`admin${tab}correct horse`);
    const typed = await terminal.shows(/\*{13}/);
    terminal.press(` battery staple${enter}`);
    await terminal.shows(/● live[^]*No jobs yet/);

    assert.doesNotMatch(typed, /correct/);
  });

  await step("a job is made with the form, which tells the schedule in words", async () => {
    terminal.press("2");
    await terminal.shows(/\[2 Jobs\]/);
    terminal.press("n");
    await terminal.shows(/New job[^]*Class +\S/);
    terminal.press(`talker${tab}${enter}`);
    await terminal.shows(/Tell · story\.Tell/);
    terminal.press(`Tell${enter}`);
    await terminal.shows(/lines +3/);
    terminal.press(`${tab}${ctrlU}0${tab}${tab}${ctrlU}30 4 * * *`);
    await terminal.shows(/at 04:30 every day/);
    terminal.press(ctrlS);
    await terminal.shows(/To be created[^]*talker[^]*\[0\][^]*30 4 \* \* \*/);
    terminal.press(ctrlS);
    await terminal.shows(/▸ ○ talker +30 4 \* \* \*/);
  });

  await step("run now starts it, and its log is followed", async () => {
    terminal.press("r");
    await terminal.shows(/▸ ● talker/);
    terminal.press(enter);
    await terminal.shows(/\[Runs\][^]*▸ ●/);
    terminal.press(enter);
    await terminal.shows(/line 1 of many[^]*line 3 of many/);
  });

  await step("it is stopped, once that was confirmed", async () => {
    terminal.press("s");
    await terminal.shows(/Stop[^]*▸\[Cancel\]/);
    terminal.press(enter);
    await terminal.hides(/\[Cancel\]/);
    const running = await terminal.shows(/● running/);
    terminal.press("s");
    await terminal.shows(/\[Cancel\]/);
    terminal.press("y");
    await terminal.shows(/stopped/);

    assert.doesNotMatch(running, /stopped/);
  });

  await step("pause, and undo", async () => {
    terminal.press("2");
    await terminal.shows(/▸ . talker.*in \d/);
    terminal.press("p");
    await terminal.shows(/▸ ‖ talker.*paused/);
    terminal.press("u");
    await terminal.shows(/▸ [^‖] talker.*in \d/);
  });

  await step("an edit shows what it changes before it saves", async () => {
    terminal.press("e");
    await terminal.shows(/Edit job talker[^]*▸ Name +talker/);
    terminal.press("-two");
    await terminal.shows(/1 change/);
    terminal.press(ctrlS);
    await terminal.shows(/To be saved[^]*talker-two/);
    terminal.press(ctrlS);
    await terminal.shows(/▸ . talker-two/);
    const { jobs } = await first.call("GET", "/jobs");

    assert.equal(jobs[0].name, "talker-two");
    assert.equal(jobs[0].minute, "30");
  });

  await step("what others do is seen at once, and the filter finds it", async () => {
    const job_class_string = "simple_scheduler.jobs.sample_job.AwesomeJob";
    await first.call("POST", "/jobs", { name: "backup", job_class_string, hour: "5" });
    await terminal.shows(/Jobs 2[^]*backup/);
    terminal.press("/back");
    await terminal.hides(/talker-two +30 4/);
    terminal.press(enter);
    await terminal.shows(/▸ . backup/);
  });

  await step("a job is deleted, once that was confirmed", async () => {
    terminal.press("D");
    await terminal.shows(/Delete[^]*backup[^]*▸\[Cancel\]/);
    terminal.press("y");
    await terminal.hides(/backup +0 5/);
    terminal.press(esc);
    await terminal.shows(/Jobs 1 [^]*▸ . talker-two/);
    const { jobs } = await first.call("GET", "/jobs");

    assert.equal(jobs.length, 1);
  });

  await step(
    "a lost server is told, and what happened meanwhile is there after it returns",
    async () => {
      await first.kill();
      const lost = await terminal.shows(/◐ retry|○ offline/, 3000);
      await using again = await Server.start(folder.path, { ...environment, PORT: port });
      await terminal.shows(/● live/);
      const [job] = (await again.call("GET", "/jobs")).jobs;
      await again.call("PATCH", `/jobs/${job.job_id}`);
      await terminal.shows(/▸ ‖ talker-two.*paused/);

      assert.match(lost, /talker-two/);

      terminal.press("q");
      await assertEnds(terminal, 0);
    },
  );

  await step(
    "the next start needs no password, and only its owner can read the token",
    async () => {
      await using server = await Server.start(folder.path, { ...environment, PORT: port });
      await using next = await TuiTerminal.open({ args: [], home: folder.path });
      await next.shows(/● live +jobs 1 /);
      const { mode } = await Deno.stat(`${folder.path}/state/carillon/sessions.json`);
      next.press(ctrlC);
      await assertEnds(next, 0);

      assert.equal((mode ?? 0) & 0o777, 0o600);
      assert.ok(server.url.endsWith(port));
    },
  );
});

for (const [signal, code] of [["SIGTERM", 143], ["SIGHUP", 129], ["SIGINT", 130]] as const) {
  Deno.test(`${signal} leaves the pseudo-terminal as it was`, async () => {
    await using home = await temporaryFolder();
    await using terminal = await TuiTerminal.open({ args: nowhere, home: home.path });
    await terminal.shows(/Log in/);

    terminal.signal(signal);

    await assertEnds(terminal, code);
  });
}

for (const [name, keys] of [["ctrl+c", [ctrlC]], ["q", [esc, "q"]]] as const) {
  Deno.test(`${name} leaves the pseudo-terminal as it was`, async () => {
    await using home = await temporaryFolder();
    await using terminal = await TuiTerminal.open({ args: nowhere, home: home.path });
    await terminal.shows(/Log in/);

    for (const key of keys) {
      terminal.press(key);
      if (key === esc) await terminal.hides(/Password/);
    }

    await assertEnds(terminal, 0);
  });
}

const faults = [
  ["h", 70, "thrown in a handler"],
  ["r", 1, "thrown in a render"],
  ["t", 70, "thrown in a timer"],
  ["p", 70, "rejected and left"],
] as const;

for (const [key, code, message] of faults) {
  Deno.test(`what was ${message} leaves its message in a whole pseudo-terminal`, async () => {
    await using home = await temporaryFolder();
    const program = "tests/e2e/tui_crash.ts";
    // High enough for the message, its stack and the terminal's settings below them.
    await using terminal = await TuiTerminal.open({ program, args: [], home: home.path, rows: 60 });
    await terminal.shows(/^ready/);

    terminal.press(key);

    await terminal.shows(new RegExp(`fatal: (Error: )?${message}`));
    await assertEnds(terminal, code);
  });
}

Deno.test("one frame, the help and a start without a terminal end by themselves", async () => {
  await using home = await temporaryFolder();
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...dashboardCommand, "tui/main.ts", ...args],
      cwd: root,
      env: { XDG_CONFIG_HOME: home.path, XDG_STATE_HOME: home.path, LANG: "en_US.UTF-8" },
      stdin: "null",
    }).output();
    const [said, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { code, said, complained };
  };

  const [bare, once, help] = await Promise.all([run(), run("--once", ...nowhere), run("--help")]);

  assert.equal(bare.code, 2);
  assert.match(bare.complained ?? "", /not a terminal\. Use --once/);
  assert.equal(bare.said, "");
  assert.equal(once.code, 0);
  assert.match(once.said ?? "", /Home/);
  assert.equal(help.code, 0);
  assert.match(help.said ?? "", /--read-only/);
});
