import { strict as assert } from "node:assert";
import { goTo } from "../../../tui/server/session.ts";
import { OfConnection } from "../../../tui/server/of_connection.ts";
import { readAgenda } from "../../../tui/screens/agenda/reading.ts";
import type { Client } from "../../../tui/server/client.ts";
import { currentView } from "../../../tui/state/view.ts";
import { AgendaServer } from "../support/agenda.ts";
import { aJob, anAccount, aState, good, withJobs } from "../support/builders.ts";
import { Desk } from "../support/desk.ts";
import { runLines, RunServer } from "../support/run_server.ts";
import { answering, aTestApp } from "../support/test_app.ts";

/** What was begun with one server must not block the next: the calls of a connection that was left never return. */

const never = new Promise<never>(() => {});
const elsewhere = { server: "https://two.example.com", username: "mika", account: anAccount() };

Deno.test("OfConnection keeps one value for each connection", () => {
  const kept = new OfConnection<number>();
  const { app } = aTestApp(aState(), {}, { elsewhere: () => answering({}) });

  assert.equal(kept.get(app), undefined);
  kept.set(app, 1);
  assert.equal(kept.get(app), 1);
  goTo(app, elsewhere);
  assert.equal(kept.get(app), undefined);
  kept.set(app, 2);
  kept.delete(app);
  assert.equal(kept.get(app), undefined);
});

Deno.test("the agenda reads its minutes from the next server while the last one never answers", async () => {
  const [first, second] = [new AgendaServer(), new AgendaServer({ 5: 2 })];
  const silent = { ...first.client, upcoming: () => never } as Partial<Client>;
  const { app } = aTestApp(aState({ type: "view_switched", screen: "agenda" }), {
    ...silent,
    upcoming: (query) => query?.names === undefined ? good(first.coming) : never,
  } as Partial<Client>, { elsewhere: () => answering(second.client) });

  void readAgenda(app);
  for (let i = 0; i < 10; i++) await Promise.resolve();
  goTo(app, elsewhere);
  await readAgenda(app);

  assert.equal(app.state.agenda.minute?.count, 2);
  assert.equal(app.state.agenda.minute?.rows.length, 2);
});

async function onRun() {
  const server = new RunServer({}, runLines.slice(0, 2));
  const { execution_id: id } = server.all.shown;
  const state = aState({ type: "view_opened", view: { screen: "run", id } });
  const desk = await Desk.open({ state, client: server.client });
  await desk.advance(500);
  return { desk, id };
}

Deno.test("the flow of a run is there again after a look at the run that it names", async () => {
  const { desk, id } = await onRun();
  await desk.press("c");
  assert.match(desk.text(), /What caused it|mika/);
  const other = currentView(desk.state.view).id;

  await desk.tell({ type: "view_opened", view: { screen: "run", id: "4".repeat(32) } });
  await desk.advance(500);
  await desk.press("\x1b");
  await desk.advance(500);
  await desk.press("c");

  assert.equal(other, id);
  assert.equal(currentView(desk.state.view).id, id);
  assert.match(desk.text(), /mika/);
});

Deno.test("the flow of a run is there again after another log-in", async () => {
  const { desk } = await onRun();
  await desk.press("c");
  const account = anAccount({ username: "kim" });
  await desk.tell({ type: "logged_out" });
  await desk.tell(
    { type: "logged_in", account, server: "http://127.0.0.1:8888" },
    { type: "connected", now: desk.state.now },
    { type: "view_opened", view: { screen: "run", id: "3".repeat(32) } },
  );
  await desk.advance(500);
  await desk.press("c");

  assert.match(desk.text(), /mika/);
});

Deno.test("the facts of a run are asked for once, however often it is drawn", async () => {
  const server = new RunServer({}, runLines.slice(0, 2));
  const { execution_id: id } = server.all.shown;
  const state = aState({ type: "view_opened", view: { screen: "run", id } });
  const desk = await Desk.open({ state, client: server.client });
  await desk.advance(500);
  await desk.press("c");
  const asked = server.asked.length;
  for (let i = 0; i < 5; i++) await desk.advance(1000);

  assert.ok(asked > 0);
  assert.equal(server.asked.length, asked);
});

Deno.test("the figures of a job are read from the next server, also for a job with the same id", async () => {
  const job = aJob({ job_id: "a".repeat(32) });
  const asked: string[] = [];
  const client = (name: string, answer: () => unknown) =>
    ({ stats: () => (asked.push(name), answer()) }) as unknown as Partial<Client>;
  const around = {
    elsewhere: () => answering(client("two", () => good({ total: { success_rate: null } }))),
  };
  const state = aState(...withJobs([job]), { type: "view_switched", screen: "jobs" });
  const desk = await Desk.open({ state, client: client("one", () => never), around });
  await desk.advance(300);

  goTo(desk.app, elsewhere);
  await desk.tell(...withJobs([job]));
  await desk.advance(300);

  assert.deepEqual(asked, ["one", "two"]);
});
