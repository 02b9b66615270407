/**
 * Writes the captures in docs/dashboard.md anew: each screen at two sizes in both languages, from the dashboard itself
 * beside the real API, on records that are always the same.
 * With --check it writes nothing, and fails where the document is not as it would be written.
 */
import type { ScreenId } from "../tui/keys/tabs.ts";
import { Reader } from "../tui/server/reading.ts";
import type { View } from "../tui/state/view.ts";
import type { Language } from "../tui/texts/mod.ts";
import { initialState, reduce, type StateEvent } from "../tui/state.ts";
import { type TestApi, testApi } from "../tests/support/app.ts";
import { anAccount } from "../tests/tui/support/builders.ts";
import { clientOf } from "../tests/tui/support/real_server.ts";
import { TestTerminal } from "../tests/tui/support/terminal.tsx";
import { type CapturedDay, seedCalendars, seedDay, seedInbox } from "./captured_day.ts";

/** A screen that is captured, under the name that its place in the document has. */
interface Captured {
  readonly name: string;
  readonly view: (day: CapturedDay) => View;
  /** Keys that are pressed before the capture. */
  readonly keys?: readonly string[];
  /** Records that the captures before it do not have. */
  readonly seed?: (api: TestApi, day: CapturedDay) => Promise<void>;
  /** Text that is there once everything is read, in every language. */
  readonly shows: RegExp;
}

const at = (screen: ScreenId) => () => ({ screen });

/** A new screen has a line here, and a pair of marks in the document. */
const captured: readonly Captured[] = [
  { name: "home", view: at("home"), shows: /billing-export[^]*10:05/ },
  { name: "agenda", view: at("agenda"), keys: ["n"], shows: /report-01/ },
  { name: "jobs", view: at("jobs"), shows: /ECONNREFUSED|✗✗✗/ },
  {
    name: "job",
    view: ({ job }) => ({ screen: "job", id: job }),
    shows: /p95 \d+[^]*09:55:0/,
  },
  { name: "run", view: ({ run }) => ({ screen: "run", id: run }), shows: /nothing was exported/ },
  {
    name: "inbox",
    view: at("home"),
    seed: seedInbox,
    keys: ["+", "z"],
    shows: /ECONNREFUSED[^]*recover|ECONNREFUSED[^]*恢復/,
  },
  { name: "inbox aside", view: at("home"), keys: ["+", "i"], shows: /search-warmup/ },
  { name: "calendars", view: at("calendars"), seed: seedCalendars, shows: /Month end/ },
  { name: "calendar", view: () => ({ screen: "calendar", id: "1" }), shows: /Tomb sweeping day/ },
];

const sizes = [[80, 24], [140, 40]] as const;
const languages = ["en", "zh-TW"] as const;

const file = new URL("dashboard.md", import.meta.url);
const isCheck = Deno.args.includes("--check");

const before = await Deno.readTextFile(file);
const after = await withCaptures(before);
if (after === before) Deno.exit(0);
if (isCheck) {
  // deno-lint-ignore no-console -- it is a tool for the terminal
  console.error(
    "docs/dashboard.md: its captures are not as the dashboard draws. Run deno task docs:captures.",
  );
  Deno.exit(1);
}
await Deno.writeTextFile(file, after);
Deno.exit(0);

/** @returns the document with its captures as they are now. */
async function withCaptures(document: string): Promise<string> {
  await using api = await testApi();
  const day = await seedDay(api);
  let text = document;
  for (const one of captured) {
    const marks = new RegExp(`<!-- capture ${one.name} -->[^]*?<!-- /capture -->`);
    if (!marks.test(text)) throw new Error(`docs/dashboard.md has no place for ${one.name}`);
    await one.seed?.(api, day);
    const pictures = await picturesOf(api, day, one);
    text = text.replace(
      marks,
      () => `<!-- capture ${one.name} -->\n\n${pictures}\n\n<!-- /capture -->`,
    );
  }
  return text;
}

async function picturesOf(api: TestApi, day: CapturedDay, one: Captured): Promise<string> {
  const pictures: string[] = [];
  for (const language of languages) {
    for (const [columns, rows] of sizes) {
      const rowsOfText = await pictureOf(api, { ...one, language, columns, rows }, one.view(day));
      const picture = `\`\`\`text\n${rowsOfText.join("\n")}\n\`\`\``;
      const isFirst = pictures.length === 0;
      const summary = `${columns}x${rows}${language === "en" ? "" : ", 繁體中文"}`;
      pictures.push(
        isFirst ? picture : `<details><summary>${summary}</summary>\n\n${picture}\n\n</details>`,
      );
    }
  }
  return pictures.join("\n\n");
}

interface Shot extends Captured {
  readonly language: Language;
  readonly columns: number;
  readonly rows: number;
}

/** The rows of the screen without the blank ones. */
async function pictureOf(api: TestApi, shot: Shot, view: View): Promise<string[]> {
  const { columns, rows, language } = shot;
  const state = startEvents(api.clock.now(), language).reduce(reduce, initialState);
  const client = clientOf(api, api.admin.token);
  await using terminal = new TestTerminal({ state, client, columns, rows });
  await new Reader(terminal.app).readAll();
  terminal.app.dispatch(
    view.id === undefined
      ? { type: "view_switched", screen: view.screen }
      : { type: "view_opened", view },
  );
  await stable(terminal, /./);
  for (const key of shot.keys ?? []) await terminal.press(key);
  const screen = await stable(terminal, shot.shows);
  return screen.split("\n").filter((row) => row.trim() !== "");
}

function startEvents(now: number, language: Language): StateEvent[] {
  return [
    { type: "clock_ticked", now },
    { type: "logged_in", account: anAccount(), server: "https://jobs.example.com" },
    { type: "connected", now },
    // The times must not depend on the zone of the machine that writes the document.
    { type: "prefs_set", language, timeMode: "utc" },
  ];
}

/** The screen once it shows the text and no longer changes. */
async function stable(terminal: TestTerminal, shows: RegExp): Promise<string> {
  const most = 400;
  const enough = 8;
  let [text, same] = ["", 0];
  for (let i = 0; i < most && same < enough; i++) {
    await terminal.timers.advance(100);
    await new Promise((resolve) => setTimeout(resolve, 10));
    const next = await terminal.text();
    same = next === text && shows.test(next) ? same + 1 : 0;
    text = next;
  }
  if (same < enough) throw new Error(`The screen never showed ${shows}:\n${text}`);
  return text;
}
