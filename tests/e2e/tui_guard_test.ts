import { strict as assert } from "node:assert";
import { Tmux } from "./tmux.ts";

const root = new URL("../..", import.meta.url).pathname;
const allowed =
  "--no-prompt --allow-env --allow-net --allow-read --allow-write --allow-run --no-check";
const ignore = !Tmux.isThere;

/** Line input with echo, as a shell has it; primary screen, no mouse, cursor, wrap. */
async function assertWhole(tmux: Tmux): Promise<void> {
  assert.equal(await tmux.modes(), "0 0 1 1");
  await tmux.type(
    "stty -a | tr ' ;' '\\n\\n' | grep -xE '[-]?(icanon|echo|opost|isig)' | xargs echo tty:",
  );
  await tmux.press("Enter");
  const screen = await tmux.shows(/^tty: .*/m);
  assert.match(screen, /^tty: (opost |isig |icanon |echo ?){4}$/m);
}

/** Starts a program. The shell reports how the program ends, and the test may signal its process. */
async function start(tmux: Tmux, command: string, shown: RegExp): Promise<number> {
  const file = await Deno.makeTempFile();
  await tmux.type(`cd ${root}; clear; sh -c 'echo $$ > ${file}; exec ${command}'; echo "rc=$?"`);
  await tmux.press("Enter");
  await tmux.shows(shown);
  const pid = Number(await Deno.readTextFile(file));
  await Deno.remove(file);
  return pid;
}

const failures = [
  ["h", 70, "thrown in a handler"],
  ["r", 1, "thrown in a render"],
  ["t", 70, "thrown in a timer"],
  ["p", 70, "rejected and left"],
] as const;

for (const [key, code, message] of failures) {
  Deno.test({ name: `the terminal is whole after what was ${message}`, ignore }, async () => {
    await using tmux = await Tmux.open(80, 24);
    await start(tmux, `deno run ${allowed} tests/e2e/tui_crash.ts`, /^ready/m);

    await tmux.type(key);

    const screen = await tmux.shows(/rc=\d+/);
    assert.match(screen, new RegExp(`fatal: (Error: )?${message}`));
    assert.match(screen, new RegExp(`rc=${code}`));
    await assertWhole(tmux);
  });
}

Deno.test({ name: "the terminal is whole after process.exit()", ignore }, async () => {
  await using tmux = await Tmux.open(80, 24);
  await start(tmux, `deno run ${allowed} tests/e2e/tui_crash.ts`, /^ready/m);

  await tmux.type("x");

  await tmux.shows(/rc=3/);
  await assertWhole(tmux);
});

async function openDashboard(tmux: Tmux): Promise<number> {
  const command = `deno run ${allowed} tui/main.ts --url http://127.0.0.1:9`;
  return await start(tmux, command, /Log in/);
}

async function withHome(): Promise<{ env: Record<string, string> } & AsyncDisposable> {
  const home = await Deno.makeTempDir();
  return {
    env: {
      HOME: home,
      XDG_CONFIG_HOME: `${home}/c`,
      XDG_STATE_HOME: `${home}/s`,
      LANG: "en_US.UTF-8",
      DENO_DIR: await denoDir(),
    },
    [Symbol.asyncDispose]: () => Deno.remove(home, { recursive: true }),
  };
}

/** The caches of Deno, because another home has none. */
async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

for (const [signal, code] of [["SIGTERM", 143], ["SIGHUP", 129], ["SIGINT", 130]] as const) {
  Deno.test({ name: `the terminal is whole after ${signal}`, ignore }, async () => {
    await using home = await withHome();
    await using tmux = await Tmux.open(80, 24, home.env);
    const pid = await openDashboard(tmux);
    const during = await tmux.modes();

    Deno.kill(pid, signal);

    await tmux.shows(new RegExp(`rc=${code}`));
    assert.match(during, /^1 1/);
    await assertWhole(tmux);
  });
}

for (const keys of [["C-c"], ["Escape", "q"]]) {
  Deno.test({ name: `the terminal is whole after ${keys.join(" ")}`, ignore }, async () => {
    await using home = await withHome();
    await using tmux = await Tmux.open(80, 24, home.env);
    await openDashboard(tmux);

    for (const key of keys) {
      await tmux.press(key);
      if (key === "Escape") await tmux.shows(/^(?![\s\S]*─ Log in)/);
    }

    await tmux.shows(/rc=0/);
    await assertWhole(tmux);
  });
}

Deno.test({ name: "ctrl+z gives the shell its terminal, fg takes it back", ignore }, async () => {
  await using home = await withHome();
  await using tmux = await Tmux.open(80, 24, home.env);
  await tmux.type(
    `cd ${root}; clear; set -m; deno run ${allowed} tui/main.ts --url http://127.0.0.1:9; echo "rc=$?"`,
  );
  await tmux.press("Enter");
  await tmux.shows(/Log in/);
  await tmux.press("Escape");
  await tmux.shows(/^(?![\s\S]*─ Log in)/);

  await tmux.press("C-z");
  await tmux.shows(/Stopped|rc=14[68]/);
  await assertWhole(tmux);
  await tmux.type("fg");
  await tmux.press("Enter");
  await tmux.shows(/Home/);
  const again = await tmux.modes();
  await tmux.press("C-c");
  await tmux.shows(/^\$\s*$/m);

  assert.match(again, /^1 1/);
  await assertWhole(tmux);
});

Deno.test({
  name: "ctrl+z stops the task runner too, from a dialog as well, and fg brings all of it back",
  ignore,
}, async () => {
  await using home = await withHome();
  await using tmux = await Tmux.open(80, 24, home.env);
  const command = "deno task --quiet tui --url http://127.0.0.1:9";
  await tmux.type(`cd ${root}; clear; set -m; ${command}; echo "rc=$?"`);
  await tmux.press("Enter");
  await tmux.shows(/Log in/);

  for (let i = 0; i < 2; i++) {
    await tmux.press("C-z");
    await tmux.shows(/Stopped|rc=14[5678]/);
    await assertWhole(tmux);
    await tmux.type("clear; echo other; fg");
    await tmux.press("Enter");
    const screen = await tmux.shows(/Password/);

    assert.match(screen, /1 Home/);
    assert.doesNotMatch(screen, /other/);
    assert.match(await tmux.modes(), /^1 1/);
  }
  await tmux.type("mika");
  await tmux.shows(/mika/);
  await tmux.press("C-c");
  await tmux.shows(/^\$\s*$/m);
  await assertWhole(tmux);
});

Deno.test({ name: "ctrl+z says so where no shell waits, and goes on", ignore }, async () => {
  await using home = await withHome();
  await using tmux = await Tmux.open(80, 24, home.env);
  await tmux.type(
    `cd ${root}; exec deno run ${allowed} tui/main.ts --url http://127.0.0.1:9`,
  );
  await tmux.press("Enter");
  await tmux.shows(/Log in/);

  await tmux.press("C-z");

  await tmux.shows(/no shell to go back to/);
});

Deno.test(
  { name: "ctrl+l and a resize draw over what another program wrote", ignore },
  async () => {
    await using home = await withHome();
    await using tmux = await Tmux.open(80, 24, home.env);
    const text = "Download nothing from nowhere";
    await tmux.type(
      `cd ${root}; clear; exec 3>&1; (for file in first second; do ` +
        `while [ ! -e $HOME/$file ]; do sleep 0.1; done; ` +
        `printf '\\033[5;1H${text}' >&3; done) & ` +
        `deno run ${allowed} tui/main.ts --url http://127.0.0.1:9`,
    );
    await tmux.press("Enter");
    await tmux.shows(/Log in/);
    // The first frame is drawn before the keys are read, and once more then: over what is written meanwhile.
    await tmux.type("somebody");
    await tmux.shows(/somebody/);

    const repairs = { first: () => tmux.press("C-l"), second: () => tmux.resize(90, 25) };
    for (const [file, repair] of Object.entries(repairs)) {
      await Deno.writeTextFile(`${home.env.HOME}/${file}`, "");
      await tmux.shows(new RegExp(text));
      await repair();
      await tmux.shows(new RegExp(`^(?![^]*${text})[^]*Password`));
    }
  },
);

Deno.test("without a terminal it says what to use instead, and ends with 2", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...allowed.split(" "), "tui/main.ts"],
    cwd: root,
    stdin: "null",
    stdout: "piped",
  }).output();

  assert.equal(code, 2);
  assert.match(new TextDecoder().decode(stderr), /not a terminal\. Use --once/);
});

Deno.test("--once prints one frame, also where there is no terminal", async () => {
  await using home = await withHome();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...allowed.split(" "), "tui/main.ts", "--once", "--url", "http://127.0.0.1:9"],
    cwd: root,
    env: home.env,
    stdin: "null",
  }).output();

  assert.equal(code, 1);
  assert.match(new TextDecoder().decode(stderr), /^http:\/\/127\.0\.0\.1:9: not logged in\n$/);
  assert.equal(new TextDecoder().decode(stdout).trimEnd().split("\n").length <= 24, true);
  assert.match(new TextDecoder().decode(stdout), /Home/);
  assert.equal(new TextDecoder().decode(stdout).includes("\x1b"), false);
});

Deno.test("a password is not taken from the command line", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...allowed.split(" "), "tui/main.ts", "--password", "x"],
    cwd: root,
  }).output();

  assert.equal(code, 2);
  assert.match(new TextDecoder().decode(stderr), /is not taken/);
});
