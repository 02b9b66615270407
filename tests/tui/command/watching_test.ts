import { strict as assert } from "node:assert";
import { aWalk, type Person, type Walk } from "./support.ts";

let walk: Walk;
Deno.test.beforeAll(async () => {
  walk = await aWalk();
  const options = ["--class", "AwesomeJob", "--cron", "0 3 1 1 *"];
  await walk.admin.json("jobs", "create", "watched", ...options);
});
Deno.test.afterAll(() => walk.close());

Deno.test("audit shows who changed what, of jobs and of users", async () => {
  const { admin } = walk;
  await admin.run("jobs", "pause", "watched");

  const all = await admin.json("audit", "--job", "watched");
  const added = await admin.json("audit", "--event", "added", "--by", "admin");
  const security = await admin.run("audit", "--security");
  const wrong = await admin.run("audit", "--event", "nonsense");

  assert.deepEqual(all.map(({ event }: { event: string }) => event), ["paused", "added"]);
  assert.equal(added.length, 1);
  assert.match(security.out, /^TIME +BY +WHAT +SUBJECT\n/);
  assert.match(security.out, /user added +reader/);
  assert.equal(wrong.code, 2);
});

Deno.test("stats shows the figures, of all or of a job", async () => {
  const { admin } = walk;

  const all = await admin.run("stats");
  const one = await admin.json("stats", "--job", "watched", "--since", "1d");

  assert.match(all.out, /^succeeded +\d+$/m);
  assert.match(all.out, /^next +/m);
  assert.equal(one.total.succeeded, 0);
});

Deno.test("open prints where the documentation is", async () => {
  const { admin, server } = walk;

  const { out } = await admin.run("open", "--print");

  assert.equal(out, `${server.url}/docs\n`);
});

Deno.test("events prints a line of JSON for each event, and resumes where it ended", async () => {
  const { admin, folder } = walk;
  const file = `${folder}/last_event`;

  const first = await eventsUntil(admin, file, () => admin.run("jobs", "resume", "watched"));
  // Nobody follows while this happens.
  await admin.run("jobs", "pause", "watched");
  const second = await eventsUntil(admin, file, () => Promise.resolve());

  assert.deepEqual(first.map(({ type }) => type), ["ready", "job"]);
  assert.equal(first[1]?.job?.paused, false);
  assert.equal(second[0]?.resumed, true);
  assert.equal(second[1]?.job?.paused, true);
});

Deno.test("events says that its file cannot be read or written", async () => {
  const { admin, folder } = walk;

  const unread = await admin.run("events", "--resume", folder);
  let touching: Promise<unknown> | undefined;
  const unwritten = await admin.type(
    {
      onOut: () => touching ??= admin.run("jobs", "edit", "watched", "--set", "max_retries=2"),
    },
    "events",
    "--kinds",
    "job",
    "--resume",
    `${folder}/not/there`,
  );
  await touching;

  assert.deepEqual([unread.code, unwritten.code], [2, 2]);
  assert.match(unread.err, /cannot be read/);
  assert.match(unwritten.err, /cannot be written/);
});

interface Row {
  readonly type: string;
  readonly resumed?: boolean;
  readonly job?: { readonly paused: boolean };
}

/** Follows until the first event of a job, then presses ctrl+c. */
async function eventsUntil(
  person: Person,
  file: string,
  act: () => Promise<unknown>,
): Promise<Row[]> {
  const pressed = Promise.withResolvers<() => void>();
  let rows: Row[] = [];
  let hasActed = false;
  const args = ["events", "--kinds", "job", "--resume", file];
  const { code } = await person.type({
    interrupts: pressed.resolve,
    async onOut(out) {
      rows = out.trim().split("\n").map((row) => JSON.parse(row));
      if (!hasActed) {
        hasActed = true;
        await act();
      }
      if (rows.some(({ type }) => type === "job")) (await pressed.promise)();
    },
  }, ...args);
  assert.equal(code, 130);
  return rows;
}
