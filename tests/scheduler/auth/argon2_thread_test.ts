import assert from "node:assert/strict";
import type { Argon2Work } from "../../../scheduler/auth/argon2.ts";
import { createArgon2Thread } from "../../../scheduler/auth/argon2_thread.ts";
import { Refusal } from "../../../scheduler/model/refusal.ts";

/** Real Argon2id, as little of it as there can be. */
function aWork(work: Partial<Argon2Work> = {}): Argon2Work {
  return {
    password: new TextEncoder().encode("password"),
    salt: new TextEncoder().encode("somesalt"),
    memoryKiB: 8,
    passes: 1,
    lanes: 1,
    tagBytes: 16,
    ...work,
  };
}

function never(): Promise<Uint8Array> {
  throw new Error("the calling thread was not to do it");
}

/** A worker of a few lines. */
function startScript(script: string): Worker {
  return new Worker(`data:text/javascript,${encodeURIComponent(script)}`, { type: "module" });
}

const here = () => Promise.resolve(new Uint8Array([1]));

Deno.test("argon2() leaves the event loop free while it works", async () => {
  await using thread = createArgon2Thread({ argon2Here: never });
  let isDone = false;
  let turns = 0;

  const hashing = thread.argon2(aWork({ memoryKiB: 19_456, passes: 2 })).then((tag) => {
    isDone = true;
    return tag;
  });
  while (!isDone) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    turns++;
  }

  assert.equal((await hashing).length, 16);
  // In the calling thread there would be one or two turns: before the work and after it.
  assert.ok(turns >= 5, `${turns} turns of the event loop`);
});

Deno.test("argon2() works in one worker, one work at a time and in order", async () => {
  let workers = 0;
  await using thread = createArgon2Thread({
    argon2Here: never,
    worksPerWorker: 5,
    // Refuses a second work while the first is under way, and says how many it has had.
    startWorker: () => {
      workers++;
      return startScript(`
        let busy = false, count = 0;
        self.onmessage = () => {
          if (busy) throw new Error("busy");
          busy = true;
          setTimeout(() => { busy = false; self.postMessage(new Uint8Array([++count])); }, 1);
        };
      `);
    },
  });

  const tags = await Promise.all(Array.from({ length: 5 }, () => thread.argon2(aWork())));

  assert.deepEqual(tags.map((tag) => tag[0]), [1, 2, 3, 4, 5]);
  assert.equal(workers, 1);
});

Deno.test("argon2() renews its worker every few works, to give its memory back", async () => {
  let workers = 0;
  await using thread = createArgon2Thread({
    argon2Here: never,
    worksPerWorker: 2,
    startWorker: () => {
      workers++;
      return startScript("self.onmessage = () => self.postMessage(new Uint8Array([7]))");
    },
  });

  await Promise.all(Array.from({ length: 5 }, () => thread.argon2(aWork())));

  assert.equal(workers, 3);
});

Deno.test("argon2() answers the same in the worker and in the calling thread", async () => {
  await using inWorker = createArgon2Thread({ argon2Here: never });
  await using inThread = createArgon2Thread({
    startWorker: () => {
      throw new DOMException("no workers here", "NotSupportedError");
    },
  });

  assert.deepEqual(await inWorker.argon2(aWork()), await inThread.argon2(aWork()));
});

Deno.test("argon2() gives up a worker that cannot start, for good", async () => {
  let starts = 0;
  await using thread = createArgon2Thread({
    startWorker: () => {
      starts++;
      throw new DOMException("no workers here", "NotSupportedError");
    },
    argon2Here: here,
  });

  assert.deepEqual(await thread.argon2(aWork()), new Uint8Array([1]));
  assert.deepEqual(await thread.argon2(aWork()), new Uint8Array([1]));
  assert.equal(starts, 1);
});

Deno.test("argon2() gives up a worker that stays silent", async () => {
  await using thread = createArgon2Thread({
    startWorker: () => startScript("self.onmessage = () => {}"),
    argon2Here: here,
    answerWithinMs: 1,
  });

  assert.deepEqual(await thread.argon2(aWork()), new Uint8Array([1]));
});

Deno.test("argon2() starts another worker when one that worked is lost", async () => {
  const workers: Worker[] = [];
  await using thread = createArgon2Thread({
    startWorker: () => {
      const worker = startScript(`
        let count = 0;
        self.onmessage = () => { if (++count === 1) self.postMessage(new Uint8Array([7])); };
      `);
      workers.push(worker);
      return worker;
    },
    argon2Here: here,
  });

  const first = await thread.argon2(aWork());
  const second = thread.argon2(aWork());
  await Promise.resolve(); // its turn has come
  workers[0]?.dispatchEvent(new ErrorEvent("error", { message: "lost", cancelable: true }));
  const tags = [first, await second, await thread.argon2(aWork())];

  assert.deepEqual(tags.map((tag) => tag[0]), [7, 1, 7]);
  assert.equal(workers.length, 2);
});

Deno.test("argon2() throws what is wrong with a work, and goes on with the next", async () => {
  await using thread = createArgon2Thread();

  const [wrong, right] = await Promise.allSettled([
    thread.argon2(aWork({ memoryKiB: 1 })),
    thread.argon2(aWork()),
  ]);

  assert.equal(wrong.status, "rejected");
  assert.equal(right.status, "fulfilled");
});

Deno.test("argon2() refuses work when too much of it waits", async () => {
  await using thread = createArgon2Thread({ maxWaiting: 2 });

  const results = await Promise.allSettled([1, 2, 3].map(() => thread.argon2(aWork())));

  assert.deepEqual(results.map(({ status }) => status), ["fulfilled", "fulfilled", "rejected"]);
  const [, , refused] = results;
  assert.ok(refused?.status === "rejected" && refused.reason instanceof Refusal);
  assert.equal(refused.reason.code, "unavailable");
  assert.ok((refused.reason.retryAfterSeconds ?? 0) > 0);
  assert.equal((await thread.argon2(aWork())).length, 16, "the next one is taken again");
});

Deno.test("argon2() ends its worker when it is idle, and starts one anew", async () => {
  let starts = 0;
  const ended = Promise.withResolvers<void>();
  await using thread = createArgon2Thread({
    argon2Here: never,
    idleMs: 0,
    startWorker: () => {
      starts++;
      const worker = startScript("self.onmessage = () => self.postMessage(new Uint8Array([7]))");
      const terminate = worker.terminate.bind(worker);
      worker.terminate = () => {
        terminate();
        ended.resolve();
      };
      return worker;
    },
  });

  await thread.argon2(aWork());
  await ended.promise;
  await thread.argon2(aWork());

  assert.equal(starts, 2);
});

Deno.test("stop() lets what was asked come to its end", async () => {
  const thread = createArgon2Thread({ argon2Here: never });
  const works = [thread.argon2(aWork()), thread.argon2(aWork())];

  await thread.stop();

  assert.equal((await Promise.all(works)).length, 2);
});

Deno.test("a process that has hashed ends by itself", async () => {
  const { success, tagBytes } = await hashInAProcess("{ idleMs: 1 }");

  assert.ok(success);
  assert.equal(tagBytes, "16");
});

Deno.test("a worker whose code does not load takes nothing down with it", async () => {
  const startWorker = `() =>
    new Worker("data:text/javascript,throw new Error('broken')", { type: "module" })`;

  const { success, tagBytes } = await hashInAProcess(`{ startWorker: ${startWorker} }`);

  assert.ok(success);
  assert.equal(tagBytes, "16");
});

async function hashInAProcess(options: string) {
  const module = new URL("../../../scheduler/auth/argon2_thread.ts", import.meta.url).href;
  const script = `
    const { createArgon2Thread } = await import(${JSON.stringify(module)});
    const bytes = new Uint8Array(8);
    const tag = await createArgon2Thread(${options}).argon2({
      password: bytes, salt: bytes, memoryKiB: 8, passes: 1, lanes: 1, tagBytes: 16,
    });
    console.log(tag.length);
  `;
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--no-lock", script],
    cwd: new URL("../../..", import.meta.url),
    stderr: "null", // Deno writes each error of a worker there, handled or not
  }).output();
  return { success, tagBytes: new TextDecoder().decode(stdout).trim() };
}
