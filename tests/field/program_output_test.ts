import assert from "node:assert/strict";
import { aContext } from "../scheduler/job_classes/support.ts";
import { classes, failureOf, posixTest, program, type Result, run } from "./program_support.ts";

for (const [job, args] of classes) {
  posixTest(`a flood of output is bounded in lines and result: ${job.name}`, async () => {
    const floods = [
      "yes",
      `yes ${"é".repeat(500)}`,
      "cat /dev/zero",
      "yes | tr '\\n' '\\r'",
    ];

    for (const flood of floods) {
      const context = aContext();
      const result = await run(
        job,
        args(`echo first; ${flood} | head -c ${2 ** 24}; echo; echo last`),
        context,
      );

      assert.match(result.stdout, /^first\n/);
      assert.match(result.stdout, /\[cut: \d{8,} bytes are not kept\]/);
      assert.match(result.stdout, /\nlast\n$/);
      assert.ok(result.stdout.length < 30_000);
      assert.equal(context.lines[0], "info: first");
      assert.match(context.lines.at(-1) ?? "", /(^info: |\n)last$/);
      assert.ok(context.lines.join("").length < 4_000_000, "lines");
      assert.ok(context.lines.some((line) => / bytes of output are left out here/.test(line)));
    }
  });
}

posixTest("a flood of output takes no memory, whatever program makes it", async () => {
  // A process of its own: what tests beside this one take does not count.
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-all", new URL("flood.ts", import.meta.url).pathname],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.ok(success, text(stderr));

  const floods: { name: string; bytes: number; grown: number }[] = JSON.parse(text(stdout));

  assert.equal(floods.length, classes.length);
  for (const { name, bytes, grown } of floods) {
    assert.ok(bytes >= 2 ** 27 && grown < 2 ** 26, `${name}: ${grown} bytes more for ${bytes}`);
  }
});

for (const [job, args] of classes.slice(0, 2)) {
  posixTest(`the failure names its cause: ${job.name}`, async () => {
    const ends: [string, RegExp][] = [
      [
        "echo on stdout; echo 'no space left' >&2; echo >&2; exit 3",
        /^sh ended with exit code 3: no space left$/,
      ],
      ["echo first; echo 'only stdout'; exit 4", /^sh ended with exit code 4: only stdout$/],
      ["exit 5", /^sh ended with exit code 5$/],
      ["echo dying >&2; kill -9 $$", /^sh was ended by SIGKILL: dying$/],
      [
        "printf '\\033[1;31mred\\033[0m \\033]0;title\\007text' >&2; exit 6",
        /^sh ended with exit code 6: red text$/,
      ],
      ["printf '10%%\\r50%%\\rbroken\\r\\n' >&2; exit 7", /^sh ended with exit code 7: broken$/],
      ["head -c 100000 /dev/zero | tr '\\0' x >&2; exit 8", /^sh ended with exit code 8: …x{500}$/],
    ];

    for (const [script, message] of ends) {
      const failure = await failureOf(job, args(script));
      assert.match(failure.message, message);
      assert.ok((failure.result as Result).returncode > 0);
    }
  });

  posixTest(`a failure keeps both tails in its result: ${job.name}`, async () => {
    const failure = await failureOf(
      job,
      args(
        "yes out | head -n 50000; echo out-tail; (yes 錯誤 | head -n 50000; echo err-tail) >&2; exit 1",
      ),
    );

    const { stdout, stderr } = failure.result as Result;
    assert.match(stdout, /^out\n[^]*\[cut: \d+ bytes are not kept\][^]*\nout-tail\n$/);
    assert.match(stderr, /^錯誤\n[^]*\[cut: \d+ bytes are not kept\][^]*\nerr-tail\n$/);
    // Twice, for a text beyond Latin-1 takes two bytes a character.
    assert.ok(JSON.stringify(failure.result, null, 4).length * 2 <= 16 * 1024);
  });

  posixTest(`a progress line is live: ${job.name}`, async () => {
    const seen: string[] = [];
    const half = Promise.withResolvers<void>();
    const folder = await Deno.makeTempDir();
    const context = aContext({
      onLine(line) {
        seen.push(line);
        if (line === "50%\r") half.resolve();
      },
    });
    try {
      // The program goes on when the test has seen its progress.
      const running = run(
        job,
        args(
          `printf '10%%\\r50%%\\r'; until [ -e ${folder}/go ]; do sleep 0.02; done; printf '90%%\\r100%%\\ndone\\n'`,
        ),
        context,
      );
      await half.promise;
      await Deno.writeTextFile(`${folder}/go`, "");
      await running;
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
    assert.deepEqual(seen, ["50%\r", "100%", "done"]);
  });
}

posixTest("exit codes can be named a success or a warning", async () => {
  const options = (
    code: number,
  ) => [{
    program: "sh",
    args: ["-c", `echo 'some files vanished' >&2; exit ${code}`],
    success_codes: [0, 1],
    warning_codes: [24],
  }];
  const warned = aContext();
  const good = aContext();

  assert.equal((await run(program, options(1), good)).returncode, 1);
  assert.equal((await run(program, options(24), warned)).returncode, 24);
  const failure = await failureOf(program, options(2));

  assert.deepEqual(good.descriptions, []);
  assert.deepEqual(warned.descriptions, [
    "warning: sh ended with exit code 24: some files vanished",
  ]);
  assert.match(failure.message, /exit code 2/);
});
