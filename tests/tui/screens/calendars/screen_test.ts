import { strict as assert } from "node:assert";
import { frameOf } from "../../../../tui/frame.ts";
import type { StateEvent } from "../../../../tui/state.ts";
import { lineWidth } from "../../../../tui/terminal/theme.ts";
import { makeJob, testApi } from "../../../support/app.ts";
import { temporaryFolder } from "../../../support/temporary_folder.ts";
import { aJob, anAccount, aState, good, withJobs } from "../../support/builders.ts";
import { clientOf } from "../../support/real_server.ts";
import { sizes, TestTerminal } from "../../support/terminal.tsx";
import { waitFor } from "../../support/wait_for.ts";
import { aCalendar } from "./support.ts";

const [enter, save, tab, wipe] = ["\r", "\x13", "\t", "\x15"];
const paste = (text: string) => `\x1b[200~${text}\x1b[201~`;

const holidays = aCalendar({
  ...{ timezone: "Asia/Taipei", description: "The office is closed", managed_by: "team-hr" },
  dates: [
    { from: "2026-12-25", to: "2026-12-25", name: "Christmas" },
    { from: "2026-12-31", to: "2027-01-02", name: "New Year" },
  ],
});
const nights = aCalendar({
  ...{ id: 2, name: "Nights" },
  windows: [{ days: ["sat", "sun"], from: "22:00", to: "06:00" }],
});
const calendars = [holidays, nights];
const jobs = [
  aJob({ name: "backup", not_on: [1] }),
  aJob({ name: "report", not_on: [1], only_on: [2] }),
  aJob({ name: "sync" }),
];

function at(client = {}, ...events: readonly StateEvent[]) {
  const state = aState(
    ...withJobs(jobs),
    { type: "calendars_read", calendars },
    ...events,
    { type: "view_switched", screen: "calendars" },
  );
  return {
    ...{ columns: 100, rows: 30, state },
    client: { calendars: () => good({ calendars }), ...client },
  };
}

for (const [columns, rows] of [[80, 24], [140, 40]] as const) {
  Deno.test(`at ${columns}x${rows} calendars show kind, days, uses and the next day, and a page of months`, async () => {
    await using terminal = new TestTerminal({ ...at(), columns, rows });

    const list = await terminal.screen();
    await terminal.press(enter, "]");
    const page = await terminal.screen();
    const months = page.join("\n");
    await terminal.press(".", "{");

    assert.match(list[4] ?? "", /▸ +1 Holidays +dates +4 +0 +2 2026-12-25 Fri Christmas/);
    assert.match(list[5] ?? "", /2 Nights +weekly +0 +1 +1 today/);
    assert.match(page[3] ?? "", /Asia\/Taipei · 4 days/);
    assert.match(
      page[4] ?? "",
      /used by 2 jobs \(v\) · next: 2026-12-25 Fri Christmas · managed by/,
    );
    assert.match(months, /The office is closed/);
    assert.match(months, /December 2026[^]* 21 +22 +23 +24 +25■ 26 +27/);
    assert.match(months, /January 2027[^]*1■ +2■/);
    assert.match(months, /Fri 12-25 +Christmas[^]*Thu 12-31 – Sat 01-02 +New Year/);
    assert.match(await terminal.text(), /November 2025/);
    for (const row of page) assert.ok(row.length <= columns);
  });
}

Deno.test("the jobs that use a calendar are one key away, and their pages name it", async () => {
  await using terminal = new TestTerminal(at());

  await terminal.press("v");
  const listed = await terminal.text();
  await terminal.press(enter);

  assert.match(listed, /Jobs 2 of 3 \/calendar:"holidays"/);
  assert.match(listed, /backup[^]*report/);
  assert.match(await terminal.text(), / UTC · not on Holidays/);
});

Deno.test("an event changes a calendar on its page, and deletes it", async () => {
  await using terminal = new TestTerminal(at());
  const told = (calendar: typeof holidays | null) =>
    terminal.app.dispatch({ type: "changes", events: [{ type: "calendar", id: 1, calendar }] });

  await terminal.press(enter);
  told({ ...holidays, name: "Feast days" });
  const renamed = await terminal.text();
  told(null);

  assert.match(renamed, /─ Feast days ─/);
  assert.match(await terminal.text(), /There is no such calendar/);
});

Deno.test("a calendar is made, edited and deleted by forms, with the API's own errors", async () => {
  await using api = await testApi();
  await using terminal = new TestTerminal({
    ...at({}, { type: "calendars_read", calendars: [] }),
    client: clientOf(api, api.admin.token),
  });
  const list = async () => (await api.admin.get("/calendars")).body.calendars;
  const shown = (text: RegExp) => waitFor(async () => text.test(await terminal.text()));

  await terminal.press("n", "Holidays", tab, tab, "UTC", tab);
  await terminal.press(paste("2027-01-01 New Year\r\n2027-02-30 Never\r\n"), tab);
  await terminal.press("sat-sun 00:00-24:00", save, enter);
  await shown(/must be a date such as 2026-12-25/);
  await terminal.press(wipe, "2027-01-01 New Year", save, enter);
  await shown(/created Holidays/);
  const [made] = await list();
  await shown(/▸ +1 Holidays +mixed +1 +1/);
  await makeJob(api.admin, { not_on: [made.id] });
  await terminal.press("D", "y");
  await shown(/Jobs use the calendar/);
  await terminal.press("e");
  await shown(/Edit calendar Holidays/);
  await terminal.press(tab, "Closed", save, enter);
  await shown(/saved Holidays/);
  const [edited] = await list();

  assert.deepEqual(made.dates, [{ from: "2027-01-01", to: "2027-01-01", name: "New Year" }]);
  assert.deepEqual(made.windows, [{ days: ["sat", "sun"], from: "00:00", to: "24:00" }]);
  assert.deepEqual([edited.description, edited.dates], ["Closed", made.dates]);
});

const ics = [
  ...["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y", "BEGIN:VEVENT", "UID:1"],
  ...["DTSTAMP:20260101T000000Z", "DTSTART;VALUE=DATE:20261225", "SUMMARY:Christmas"],
  ...["END:VEVENT", "END:VCALENDAR", ""],
].join("\r\n");

Deno.test("an iCalendar text comes from a paste or from a file, and a file that is not there is told", async () => {
  await using folder = await temporaryFolder();
  const file = `${folder.path}/holidays.ics`;
  await Deno.writeTextFile(file, ics);
  await using api = await testApi();
  await using terminal = new TestTerminal({
    ...at({}, { type: "calendars_read", calendars: [] }),
    client: clientOf(api, api.admin.token),
  });
  const list = async () => (await api.admin.get("/calendars")).body.calendars;
  const shown = (text: RegExp) => waitFor(async () => text.test(await terminal.text()));
  const toIcs = [tab, tab, tab, tab, tab, tab];

  await terminal.press("n", "Pasted", ...toIcs, paste(ics), "x");
  const block = await terminal.text();
  await terminal.press(save, enter);
  await shown(/created Pasted/);
  await terminal.press("n", "Read", ...toIcs, `${file}x`, save, enter);
  await shown(/holidays\.icsx: No such file/);
  await terminal.press("\x7f", save, enter);
  await shown(/created Read/);

  assert.match(block, /iCalendar +iCalendar text, 10 lines/);
  const dates = [{ from: "2026-12-25", to: "2026-12-25", name: "Christmas" }];
  assert.deepEqual((await list()).map((it: { dates: unknown }) => it.dates), [dates, dates]);
});

Deno.test("who is no admin reads calendars, and is told why nothing can be changed", async () => {
  const account = anAccount({ is_admin: false, category_id: 1 });
  await using terminal = new TestTerminal(at({}, { type: "account_known", account }));

  await terminal.press("e");

  assert.match(await terminal.text(), /Holidays[^]*admin/);
});

Deno.test("a server without calendars says so", async () => {
  const state = aState({ type: "view_switched", screen: "calendars" });
  await using terminal = new TestTerminal({ state });

  assert.match(await terminal.text(), /This server does not offer that/);
});

for (const language of ["en", "zh-TW"] as const) {
  Deno.test(`calendars, the page of one and its form fit every size, in ${language}`, async () => {
    await using terminal = new TestTerminal(at({}, { type: "prefs_set", language }));
    for (const screen of ["calendars", "calendar", "calendar_form"] as const) {
      const id = screen === "calendar_form" ? {} : { id: "1" };
      terminal.app.dispatch({ type: "view_opened", view: { screen, ...id } });
      for (const [columns, rows] of sizes) {
        await terminal.resize(columns, rows);
        const { lines } = frameOf(terminal.state, terminal.app, columns, rows);
        assert.equal(lines.length, rows);
        for (const line of lines.slice(2, -1)) assert.ok(lineWidth(line) <= columns);
      }
    }
  });
}
