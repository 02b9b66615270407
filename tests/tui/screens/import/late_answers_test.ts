import { strict as assert } from "node:assert";
import type { Client } from "../../../../tui/server/client.ts";
import { makeJobs, takeCrontab } from "../../../../tui/screens/import/acts.ts";
import {
  canBeMade,
  initialImporting,
  reduceImporting,
} from "../../../../tui/screens/import/state.ts";
import { aState, good } from "../../support/builders.ts";
import { FormServer, refusal } from "../../support/form_server.ts";
import { aTestApp } from "../../support/test_app.ts";

/** A server that answers when the test says so. */
class SlowServer {
  readonly server = new FormServer();
  readonly #waiting: (() => void)[] = [];
  readonly #holds: "crontab" | "create";

  constructor(holds: "crontab" | "create") {
    this.#holds = holds;
  }

  readonly client: Partial<Client> = {
    readCrontab: (body) => this.#later("crontab", () => this.server.client.readCrontab!(body)),
    createJob: (body, once) =>
      this.#later("create", () => this.server.client.createJob!(body, once)),
  };

  async #later<T>(what: string, act: () => Promise<T>): Promise<T> {
    if (what === this.#holds) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return await act();
  }

  /** Lets the question answer that was asked as the n-th, from 0 on. */
  answer(n: number): void {
    this.#waiting[n]?.();
  }
}

async function turns(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

const [first, second] = ["1 1 * * * first", "2 2 * * * second"];

function open(holds: "crontab" | "create") {
  const slow = new SlowServer(holds);
  const { app } = aTestApp(aState({ type: "view_switched", screen: "import" }), slow.client);
  const commands = () => [...app.state.importing.rows.values()].map(({ text }) => text);
  const fates = () => [...app.state.importing.rows.values()].map(({ fate }) => fate.kind);
  return { app, slow, commands, fates };
}

Deno.test("the answer to a crontab that was left is not shown as that of the next", async () => {
  const { app, slow, commands } = open("crontab");
  void takeCrontab(app, first);
  await turns();
  app.dispatch({ type: "import_closed" });
  void takeCrontab(app, second);
  await turns();

  slow.answer(0);
  await turns();
  assert.deepEqual(commands(), []);
  slow.answer(1);
  await turns();
  assert.deepEqual(commands(), [second]);
});

Deno.test("the answer to a crontab comes to nothing once the screen is left", async () => {
  const { app, slow, commands } = open("crontab");
  void takeCrontab(app, first);
  await turns();
  app.dispatch({ type: "import_closed" });
  slow.answer(0);
  await turns();

  assert.deepEqual(commands(), []);
  assert.equal(app.state.importing.error, "");
});

Deno.test("a job that was made of one crontab is not marked as made in the next", async () => {
  const { app, slow, fates } = open("create");
  await takeCrontab(app, first);
  void makeJobs(app);
  await turns();
  app.dispatch({ type: "import_closed" });
  await takeCrontab(app, second);
  slow.answer(0);
  await turns();

  assert.deepEqual(fates(), ["ready"]);
});

Deno.test("jobs that were made are not made again, and those that failed can be", async () => {
  const server = new FormServer();
  const { createJob, ...others } = server.client;
  let refuses = true;
  const client = {
    ...others,
    createJob: (body, once) =>
      refuses && String(body.name).startsWith("second")
        ? refusal(422, "Not valid.", [{ field: "name", reason: "The name is odd." }])
        : createJob!(body, once),
  } as Partial<Client>;
  const { app } = aTestApp(aState({ type: "view_switched", screen: "import" }), client);
  await takeCrontab(app, `${first}\n${second}`);
  await makeJobs(app);
  const rows = () => [...app.state.importing.rows.values()];

  assert.deepEqual(rows().map(({ fate }) => fate), [
    { kind: "made" },
    { kind: "failed", error: "The name is odd." },
  ]);
  assert.deepEqual(rows().map(canBeMade), [false, true]);
  assert.equal(app.state.notices.toast?.tone, "bad");

  refuses = false;
  app.dispatch({ type: "import_chosen", id: rows()[1]!.id, isChosen: true });
  await makeJobs(app);
  assert.deepEqual(rows().map(({ fate }) => fate.kind), ["made", "made"]);
  assert.equal(server.sent().length, 2);
  assert.equal(app.state.notices.toast?.tone, "ok");
});

Deno.test("a crontab without a line says so, one that is refused why, and an older server that it has none", async () => {
  const said = async (client: Partial<Client>, text: string) => {
    const { app } = aTestApp(aState({ type: "view_switched", screen: "import" }), client);
    await takeCrontab(app, text);
    return app.state.importing.error;
  };
  const server = new FormServer();
  const { app } = aTestApp(aState(), {});
  const texts = app.t.importing;

  assert.equal(await said(server.client, "# nothing\n\nMAILTO=me"), texts.noLines);
  assert.equal(await said(server.client, ""), texts.noLines);
  const no = (status: number) => ({ readCrontab: () => refusal(status, "Too long.") }) as never;
  assert.equal(await said(no(404), first), texts.noCrontabs);
  assert.equal(await said(no(413), first), "Too long.");
});

Deno.test("nothing is made without the right, and of nothing", async () => {
  const asked: unknown[] = [];
  const client = {
    ...new FormServer().client,
    createJob: () => (asked.push(1), good({ job_id: "1" })),
  };
  const { app } = aTestApp(aState({ type: "view_switched", screen: "import" }), client as never);
  await takeCrontab(app, first);
  app.dispatch({ type: "session_lapsed" });
  await makeJobs(app);

  assert.deepEqual(asked, []);
  assert.equal(app.state.notices.toast?.tone, "warn");
});

Deno.test("reduceImporting() changes rows that are there, and no others", () => {
  const once = "key";
  const row = {
    ...{ id: "1.1", line: 1, text: "x", notes: [], once, isChosen: true },
    fate: { kind: "ready" },
  } as const;
  const read = reduceImporting(initialImporting, { type: "import_read", rows: [row] });
  const made = { type: "import_fate", id: "1.1", once, fate: { kind: "made" } } as const;

  const after = reduceImporting(read, made).rows.get("1.1");
  assert.deepEqual([after?.fate.kind, after?.isChosen], ["made", false]);
  assert.equal(reduceImporting(read, { ...made, once: "other" }).rows.get("1.1"), row);
  assert.equal(reduceImporting(read, { ...made, id: "9" }), read);
  assert.equal(reduceImporting(read, { type: "import_chosen", id: "9", isChosen: true }), read);
  assert.equal(reduceImporting(read, { type: "import_closed" }), initialImporting);
});
