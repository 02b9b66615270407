import assert from "node:assert/strict";
import { builtInJobClasses, parseAllowList } from "../../scheduler/job_classes/mod.ts";
import { programJob } from "../../scheduler/job_classes/program_job.ts";
import { findProgramUser } from "../../scheduler/job_classes/programs/program_user.ts";
import { aContext } from "../scheduler/job_classes/support.ts";
import { run } from "./program_support.ts";

const isRoot = Deno.build.os !== "windows" && Deno.uid() === 0;
const programClasses = [
  "simple_scheduler.jobs.shell_job.ShellJob",
  "carillon.jobs.ProgramJob",
  "simple_scheduler.jobs.python_job.PythonJob",
];

function classesFor(shellUser: string) {
  const options = { allowShellJobs: true, httpJobAllow: parseAllowList(""), shellUser };
  return builtInJobClasses(options).filter(({ name }) => programClasses.includes(name));
}

Deno.test({
  name: "programs run as SHELL_USER, with its groups, its HOME and a folder that it may write",
  ignore: !isRoot,
  async fn() {
    const { user } = findProgramUser("nobody");
    assert.ok(user !== undefined);
    const job = programJob({ user });

    const script = 'id -u; id -G; echo "$HOME $USER"; touch made && ls; cat /proc/$PPID/environ';
    const { stdout, stderr } = await run(job, [{
      program: "sh",
      args: ["-c", script],
      success_codes: [0, 1],
    }], aContext());

    assert.equal(stdout, `${user.uid}\n${user.gid}\n${user.home} nobody\nmade\n`);
    if (Deno.build.os === "linux") assert.match(stderr, /\/environ: Permission denied/);
  },
});

Deno.test({
  name: "a stop ends programs of SHELL_USER, also what left the group by setsid",
  ignore: !isRoot,
  async fn() {
    const { user } = findProgramUser("nobody");
    const stop = new AbortController();
    let pid = 0;
    const context = aContext({
      executionId: crypto.randomUUID().replaceAll("-", ""),
      signal: stop.signal,
      onLine(line) {
        pid = Number(line);
        stop.abort(new Error("stopped by alice"));
      },
    });

    await assert.rejects(
      programJob({ user }).run([{
        program: "sh",
        args: ["-c", "setsid sh -c 'echo $$; sleep 600'; wait"],
      }], context),
      /stopped by alice/,
    );

    while (await isThere(pid)) await new Promise((done) => setTimeout(done, 10));
  },
});

Deno.test("classes refuse plainly where SHELL_USER cannot be", () => {
  for (const { unavailable } of classesFor("no-such-user")) {
    assert.equal(unavailable, "SHELL_USER: there is no system user no-such-user");
  }
  assert.equal(classesFor("no-such-user").length, 3);
});

Deno.test({
  name: "classes refuse plainly where the server may not switch users",
  ignore: !isRoot,
  async fn() {
    // The same question, asked by a server that is not root.
    const code = `import { findProgramUser } from "${new URL(
      "../../scheduler/job_classes/programs/program_user.ts",
      import.meta.url,
    )}"; console.log(findProgramUser("root").problem)`;
    const folder = await Deno.makeTempDir();
    await Deno.chmod(folder, 0o777);
    const copy = `${folder}/deno`;
    await Deno.copyFile(Deno.execPath(), copy);
    await Deno.chmod(copy, 0o755);
    const source = `${folder}/program_user.ts`;
    await Deno.copyFile(
      new URL("../../scheduler/job_classes/programs/program_user.ts", import.meta.url),
      source,
    );
    await Deno.writeTextFile(
      `${folder}/ask.ts`,
      code.replace(/"file:[^"]*"/, '"./program_user.ts"'),
    );
    try {
      const { stdout, stderr } = await new Deno.Command(copy, {
        args: ["run", "--no-check", "--no-config", "--no-lock", "-A", `${folder}/ask.ts`],
        env: { DENO_DIR: `${folder}/cache`, HOME: folder, NO_COLOR: "1" },
        cwd: folder,
        uid: 65534,
        gid: 65534,
      }).output();
      const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      assert.match(
        text,
        /^SHELL_USER: this server may not start programs as root \(.*\); start it as root/,
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

async function isThere(pid: number): Promise<boolean> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] })
    .output();
  return !/^Z|^$/.test(new TextDecoder().decode(stdout).trim());
}
