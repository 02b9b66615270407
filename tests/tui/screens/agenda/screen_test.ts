import { strict as assert } from "node:assert";
import { currentView } from "../../../../tui/state/view.ts";
import { AgendaServer, minute } from "../../support/agenda.ts";
import { aState, bad, good, iso, start } from "../../support/builders.ts";
import { Desk } from "../../support/desk.ts";
import { TestTerminal } from "../../support/terminal.tsx";
import { waitFor } from "../../support/wait_for.ts";

const utc = { type: "prefs_set", timeMode: "utc" } as const;
const onAgenda = () => aState(utc, { type: "view_switched", screen: "agenda" });

/** The agenda, once it has read its first minute. */
async function opened(server: AgendaServer, client = server.client): Promise<TestTerminal> {
  const terminal = new TestTerminal({ state: onAgenda(), client });
  await waitFor(async () => /job 1 of/.test(await terminal.text()));
  return terminal;
}

Deno.test("the agenda shows the next fires, what was missed, and the jobs of the minute", async () => {
  const server = new AgendaServer();
  await using terminal = await opened(server);

  const screen = await terminal.screen();
  const text = screen.join("\n");

  assert.match(text, /Fires per minute .* ! 1 pile-up {2}✗ 1 never started/);
  assert.match(text, /06:05 › 2 fires/);
  assert.match(text, /job 1 of 06:05/);
  const marks = screen.find((row) => /^ +✗ +!/.test(row)) ?? "";
  // 90 minutes lie between them, and a column is five minutes.
  assert.equal(marks.indexOf("!") - marks.indexOf("✗"), 18);
});

Deno.test("[ and ] go over the minutes that have something; . goes back to the next fire", async () => {
  await using terminal = await opened(new AgendaServer());
  const title = async () =>
    /─ (.*?) ─/.exec(
      (await terminal.screen()).find((row) => /› \d+ (fires?|w)/.test(row)) ?? "",
    )?.[1];

  await terminal.press("]");
  assert.equal(await title(), "06:10 › 2 fires");
  await terminal.press("]", "]", "]");
  assert.equal(await title(), "07:05 › 2 fires");
  assert.match(await terminal.text(), /There is nothing further/);
  await terminal.press(".", "[", "[");
  assert.equal(await title(), "05:30 › 1 was due");
});

Deno.test("n and N go to pile-ups and missed fires; { and } go by the hour", async () => {
  await using terminal = await opened(new AgendaServer());

  await terminal.press("n");
  assert.match(await terminal.text(), /07:00 › 30 fires/);
  assert.match(await terminal.text(), /27 more are not named/);
  await terminal.press("N");
  assert.match(await terminal.text(), /05:30 › 1 was due/);
  assert.match(await terminal.text(), / ↑05:30$/m);
  await terminal.press("}");
  assert.match(await terminal.text(), /06:30 › 0 fires/);
  assert.match(await terminal.text(), /No job fires in this minute\./);
  await terminal.press("{", "{");
  assert.match(await terminal.text(), /04:30 › /);
});

Deno.test("enter opens the job of a fire, and the execution that was missed", async () => {
  const server = new AgendaServer();
  await using terminal = await opened(server);

  await terminal.press("j", "\r");
  assert.deepEqual(currentView(terminal.state.view), {
    screen: "job",
    id: "2".padStart(32, "0"),
  });

  await terminal.press("\x7f", "N");
  assert.match(await terminal.text(), /not started · missed: no server/);
  await terminal.press("\r");
  assert.deepEqual(currentView(terminal.state.view), {
    screen: "run",
    id: server.missed.execution_id,
  });
});

Deno.test("pauses of the past hours are shaded on the same axis, and the minute says which", async () => {
  const server = new AgendaServer();
  const pause = {
    ...{ kind: "pause", name: "the database moves", category_id: 0 } as const,
    ...{ start_time: iso(start - 60 * minute), end_time: iso(start - 20 * minute) },
  };
  const upcoming: NonNullable<typeof server.client.upcoming> = (query) =>
    query?.only === "closed"
      ? good({ ...server.coming, closed: [pause] })
      : server.client.upcoming!(query);
  await using terminal = await opened(server, { ...server.client, upcoming });

  await terminal.press("N");

  const screen = await terminal.screen();
  const marks = screen.find((row) => /^ +✗ +!/.test(row)) ?? "";
  const shade = screen.find((row) => /^ +▒+$/.test(row)) ?? "";
  // Eight columns of five minutes; the missed fire is in the seventh.
  assert.equal(shade.trim().length, 8);
  assert.equal(marks.indexOf("✗") - shade.indexOf("▒"), 6);
  assert.match(screen.join("\n"), /05:30 › 1 was due/);
  assert.match(screen.join("\n"), /paused: the database moves/);
});

Deno.test("an act on the agenda is about the job of the row", async () => {
  const ran: string[] = [];
  const server = new AgendaServer();
  const client = { ...server.client, runJob: (id: string) => (ran.push(id), bad(500, "no")) };
  await using terminal = await opened(server, client);

  await terminal.press("j", "r");

  assert.deepEqual(ran, ["2".padStart(32, "0")]);
});

Deno.test("the agenda asks for a minute once, however fast the keys come", async () => {
  const server = new AgendaServer();
  await using terminal = await opened(server);
  await terminal.settle();
  const before = server.asked.filter((it) => it.includes("names")).length;

  await terminal.press("]]]");
  await terminal.press("j");

  const asked = server.asked.filter((it) => it.includes("names")).slice(before);
  assert.ok(asked.length <= 2, `${asked}`);
  assert.match(await terminal.text(), /job 1 of 07:05/);
});

Deno.test("the agenda says why it has nothing", async () => {
  await using older = new TestTerminal({ state: onAgenda() });
  assert.match(await older.text(), /The server is older/);

  const client = { upcoming: () => bad(503, "The database is busy.") };
  await using broken = new TestTerminal({ state: onAgenda(), client });
  assert.match(await broken.text(), /The database is busy\./);
});

Deno.test("the agenda fits every terminal, in both languages", async () => {
  for (const language of ["en", "zh-TW"] as const) {
    for (const [columns, rows] of [[40, 12], [80, 24], [140, 40], [200, 60]] as const) {
      const state = aState(
        { type: "prefs_set", language, timeMode: "utc" },
        { type: "view_switched", screen: "agenda" },
      );
      const { client } = new AgendaServer();
      await using terminal = new TestTerminal({ state, client, columns, rows });

      await waitFor(async () => /06:05 › .*2/.test(await terminal.text()));
    }
  }
});

Deno.test("a minute in which more was due than a page holds says so", async () => {
  const server = new AgendaServer();
  const executions = [server.missed];
  const page = { executions: () => good({ executions, next_cursor: "next" }) } as never;
  const state = aState(
    utc,
    { type: "view_switched", screen: "agenda" },
    { type: "agenda_chosen", at: start - 30 * 60_000 },
  );
  const client = { ...server.client, ...(page as object) };
  const desk = await Desk.open({ columns: 100, rows: 30, state, client });

  assert.match(desk.text(), /05:30 › 1\+ were due/);
});
