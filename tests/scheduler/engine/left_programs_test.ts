import assert from "node:assert/strict";
import {
  endOrphanedPrograms,
  endProgramsOf,
} from "../../../scheduler/engine/duties/left_programs.ts";
import { jobClassRegistry } from "../../../scheduler/job_classes/mod.ts";
import { shellJob } from "../../../scheduler/job_classes/shell_job.ts";
import { createLogger } from "../../../scheduler/log.ts";
import { isHeld } from "../../../scheduler/model/execution.ts";
import { leaseMs } from "../../../scheduler/store/running/leases.ts";
import { findProgram, noteProgram } from "../../../scheduler/store/running/programs.ts";
import { isAlive } from "../../field/program_support.ts";
import { executionAt, recoverSilent } from "../../support/store.ts";
import { aWorld, until } from "../../support/world.ts";

/** An execution that a worker of this host runs, and that never ends by itself. */
async function aHeld(world: Awaited<ReturnType<typeof aWorld>>) {
  const started = Promise.withResolvers<void>();
  const id = await world.runNow(() => {
    started.resolve();
    return new Promise(() => {});
  });
  void world.engine().drain();
  await started.promise;
  await until(async () => isHeld(await executionAt(world.db, id)));
  const held = await executionAt(world.db, id);
  if (!isHeld(held)) throw new Error("not held");
  return held;
}

function depsOf({ db, clock, logged }: Awaited<ReturnType<typeof aWorld>>, hostname: string) {
  const log = createLogger({ clock, level: "warn", write: (line) => logged.push(line) });
  return { db, clock, log, hostname, jobClasses: jobClassRegistry([shellJob({})]) };
}

Deno.test("endProgramsOf() says why another host's program could not be ended", async () => {
  await using world = await aWorld();
  const held = await aHeld(world);
  const deps = depsOf(world, "other host");
  await noteProgram(world.db, held, { pgid: 12, startedAt: 1 }, 1);

  world.clock.advance(leaseMs + 1);
  await recoverSilent(world.db, world.clock.now(), (lost) => endProgramsOf(deps, lost));

  assert.match(
    (await executionAt(world.db, held.id)).description,
    /was lost; its program may still run on host, which only a server there can end$/,
  );
  assert.notEqual(await findProgram(world.db, held), undefined);
});

Deno.test("endProgramsOf() has nothing to say where there was no program", async () => {
  await using world = await aWorld();
  const held = await aHeld(world);

  assert.equal(await endProgramsOf(depsOf(world, "host"), held), undefined);
});

Deno.test({
  name: "endOrphanedPrograms() ends what another host has recovered, and nothing that runs here",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using world = await aWorld();
    const held = await aHeld(world);
    const deps = depsOf(world, "host");
    const program = new Deno.Command("sleep", {
      args: ["600"],
      env: { CARILLON_EXECUTION_ID: held.id, CARILLON_ATTEMPT: "1" },
      detached: true,
    }).spawn();
    await noteProgram(world.db, held, { pgid: program.pid, startedAt: Date.now() }, 1);

    await endOrphanedPrograms(deps);
    assert.ok(isAlive(program.pid));

    world.clock.advance(leaseMs + 1);
    await recoverSilent(world.db, world.clock.now());
    await endOrphanedPrograms(deps);

    await program.status;
    assert.equal(await findProgram(world.db, held), undefined);
  },
});
