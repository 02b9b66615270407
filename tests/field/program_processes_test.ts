import assert from "node:assert/strict";
import { endLeftPrograms } from "../../scheduler/job_classes/programs/process_tree.ts";
import { aContext } from "../scheduler/job_classes/support.ts";
import { classes, isAlive, posixTest, run, until } from "./program_support.ts";

for (const [job, args] of classes) {
  posixTest(`a started program is recorded with its group: ${job.name}`, async () => {
    const before = Date.now();
    const context = aContext();
    await run(job, args("true"), context);

    const [child] = context.children;
    assert.equal(context.children.length, 1);
    assert.ok(child !== undefined && child.pgid > 1);
    assert.ok(child.startedAt >= before && child.startedAt <= Date.now());
  });

  posixTest(
    `a stop ends the whole tree, also what left the group by setsid: ${job.name}`,
    async () => {
      const stop = new AbortController();
      const pids: number[] = [];
      const context = aContext({
        executionId: crypto.randomUUID().replaceAll("-", ""),
        signal: stop.signal,
        onLine(line) {
          pids.push(...line.split(" ").map(Number));
          if (pids.length === 3) stop.abort(new Error("stopped by alice"));
        },
      });
      const script =
        'trap "" TERM; sleep 600 & a=$!; setsid sh -c \'trap "" TERM; echo $$; sleep 601; sleep 602\' & echo "$$ $a"; wait; wait';

      await assert.rejects(job.run(args(script), context), /stopped by alice/);

      assert.equal(pids.length, 3);
      await until(() => pids.every((pid) => !isAlive(pid)));
    },
  );
}

posixTest("what a killed server left is ended: the group, and what left it by setsid", async () => {
  const executionId = crypto.randomUUID().replaceAll("-", "");
  const script = 'trap "" TERM; setsid sleep 600 & sleep 601 & echo "$$ $!"; wait';
  // Detached and marked as runProgram() does it; nobody waits for it, as after a kill.
  const child = new Deno.Command("sh", {
    args: ["-c", script],
    env: { CARILLON_EXECUTION_ID: executionId, CARILLON_ATTEMPT: "1" },
    detached: true,
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const pids = new TextDecoder().decode((await reader.read()).value).trim().split(" ").map(Number);
  await reader.cancel();

  const left = { executionId, attempts: [1], pgid: child.pid };
  const ended = await endLeftPrograms({ ...left, startedAt: Date.now() }, 100);

  assert.ok(ended.found >= 2);
  assert.deepEqual(ended.left, []);
  await child.status;
  await until(() => pids.every((pid) => !isAlive(pid)));
  assert.deepEqual(await endLeftPrograms({ ...left, startedAt: 0 }), {
    found: 0,
    left: [],
  });
});

posixTest("a process that got the recorded id later is left alone", async () => {
  const other = new Deno.Command("sleep", { args: ["600"], detached: true }).spawn();
  try {
    const found = await endLeftPrograms({
      executionId: "f".repeat(32),
      pgid: other.pid,
      startedAt: Date.now() - 3_600_000,
    });
    assert.deepEqual(found, { found: 0, left: [] });
    assert.ok(isAlive(other.pid));
  } finally {
    other.kill("SIGKILL");
    await other.status;
  }
});

for (const [job, args] of classes) {
  posixTest(`what ends one attempt spares the next one of the execution: ${job.name}`, async () => {
    const executionId = crypto.randomUUID().replaceAll("-", "");
    const [first, second] = [new AbortController(), new AbortController()];
    const pids = new Map<number, number>();
    const attempt = (number: number, { signal }: AbortController) =>
      job.run(
        args('setsid sh -c "echo \\$\\$; exec sleep 600" & wait'),
        aContext({
          executionId,
          attempt: number,
          signal,
          onLine: (line) => void pids.set(number, Number(line)),
        }),
      ).catch(() => {});
    const runs = [attempt(1, first), attempt(2, second)];
    await until(() => pids.size === 2);
    const [ofFirst = 0, ofSecond = 0] = [1, 2].map((number) => pids.get(number));

    first.abort(new Error("it took too long"));
    await until(() => !isAlive(ofFirst));
    const left = await endLeftPrograms({ executionId, attempts: [1] }, 100);

    assert.deepEqual([left.found, isAlive(ofSecond)], [0, true]);
    second.abort(new Error("stopped"));
    await Promise.all(runs);
    await until(() => !isAlive(ofSecond));
  });
}
