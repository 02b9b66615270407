import process from "node:process";
import { generalCommands } from "./commands/general.ts";
import { type App, makeApp } from "./app.ts";
import { openNamed, startEvents } from "./screens/start_view.ts";
import { toast } from "./commands/toasts.ts";
import { enterView } from "./commands/navigation.ts";
import { askLogIn } from "./commands/logging_in.ts";
import type { Client } from "./server/client.ts";
import { systemClock } from "./terminal/clock.ts";
import type { InkControls } from "./dashboard.tsx";
import { frameOf, painted } from "./frame.ts";
import { begin, enter, leave, put, retake, setMouse } from "./terminal/guard.ts";
import { screens } from "./screens/list.ts";
import { help, type Options, parseOptions } from "./settings/options.ts";
import { PresentClient } from "./server/present_client.ts";
import { fileMemory, readSessions, sessionKey } from "./settings/memory.ts";
import { placesOf } from "./settings/places.ts";
import { readSettings } from "./settings/settings.ts";
import { problemsText } from "./settings/problems.ts";
import { initialState, reduce, type State } from "./state.ts";
import { Store } from "./store.ts";
import { languageOf } from "./texts/mod.ts";
import { Painter, plainText, rowText } from "./terminal/painter.ts";
import { startLive } from "./server/live.ts";
import { Reader } from "./server/reading.ts";
import { hasShell, stopGroup } from "./terminal/stopping.ts";

const usage = 2;
const pagerStopsMs = 200;
/** Ink, and with it the keys, do not wait longer for the first answers of the server. */
const mostWaitMs = 250;

function say(to: typeof Deno.stdout | typeof Deno.stderr, text: string): void {
  to.writeSync(new TextEncoder().encode(text));
}

const parsed = parseOptions(Deno.args);
if ("help" in parsed) {
  say(Deno.stdout, help);
  process.exit(0);
} else if ("error" in parsed) {
  say(Deno.stderr, `${parsed.error}\n`);
  process.exit(usage);
}
const { options } = parsed;
if (!options.isOnce && !(Deno.stdin.isTerminal() && Deno.stdout.isTerminal())) {
  const what = Deno.stdin.isTerminal() ? "Standard output" : "Standard input";
  say(
    Deno.stderr,
    `${what} is not a terminal. Use --once for one frame, or the command: deno task carillon -- --help.\n`,
  );
  process.exit(usage);
}

const places = placesOf(Deno.env);
const sessions = readSessions(places);
const start = startState(options);
const store = new Store(systemClock, start);
const present = new PresentClient(
  clientOf,
  start.session.server,
  sessions.kept[sessionKey(start.session.server, start.session.username)]?.token,
);
let controls: InkControls | undefined;
/** Another program has the terminal, or the shell has it. */
let isLent = false;
const app = makeApp({
  store,
  clock: systemClock,
  memory: fileMemory(places),
  screens,
  commands: generalCommands,
  client: present.get,
  connect: present.replace,
  terminal: {
    write: put,
    setMouse,
    suspended,
    repaint: () => controls?.repaint(),
    stop,
    quit: () => controls?.exit(),
  },
});
const problems = problemsText(start.settings.problems, app.t);
if (problems !== undefined) toast(app, "warn", problems);
if (options.isOnce) await once(app);
else await run(app);

function startState(options: Options): State {
  const settings = readSettings(places, screens);
  const profile = options.profile === undefined
    ? undefined
    : settings.offered.profiles[options.profile];
  if (options.profile !== undefined && profile === undefined) {
    say(Deno.stderr, `There is no profile ${options.profile} in ${places.settings}\n`);
    process.exit(usage);
  }
  const { last } = sessions;
  const server = options.url ?? profile?.url ?? settings.url ?? last?.server ??
    initialState.session.server;
  const username = options.user ?? profile?.user ?? settings.user ??
    (last?.server === server ? last.username : "");
  const kept = sessions.kept[sessionKey(server, username)];
  const term = Deno.env.get("TERM") ?? "";
  const locale = ["LC_ALL", "LC_MESSAGES", "LANG"].map((name) => Deno.env.get(name)).find(Boolean);
  const begun: State = {
    ...initialState,
    now: Date.now(),
    settings: settings.offered,
    session: {
      server,
      username,
      isReadOnly: options.isReadOnly,
      ...(kept === undefined ? { status: "out" } : { status: "in", account: kept.account }),
    },
    prefs: {
      ...initialState.prefs,
      language: languageOf(locale),
      isAscii: ["linux", "dumb"].includes(term) || /^(C|POSIX)$/.test(locale ?? ""),
      ...settings.prefs,
      ...(options.language === undefined ? {} : { language: options.language }),
      ...(options.isAscii ? { isAscii: true } : {}),
      ...(options.isMouseOff ? { isMouseOn: false } : {}),
      // NO_COLOR goes before the theme of the settings file.
      ...(Deno.env.get("NO_COLOR") || term === "dumb" ? { theme: "mono" } : {}),
    },
  };
  return (options.view === undefined ? [] : startEvents(options.view)).reduce(reduce, begun);
}

async function clientOf(server: string, token: string | undefined): Promise<Client> {
  const { Client } = await import("./server/client.ts");
  const client = new Client(server, lapsed);
  client.setToken(token);
  return client;
}

async function suspended(act: () => void | Promise<void>): Promise<void> {
  isLent = true;
  try {
    await controls?.suspend(async () => {
      leave();
      await act();
      enter(store.getState().prefs.isMouseOn);
    });
  } finally {
    isLent = false;
  }
  // A frame that waited for the other program is not a slow one.
  store.takeUndrawn();
}

async function stop(): Promise<boolean> {
  if (isLent) return true;
  if (!await hasShell()) return false;
  if (!isLent) await suspended(stopGroup);
  return true;
}

/** Other programs and the shell may change what the terminal shows and how it is set. */
function obeySignals(app: App): void {
  process.on("SIGWINCH", () => controls?.repaint());
  process.on("SIGCONT", () => {
    if (isLent) return;
    retake(store.getState().prefs.isMouseOn);
    controls?.repaint();
  });
  process.on("SIGTSTP", () => {
    if (!isLent) return void app.terminal.stop();
    // ctrl+z in a pager: the pager gives the terminal back first.
    setTimeout(() => void stopGroup(), pagerStopsMs);
  });
}

function lapsed(): void {
  if (store.getState().session.status !== "in") return;
  store.dispatch({ type: "session_lapsed" });
  askLogIn(app, "lapsed");
}

async function run(app: App): Promise<void> {
  if (start.session.status === "out") askLogIn(app, "first");
  openNamed(app, options.view);
  const draw = begun();
  draw();
  // React, Ink and the schemas of the answers take longer to load than all before them. Their imports are literal, so
  // that the runtime fetches and tells of packages before any code of ours runs.
  const stopLive = startLive(app);
  // The first answers come before Ink, because nothing is read while Ink loads.
  await firstAnswers(app);
  draw();
  const { renderDashboard } = await import("./ink.tsx");
  enter(start.prefs.isMouseOn);
  obeySignals(app);
  const ink = renderDashboard(app, (given) => controls = given);
  try {
    await ink.waitUntilExit();
    stopLive();
    leave();
    process.exit(0);
  } catch (error) {
    stopLive();
    leave();
    say(Deno.stderr, `fatal: ${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  }
}

/**
 * Takes the terminal before Ink has it. Keys wait in the terminal meanwhile.
 * @returns what draws a frame until then.
 */
function begun(): () => void {
  begin(start.prefs.isMouseOn);
  const painter = new Painter(put);
  return () => {
    const { columns, rows } = Deno.consoleSize();
    const { lines } = frameOf(app.state, app, columns, rows);
    painter.paint(painted(app.state, lines, columns), columns);
  };
}

/** Resolves when the jobs are there or cannot be read, and at the latest after `mostWaitMs`. */
async function firstAnswers(app: App): Promise<void> {
  await app.client();
  const isThere = ({ jobs, session, connection }: State) =>
    session.status === "out" || connection.phase === "lost" || jobs.phase === "ready" ||
    jobs.phase === "failed";
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => isThere(store.getState()) && resolve();
  const unsubscribe = store.subscribe(look);
  const cancel = systemClock.after(mostWaitMs, resolve);
  look();
  await promise;
  unsubscribe();
  cancel();
}

/** Reads everything once and prints one frame. */
async function once(app: App): Promise<void> {
  const size = Deno.stdout.isTerminal() ? Deno.consoleSize() : { columns: 80, rows: 24 };
  const isRead = start.session.status === "in" && await readOnce(app);
  const state = store.getState();
  const { lines } = frameOf(state, app, size.columns, size.rows);
  const rows = painted(state, lines, size.columns);
  // Files and mails get no colours.
  const text = Deno.stdout.isTerminal() ? rowText : plainText;
  say(Deno.stdout, `${rows.map(text).join("\n")}\n`);
  if (isRead) process.exit(0);
  const { server } = state.session;
  const why = state.connection.phase === "lost" ? state.connection.error : "not logged in";
  say(Deno.stderr, `${server}: ${why}\n`);
  process.exit(1);
}

/** Reads what the frame shows. @returns whether the server answered, and took the token. */
async function readOnce(app: App): Promise<boolean> {
  const client = await app.client();
  const answer = await client.verify();
  const now = Date.now();
  if (!answer.ok) {
    const { status, error } = answer.failure;
    if (status === 401) return false;
    const lost = { type: "connection_lost", heardAt: now, attempt: 1, nextTryAt: now } as const;
    app.dispatch({ ...lost, error });
    return false;
  }
  app.dispatch({ type: "account_known", account: answer.value.user });
  app.dispatch({ type: "connected", now });
  await new Reader(app).readAll();
  openNamed(app, options.view);
  await enterView(app);
  return true;
}
